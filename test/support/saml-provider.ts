import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } from 'samlify'
import { generate } from 'selfsigned'

// What is read here are the requests of the server under test. Its answers are what the tests are about.
setSchemaValidator({ validate: async () => 'not validated' })

/** What the identity provider says, and how it may be wrong. */
export interface SamlAnswer {
  nameId?: string
  attributes?: Record<string, string | string[]>
  inResponseTo?: string
  audience?: string
  recipient?: string
  destination?: string
  issuer?: string
  /** How far the provider's clock is ahead, in seconds. */
  clock?: number
  /** How long the assertion is good, in seconds. */
  lifetime?: number
  sessionUntil?: Date
  sign?: 'assertion' | 'response' | 'both' | 'nothing'
  algorithm?: 'sha256' | 'sha1'
  /** Signs with these, and not with what the metadata says. */
  key?: SigningKey
}

export interface SigningKey {
  private: string
  cert: string
}

/** A key with a certificate of its own that ends after so many days, which may be past. */
export async function signingKey(days = 365): Promise<SigningKey> {
  const made = await generate([{ name: 'commonName', value: 'idp.example' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 400 * 86_400_000),
    notAfterDate: new Date(Date.now() + days * 86_400_000),
  })
  return { private: made.private, cert: made.cert }
}

export interface SamlProvider {
  issuer: string
  ssoUrl: string
  key: SigningKey
  metadata: () => string
  /** A SAML response as a form carries it. `spMetadata` is the server's own. */
  respond: (spMetadata: string, answer: SamlAnswer) => Promise<string>
}

const algorithms = {
  sha256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  sha1: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
}

/** An identity provider by samlify, which writes SAML with code of its own. */
export async function samlProvider(ssoUrl = 'https://idp.example/sso'): Promise<SamlProvider> {
  const key = await signingKey()
  const issuer = `${new URL(ssoUrl).origin}/metadata`
  const entityOf = ({ private: privateKey, cert }: SigningKey, algorithm: 'sha256' | 'sha1' = 'sha256') =>
    IdentityProvider({
      entityID: issuer,
      privateKey,
      signingCert: cert,
      isAssertionEncrypted: false,
      requestSignatureAlgorithm: algorithms[algorithm],
      nameIDFormat: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
      singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: ssoUrl }],
      singleLogoutService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: ssoUrl }],
    })
  return {
    issuer,
    ssoUrl,
    key,
    metadata: () => entityOf(key).getMetadata(),
    async respond(spMetadata, answer) {
      const { sign = 'assertion' } = answer
      const metadata = spMetadata.replace(
        /WantAssertionsSigned="\w+"/,
        `WantAssertionsSigned="${sign === 'assertion' || sign === 'both'}"`,
      )
      const sp = ServiceProvider({ metadata, wantMessageSigned: sign === 'both' || sign === 'response' })
      const filled = fill(
        sp.entityMeta.getEntityID(),
        String(sp.entityMeta.getAssertionConsumerService('post')),
        issuer,
        answer,
      )
      if (sign === 'nothing') return Buffer.from(filled).toString('base64')
      const idp = entityOf(answer.key ?? key, answer.algorithm)
      const { context } = await idp.createLoginResponse(sp, { extract: {} }, 'post', {}, () => ({
        id: '',
        context: filled,
      }))
      return context
    },
  }
}

function fill(audience: string, consume: string, issuer: string, answer: SamlAnswer): string {
  const now = Date.now() + (answer.clock ?? 0) * 1000
  const at = (ms: number) => new Date(ms).toISOString()
  const end = at(now + (answer.lifetime ?? 300) * 1000)
  const attributes = Object.entries(answer.attributes ?? {}).map(([name, value]) => {
    const values = [value].flat().map((one) => `<saml:AttributeValue>${one}</saml:AttributeValue>`)
    return `<saml:Attribute Name="${name}">${values.join('')}</saml:Attribute>`
  })
  const session = answer.sessionUntil ? ` SessionNotOnOrAfter="${answer.sessionUntil.toISOString()}"` : ''
  return SamlLib.replaceTagsByValue(template(attributes.join(''), session), {
    ID: `_r${randomBytes(16).toString('hex')}`,
    AssertionID: `_a${randomBytes(16).toString('hex')}`,
    Destination: answer.destination ?? consume,
    Recipient: answer.recipient ?? consume,
    Audience: answer.audience ?? audience,
    Issuer: answer.issuer ?? issuer,
    Now: at(now),
    End: end,
    NameID: answer.nameId ?? 'mona@octo.example',
    InResponseTo: answer.inResponseTo ?? '',
  })
}

const template = (attributes: string, session: string) =>
  `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ID}" Version="2.0" IssueInstant="{Now}" Destination="{Destination}" InResponseTo="{InResponseTo}"><saml:Issuer>{Issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="{AssertionID}" Version="2.0" IssueInstant="{Now}"><saml:Issuer>{Issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{NameID}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{End}" Recipient="{Recipient}" InResponseTo="{InResponseTo}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{Now}" NotOnOrAfter="{End}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{Now}"${session}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${attributes ? `<saml:AttributeStatement>${attributes}</saml:AttributeStatement>` : ''}</saml:Assertion></samlp:Response>`

/** The provider behind a port: it knows who is at the browser, and posts its answer back. */
export async function listenSamlProvider(spMetadata: () => Promise<string>): Promise<{
  provider: SamlProvider
  metadataUrl: string
  /** What it says of whoever comes next. */
  say: (answer: SamlAnswer) => void
  close: () => Promise<void>
}> {
  let next: SamlAnswer = {}
  let provider: SamlProvider
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', provider.ssoUrl)
    if (url.pathname === '/metadata')
      return response.setHeader('content-type', 'application/xml').end(provider.metadata())
    if (url.pathname !== '/sso') return response.writeHead(404).end()
    const metadata = await spMetadata()
    const query = Object.fromEntries(url.searchParams)
    const idp = IdentityProvider({ metadata: provider.metadata() })
    const read = await idp.parseLoginRequest(ServiceProvider({ metadata }), 'redirect', { query })
    const { id } = read.extract.request as { id: string }
    const saml = await provider.respond(metadata, { inResponseTo: id, ...next })
    const action = String(ServiceProvider({ metadata }).entityMeta.getAssertionConsumerService('post'))
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Identity provider</title></head><body>
<main><h1>Identity provider</h1><form method="post" action="${action}">
<input type="hidden" name="SAMLResponse" value="${saml}"><input type="hidden" name="RelayState" value="${url.searchParams.get('RelayState') ?? ''}">
<button>Go on</button></form></main></body></html>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // To a browser another site than the server on 127.0.0.1, so that cookies are what they are in life.
  provider = await samlProvider(`http://localhost:${port}/sso`)
  return {
    provider,
    metadataUrl: `http://127.0.0.1:${port}/metadata`,
    say: (answer) => {
      next = answer
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
