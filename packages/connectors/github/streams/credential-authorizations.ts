import { AppError, defineStream, GithubCredentialAuthorization, type Source, type StreamRecord } from '@rollcall/core'
import { isServer } from '../address.ts'
import { needs } from '../app-permissions.ts'
import { createClient, type GithubClient } from '../client.ts'
import { restPages } from '../pages.ts'
import { readPlan } from '../plan.ts'

/** The last characters of a token and the fingerprint of a key are in the answer too; they are not read. */
interface Authorization {
  login: string
  credential_id: number
  credential_type?: string
  credential_authorized_at?: string
  credential_accessed_at?: string | null
  scopes?: string[]
  authorized_credential_title?: string | null
  authorized_credential_note?: string | null
  authorized_credential_expires_at?: string | null
}

const endpoint = 'GET /orgs/{org}/credential-authorizations'

export const credentialAuthorizations = defineStream({
  id: 'github.credential_authorization',
  title: 'Credentials authorised for single sign-on',
  reads:
    'Which personal tokens, SSH keys and app tokens members opened the organization to, with scopes, expiry and last use. No part of a credential.',
  schema: GithubCredentialAuthorization,
  endpoints: [endpoint, 'GET /orgs/{org}'],
  permissions: ['read:org', 'Organization owner', 'Enterprise Cloud with SAML'],
  permissionsAs: { 'GitHub App': needs('organization_administration', 'organization_plan') },
  docs: 'https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#list-saml-sso-authorizations-for-an-organization',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    if (isServer(context.config.address)) return yield { records: [], checkpoint: null, expected: 0 }
    try {
      for await (const page of restPages<Authorization>(client, endpoint, { org: scope }, checkpoint))
        yield {
          records: page.items.map((one) => mapAuthorization(scope, url, one, page.source)),
          checkpoint: page.checkpoint,
          ...(page.gap ? { gap: page.gap } : {}),
        }
    } catch (error) {
      if (!(await isWithoutSignOn(client, scope, error))) throw error
      yield { records: [], checkpoint: null, expected: 0 }
    }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope)
    if (isServer(context.config.address)) return null
    try {
      return (await client.get(endpoint, { org: scope, per_page: 1 })).gap
    } catch (error) {
      if (!(await isWithoutSignOn(client, scope, error))) throw error
      return null
    }
  },
  notes: {
    about: ['credential', 'use'],
    of: ({ data }) => {
      const { owner: login, kind, title, scopes, expiresAt, accessedAt } = data
      const type = kind ?? 'credential'
      return [
        {
          login,
          about: 'credential',
          type: `${type}, authorised for single sign-on`,
          name: title,
          scope: scopes === null ? null : scopes.join(', '),
          expiresAt,
          lastUsedAt: accessedAt,
        },
        ...(accessedAt ? [{ login, about: 'use' as const, at: accessedAt, how: `${type} ${title}`.trim() }] : []),
      ]
    },
  },
})

/** Where the plan has no single sign-on there is nothing to authorise; GitHub answers 404 there. */
async function isWithoutSignOn(client: GithubClient, org: string, error: unknown): Promise<boolean> {
  if (!(error instanceof AppError) || error.code !== 'upstream.not_found') return false
  const plan = await readPlan(client, org)
  return plan !== null && plan !== 'enterprise'
}

const kinds = ['personal access token', 'SSH key', 'OAuth app token', 'GitHub app token'] as const

export function mapAuthorization(
  scope: string,
  orgUrl: string,
  one: Authorization,
  source: Source,
): StreamRecord<GithubCredentialAuthorization> {
  const kind = kinds.find((known) => known === one.credential_type) ?? null
  const title = one.authorized_credential_title ?? one.authorized_credential_note ?? ''
  // An SSH key has neither scopes nor an end, and GitHub leaves both out.
  const key = kind === 'SSH key'
  const expires = one.authorized_credential_expires_at
  return {
    stream: 'github.credential_authorization',
    scope,
    ref: String(one.credential_id),
    name: `${one.login}: ${title === '' ? (one.credential_type ?? 'credential') : title}`,
    url: `${new URL(orgUrl).origin}/orgs/${scope}/people/${one.login}/sso`,
    data: {
      owner: one.login,
      kind,
      title,
      scopes: one.scopes ?? (key ? [] : null),
      authorizedAt: one.credential_authorized_at ?? null,
      accessedAt: one.credential_accessed_at === undefined ? null : (one.credential_accessed_at ?? ''),
      expiresAt: expires === undefined ? (key ? '' : null) : (expires ?? ''),
    },
    sources: [source],
  }
}
