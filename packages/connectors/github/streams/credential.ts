import { defineStream, GithubCredential } from '@rollcall/core'
import { createClient } from '../client.ts'
import { readCredential } from '../token.ts'

const endpoint = 'GET /user'

/** The token that reads is itself something with access, and is judged like everything else. */
export const credential = defineStream({
  id: 'github.credential',
  title: 'Credential of this connection',
  reads: 'What kind of token Rollcall reads with, what it may do, and when it ends. Never the token.',
  schema: GithubCredential,
  endpoints: [endpoint],
  permissions: ['read:org'],
  docs: 'https://docs.github.com/en/rest/users/users#get-the-authenticated-user',
  async *read(context, { scope, url }) {
    const { data, headers, source } = await createClient(context).get<{ login: string }>(endpoint)
    const { kind, owner, scopes, expiresAt } = readCredential(context.secrets.token ?? '', data.login, headers)
    const record = {
      stream: 'github.credential' as const,
      scope,
      ref: data.login,
      name: `${kind} of ${owner}`,
      url: `${new URL(url).origin}/settings/tokens`,
      data: {
        // Scopes are told of classic tokens and of nothing else.
        classic: scopes !== null,
        scopes,
        expiresAt: expiresAt ?? '',
      },
      gaps: {
        scopes: {
          reason: 'api' as const,
          detail: 'GitHub tells the scopes of classic tokens only.',
          fix: 'Look at the token under Settings › Developer settings on GitHub.',
        },
      },
      sources: [source],
    }
    yield { records: [record], checkpoint: null, expected: 1 }
  },
  notes: {
    about: ['credential'],
    of: ({ ref: login, data: { classic, scopes, expiresAt } }) => [
      {
        login,
        about: 'credential',
        type: `${classic ? 'personal access token (classic)' : 'token'}, which Rollcall reads with`,
        name: '',
        scope: scopes === null ? null : scopes.join(', '),
        expiresAt,
        lastUsedAt: null,
      },
    ],
  },
  async probe(context) {
    await createClient(context).get(endpoint)
    return null
  },
})
