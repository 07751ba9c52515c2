import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { newAccount, newToken } from '../../company/github-defaults.ts'
import type { GithubApp, GithubAppInstallation, GithubToken } from '../../company/github-world.ts'
import type { Records } from './records.ts'

/** What GitHub tells about a new App once, for a code. */
export interface Registration {
  app: GithubApp
  privateKey: string
  clientSecret: string
  webhookSecret: string
  endsAt: number
}

/** How long an installation token is good for. */
const hourMs = 3_600_000

export function changeApps(records: Records) {
  const at = () => records.now().toISOString()
  const appOf = (slug: string): GithubApp => {
    const app = [...records.apps.values()].find((one) => one.slug === slug)
    if (!app) throw new Error(`The sandbox's GitHub has no App ${slug}`)
    return app
  }
  const installationOf = (slug: string, organization: string): GithubAppInstallation => {
    const { id } = appOf(slug)
    const { login } = records.organization(organization)
    const found = [...records.installed.values()].find((one) => one.app === id && one.organization === login)
    if (!found) throw new Error(`The App ${slug} is not installed in ${organization}`)
    return found
  }
  const registrations = new Map<string, Registration>()
  const addApp = (
    sketch: Pick<GithubApp, 'slug' | 'owner' | 'publicKey' | 'permissions'> & Partial<Omit<GithubApp, 'id'>>,
  ): GithubApp => {
    const id = records.takeId()
    const app: GithubApp = {
      name: sketch.slug,
      public: true,
      setupUrl: null,
      externalUrl: 'https://rollcall.example',
      createdAt: at(),
      ...sketch,
      id,
    }
    records.apps.set(id, app)
    // An App acts in the name of an account of its own.
    records.keepAccount(newAccount(records.now(), { id: records.takeId(), login: `${app.slug}[bot]`, name: app.name }))
    return app
  }
  const endTokens = (installation: number) => {
    for (const token of records.tokens.values()) if (token.installation === installation) token.revoked = true
  }
  return {
    addApp,
    /** What GitHub's page does when a person agrees to a manifest: the App is there, and a code opens its secrets once. */
    registerApp: (sketch: Omit<Parameters<typeof addApp>[0], 'publicKey'>): { app: GithubApp; code: string } => {
      const pair = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      })
      const app = addApp({ ...sketch, publicKey: pair.publicKey })
      const code = randomBytes(20).toString('hex')
      registrations.set(code, {
        app,
        privateKey: pair.privateKey,
        clientSecret: `${records.secretMark}${randomBytes(20).toString('hex')}`,
        webhookSecret: `${records.secretMark}${randomBytes(20).toString('hex')}`,
        endsAt: records.now().getTime() + hourMs,
      })
      return { app, code }
    },
    takeRegistration: (code: string): Registration | null => {
      const found = registrations.get(code)
      registrations.delete(code)
      return found && found.endsAt > records.now().getTime() ? found : null
    },
    /** A new key pair, a change of what it asks for … */
    changeApp: (slug: string, change: Partial<Omit<GithubApp, 'id' | 'slug'>>) =>
      void Object.assign(appOf(slug), change),
    installApp: (
      slug: string,
      organization: string,
      sketch: Partial<Omit<GithubAppInstallation, 'id' | 'app' | 'organization'>> = {},
    ): GithubAppInstallation => {
      const app = appOf(slug)
      const installation: GithubAppInstallation = {
        selection: 'all',
        repositories: [],
        permissions: { ...app.permissions },
        suspendedAt: null,
        createdAt: at(),
        ...sketch,
        id: records.takeId(),
        app: app.id,
        organization: records.organization(organization).login,
      }
      records.installed.set(installation.id, installation)
      return installation
    },
    changeAppInstallation: (
      slug: string,
      organization: string,
      change: Partial<Omit<GithubAppInstallation, 'id' | 'app' | 'organization'>>,
    ) => void Object.assign(installationOf(slug, organization), change),
    uninstallApp: (slug: string, organization: string) => {
      const { id } = installationOf(slug, organization)
      records.installed.delete(id)
      endTokens(id)
    },
    deleteApp: (slug: string) => {
      const { id } = appOf(slug)
      records.apps.delete(id)
      for (const one of [...records.installed.values()].filter(({ app }) => app === id)) {
        records.installed.delete(one.id)
        endTokens(one.id)
      }
    },
    /** Ends every token that the App was given, as an hour does. */
    endInstallationTokens: () => {
      for (const token of records.tokens.values()) if (token.installation !== undefined) token.revoked = true
    },
    /** GitHub's are of any length, and say nothing. */
    mintToken: (installation: GithubAppInstallation): GithubToken => {
      const app = records.apps.get(installation.app)
      const token = newToken({
        kind: 'app',
        label: `${app?.slug}@${installation.organization}`,
        login: `${app?.slug}[bot]`,
        // Asked by its permissions instead, which are as many as were given.
        scopes: ['admin:org', 'admin:org_hook', 'repo'],
        secret: `ghs_${records.secretMark}${randomBytes(24).toString('hex')}`,
        expiresAt: new Date(records.now().getTime() + hourMs).toISOString(),
        installation: installation.id,
      })
      records.tokens.set(token.secret, token)
      return token
    },
  }
}
