import {
  defineStream,
  GithubFineGrainedToken,
  GithubTokenRequest,
  type Source,
  type StreamRecord,
} from '@rollcall/core'
import { asApp } from '../app-only.ts'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { restPages } from '../pages.ts'

interface Token {
  id: number
  owner: { login: string }
  repository_selection?: string
  permissions?: Record<string, Record<string, string> | undefined>
  access_granted_at?: string
  created_at?: string
  token_name?: string
  token_expired?: boolean
  token_expires_at?: string | null
  token_last_used_at?: string | null
}

const granted = 'GET /orgs/{org}/personal-access-tokens'
const requested = 'GET /orgs/{org}/personal-access-token-requests'
const grantPermission = 'Personal access tokens'
const requestPermission = 'Personal access token requests'

export const fineGrainedTokens = defineStream({
  id: 'github.fine_grained_token',
  title: 'Fine-grained tokens',
  reads:
    'Which fine-grained personal access tokens reach the organization: whose, until when, what they may do, last use.',
  schema: GithubFineGrainedToken,
  endpoints: [granted],
  permissions: [`GitHub App with ${grantPermission}: read`],
  permissionsAs: { 'GitHub App': needs('organization_personal_access_tokens') },
  docs: 'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    const pages = restPages<Token>(client, granted, { org: scope }, checkpoint)
    for (;;) {
      const { value: page, done } = await asApp(context, client, grantPermission, () => pages.next())
      if (done) return
      yield {
        records: page.items.map((token) => mapGrant(scope, url, token, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope)
    return (await asApp(context, client, grantPermission, () => client.get(granted, { org: scope, per_page: 1 }))).gap
  },
  notes: {
    about: ['credential', 'use'],
    of: ({ data: { owner: login, tokenName, permissions, repositorySelection, expiresAt, lastUsedAt } }) => [
      {
        login,
        about: 'credential',
        type: 'fine-grained personal access token',
        name: tokenName ?? '',
        scope:
          permissions === null
            ? null
            : `${permissions.map(({ name, access }) => `${name}: ${access}`).join(', ')}; repositories: ${repositorySelection ?? 'not seen'}`,
        expiresAt,
        lastUsedAt,
      },
      ...(lastUsedAt
        ? [{ login, about: 'use' as const, at: lastUsedAt, how: `fine-grained token ${tokenName ?? ''}`.trim() }]
        : []),
    ],
  },
})

export const tokenRequests = defineStream({
  id: 'github.token_request',
  title: 'Requests for fine-grained tokens',
  reads: 'Which fine-grained personal access tokens wait for an owner to let them in, and what they ask for.',
  schema: GithubTokenRequest,
  endpoints: [requested],
  permissions: [`GitHub App with ${requestPermission}: read`],
  permissionsAs: { 'GitHub App': needs('organization_personal_access_token_requests') },
  docs: 'https://docs.github.com/en/rest/orgs/personal-access-tokens',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    const pages = restPages<Token>(client, requested, { org: scope }, checkpoint)
    for (;;) {
      const { value: page, done } = await asApp(context, client, requestPermission, () => pages.next())
      if (done) return
      yield {
        records: page.items.map((token) => mapRequest(scope, url, token, page.source)),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const client = createClient(context, scope)
    return (await asApp(context, client, requestPermission, () => client.get(requested, { org: scope, per_page: 1 })))
      .gap
  },
})

/** What both lists have in common, and where a person finds it. */
function mapToken(scope: string, orgUrl: string, token: Token, source: Source, page: string) {
  const selection = token.repository_selection
  return {
    scope,
    ref: String(token.id),
    name: `${token.owner.login}: ${token.token_name ?? `token ${token.id}`}`,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/${page}`,
    sources: [source],
    data: {
      owner: token.owner.login,
      tokenName: token.token_name ?? null,
      repositorySelection:
        selection === 'none' || selection === 'all' || selection === 'subset' ? (selection as typeof selection) : null,
      permissions: token.permissions
        ? Object.entries(token.permissions).flatMap(([on, held]) =>
            Object.entries(held ?? {}).map(([name, access]) => ({ on, name, access })),
          )
        : null,
    },
  }
}

const moment = (value: string | null | undefined) => (value === undefined ? null : (value ?? ''))

export function mapGrant(
  scope: string,
  orgUrl: string,
  token: Token,
  source: Source,
): StreamRecord<GithubFineGrainedToken> {
  const base = mapToken(scope, orgUrl, token, source, 'personal-access-tokens/active')
  return {
    ...base,
    stream: 'github.fine_grained_token',
    data: {
      ...base.data,
      grantedAt: token.access_granted_at ?? null,
      expired: token.token_expired ?? null,
      expiresAt: moment(token.token_expires_at),
      lastUsedAt: moment(token.token_last_used_at),
    },
  }
}

export function mapRequest(
  scope: string,
  orgUrl: string,
  token: Token,
  source: Source,
): StreamRecord<GithubTokenRequest> {
  const base = mapToken(scope, orgUrl, token, source, 'personal-access-token-requests')
  return {
    ...base,
    stream: 'github.token_request',
    data: { ...base.data, createdAt: token.created_at ?? null },
  }
}
