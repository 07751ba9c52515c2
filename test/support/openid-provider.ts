import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface OpenIdBench {
  issuer: string
  clientId: string
  clientSecret: string
  /** What the provider says of whoever comes next; null: it refuses. */
  say: (claims: Record<string, unknown> | null) => void
  close: () => Promise<void>
}

/** The certified OpenID provider of npm, on a port, which lets everybody in as whom it was told. */
export async function listenOpenId(redirectUri: string): Promise<OpenIdBench> {
  const clientId = 'rollcall'
  const clientSecret = 'canary-openid-client-secret-0123456789'
  let next: Record<string, unknown> | null = {}
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['test'] },
    // As Entra ID does: what is asked for by scope stands in the ID token.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['oid', 'preferred_username', 'name'], email: ['email'] },
    ttl: { AccessToken: 600, IdToken: 600, Grant: 600, Session: 600, Interaction: 600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId, ...next }) }),
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId, accountId: context.oidc.session?.accountId ?? '' })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  const listener = provider.callback()
  handle = async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return listener(request, response)
    const result =
      next === null
        ? { error: 'access_denied', error_description: 'You are not assigned to this application' }
        : { login: { accountId: String(next.sub ?? 'subject-1'), remember: false } }
    await provider.interactionFinished(request, response, result)
  }
  return {
    issuer,
    clientId,
    clientSecret,
    say: (claims) => {
      next = claims
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
