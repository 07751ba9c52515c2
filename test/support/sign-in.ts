import type { LightMyRequestResponse } from 'fastify'
import { type DirectoryBench, openDirectory } from './directory.ts'
import { type SamlAnswer, type SamlProvider, samlProvider } from './saml-provider.ts'
import type { TestServerOptions } from './server.ts'

export interface SignInBench extends DirectoryBench {
  /** `/enterprises/octo` or `/ghes/octo`. */
  path: string
  idp: SamlProvider
  spMetadata: () => Promise<string>
  visit: Browser
  /** A browser of its own. */
  newBrowser: () => Browser
  /** The whole way of SAML with one answer; ends at the account page or at a page that says why not. */
  signIn: (answer?: SamlAnswer, browser?: Browser) => Promise<LightMyRequestResponse>
  audit: () => Promise<{ action: string; data: Record<string, unknown> }[]>
}

export interface Browser {
  cookies: Record<string, string>
  get: (url: string) => Promise<LightMyRequestResponse>
  /** A form; `crossSite` as an identity provider posts it, without our cookies. */
  post: (url: string, form: Record<string, string>, crossSite?: boolean) => Promise<LightMyRequestResponse>
  /** Goes to the identity provider; the request's id is what it must answer to. */
  begin: () => Promise<string>
}

/** A directory with single sign-on over SAML turned on. */
export async function openSignIn(
  wanted?: Record<string, unknown>,
  options: TestServerOptions & { setup?: Record<string, unknown> } = {},
): Promise<SignInBench> {
  const bench = await openDirectory(wanted, options)
  const { server, enterprise } = bench
  const path = `/${enterprise.kind === 'emu' ? 'enterprises' : 'ghes'}/${enterprise.slug}`
  const idp = await samlProvider()
  const api = `/enterprises/${enterprise.slug}/sign-in`
  await server.home.ok('PUT', `${api}/saml`, {
    issuer: idp.issuer,
    ssoUrl: idp.ssoUrl,
    certificates: [idp.key.cert],
    ...options.setup,
  })
  await server.home.ok('PATCH', api, { enabled: true })
  const newBrowser = () => browserOf(server.app, path)
  const visit = newBrowser()
  const spMetadata = async () => (await visit.get(`${path}/saml/metadata`)).body
  return {
    ...bench,
    path,
    idp,
    spMetadata,
    visit,
    newBrowser,
    async signIn(answer = {}, browser = visit) {
      const inResponseTo = await browser.begin()
      const SAMLResponse = await idp.respond(await spMetadata(), { inResponseTo, ...answer })
      const posted = await browser.post(`${path}/saml/consume`, { SAMLResponse }, true)
      if (posted.statusCode !== 303) return posted
      const finished = await browser.get(String(posted.headers.location))
      return finished.statusCode === 303 ? browser.get(String(finished.headers.location)) : finished
    },
    async audit() {
      return server.deps.db.selectFrom('audit_event').select(['action', 'data']).orderBy('seq').execute()
    },
  }
}

/** A browser with a cookie jar, at the addresses of one enterprise. */
export function browserOf(app: SignInBench['server']['app'], path: string, host?: string): Browser {
  const cookies: Record<string, string> = {}
  const named = host === undefined ? {} : { host }
  const keep = (response: LightMyRequestResponse) => {
    for (const { name, value, expires } of response.cookies)
      if (expires && expires.getTime() < Date.now()) delete cookies[name]
      else cookies[name] = value
    return response
  }
  const header = () =>
    Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ')
  const pathOf = (url: string) => url.replace(/^https?:\/\/[^/]+/, '')
  const browser: Browser = {
    cookies,
    get: async (url) =>
      keep(
        await app.inject({
          url: pathOf(url),
          headers: { cookie: header(), 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0', ...named },
        }),
      ),
    post: async (url, form, crossSite = false) =>
      keep(
        await app.inject({
          method: 'POST',
          url: pathOf(url),
          payload: new URLSearchParams(form).toString(),
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            ...named,
            ...(crossSite ? { origin: 'https://idp.example', 'sec-fetch-site': 'cross-site' } : { cookie: header() }),
          },
        }),
      ),
    async begin() {
      const response = await browser.get(`${path}/sso`)
      const relayState = new URL(String(response.headers.location)).searchParams.get('RelayState')
      if (relayState === null)
        throw new Error(`No way to the identity provider: ${response.statusCode} ${response.body}`)
      return relayState
    },
  }
  return browser
}
