import {
  type ConnectorContext,
  defineStream,
  GithubCredential,
  type ScopeReport,
  type StreamRecord,
} from '@rollcall/core'
import { type AppSession, appOf } from '../app.ts'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { listPermissions } from '../connect-app.ts'
import { explain } from '../refusals.ts'
import { readCredential } from '../token.ts'

const endpoint = 'GET /user'
const installationEndpoint = 'GET /orgs/{org}/installation'

/** What reads is itself something with access, and is judged like everything else. */
export const credential = defineStream({
  id: 'github.credential',
  title: 'Credential of this connection',
  reads: 'What kind of credential Rollcall reads with, what it may do, and when it ends. Never the token or the key.',
  schema: GithubCredential,
  endpoints: [endpoint, 'GET /app', installationEndpoint],
  permissions: ['read:org'],
  permissionsAs: { 'GitHub App': needs('metadata') },
  docs: 'https://docs.github.com/en/rest/users/users#get-the-authenticated-user',
  async *read(context, scope) {
    const { app, token } = readersOf(context, scope)
    const records = [
      ...(app ? [await readApp(context, app, scope)] : []),
      ...(token ? [await readToken(context, scope, app !== null)] : []),
    ]
    yield { records, checkpoint: null, expected: records.length }
  },
  notes: {
    about: ['credential'],
    // An App is nobody's: it stands for itself.
    of: ({ ref: login, data: { kind, scopes, expiresAt } }) =>
      kind === 'GitHub App'
        ? []
        : [
            {
              login,
              about: 'credential',
              type: `${kind === 'classic token' ? 'personal access token (classic)' : 'token'}, which Rollcall reads with`,
              name: '',
              scope: scopes === null ? null : scopes.join(', '),
              expiresAt,
              lastUsedAt: null,
            },
          ],
  },
  async probe(context, scope) {
    const { token } = readersOf(context, scope)
    await createClient(context, scope).installation()
    if (token) await createClient(context).get(endpoint)
    return null
  },
})

/** Which of the credentials read this organization. */
function readersOf(context: ConnectorContext, { without = [] }: ScopeReport) {
  const reaches = (one: 'app' | 'token') => without.every(({ method }) => method !== one)
  return {
    app: reaches('app') ? appOf(context) : null,
    token: reaches('token') && context.secrets.token !== undefined,
  }
}

async function readApp(
  context: ConnectorContext,
  app: AppSession,
  { scope }: ScopeReport,
): Promise<StreamRecord<GithubCredential>> {
  const installation = await createClient(context, scope).installation()
  const { name, slug, settings } = await app.facts().catch((error: unknown) => {
    context.signal.throwIfAborted()
    throw explain(error, 'GET /app')
  })
  return {
    stream: 'github.credential',
    scope,
    ref: `app/${slug}`,
    name: `GitHub App ${name}`,
    url: settings,
    data: {
      kind: 'GitHub App',
      besideApp: false,
      scopes: listPermissions(installation?.permissions ?? {}),
      expiresAt: '',
    },
    sources: [
      { endpoint: installationEndpoint, at: context.now().toISOString(), requestId: installation?.requestId ?? null },
    ],
  }
}

async function readToken(
  context: ConnectorContext,
  { scope, url }: ScopeReport,
  besideApp: boolean,
): Promise<StreamRecord<GithubCredential>> {
  const { data, headers, source } = await createClient(context).get<{ login: string }>(endpoint)
  const { kind, owner, scopes, expiresAt } = readCredential(context.secrets.token ?? '', data.login, headers)
  return {
    stream: 'github.credential',
    scope,
    ref: data.login,
    name: `${kind} of ${owner}`,
    url: `${new URL(url).origin}/settings/tokens`,
    data: {
      // Scopes are told of classic tokens and of nothing else.
      kind: scopes === null ? 'fine-grained token' : 'classic token',
      besideApp,
      scopes,
      expiresAt: expiresAt ?? '',
    },
    gaps: {
      scopes: {
        reason: 'api',
        detail: 'GitHub tells the scopes of classic tokens only.',
        fix: 'Look at the token under Settings › Developer settings on GitHub.',
      },
    },
    sources: [source],
  }
}
