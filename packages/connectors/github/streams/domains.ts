import { defineStream, GithubDomain, GithubIpAllowEntry } from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { type Connection, graphqlPages, pageGap } from '../pages.ts'

interface Domain {
  id: string
  domain: string
  isVerified: boolean
  isApproved: boolean
}

interface Entry {
  id: string
  allowListValue: string
  name: string | null
  isActive: boolean
}

const domainsQuery = `query Domains($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    domains(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id domain isVerified isApproved }
    }
  }
}`

const entriesQuery = `query IpAllowEntries($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    ipAllowListEntries(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id allowListValue name isActive }
    }
  }
}`

const domainPages = {
  path: 'organization.domains',
  pick: (data: { organization: { domains: Connection<Domain> | null } | null }) => data.organization?.domains,
}
const entryPages = {
  path: 'organization.ipAllowListEntries',
  pick: (data: { organization: { ipAllowListEntries: Connection<Entry> | null } | null }) =>
    data.organization?.ipAllowListEntries,
}

export const domains = defineStream({
  id: 'github.domain',
  title: 'Domains',
  reads: 'Which domains the organization claims, and which of them it has proved to be its own.',
  schema: GithubDomain,
  endpoints: ['POST /graphql'],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#verifiabledomain',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope, 'token')
    const options = { size: 100, ...domainPages }
    for await (const page of graphqlPages<Domain>(client, domainsQuery, { login: scope }, checkpoint, options)) {
      const gap = pageGap(page, page.nodes.length, 'domains')
      yield {
        records: page.nodes.map(({ node }) => ({
          stream: 'github.domain',
          scope,
          ref: node.id,
          name: node.domain,
          url: `${new URL(url).origin}/organizations/${scope}/settings/domains`,
          data: { domain: node.domain, verified: node.isVerified, approved: node.isApproved },
          sources: [page.answer.source],
        })),
        checkpoint: page.checkpoint,
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const options = { size: 1, ...domainPages }
    const pages = graphqlPages<Domain>(
      createClient(context, scope, 'token'),
      domainsQuery,
      { login: scope },
      null,
      options,
    )
    return (await pages.next()).value?.answer.gap ?? null
  },
})

export const ipAllowEntries = defineStream({
  id: 'github.ip_allow_entry',
  title: 'IP allow list',
  reads: 'Which addresses the IP allow list lets in, and which entries are switched off.',
  schema: GithubIpAllowEntry,
  endpoints: ['POST /graphql'],
  permissions: ['admin:org', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('organization_administration') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#ipallowlistentry',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope, 'token')
    const options = { size: 100, ...entryPages }
    for await (const page of graphqlPages<Entry>(client, entriesQuery, { login: scope }, checkpoint, options)) {
      const gap = pageGap(page, page.nodes.length, 'entries')
      yield {
        records: page.nodes.map(({ node }) => ({
          stream: 'github.ip_allow_entry',
          scope,
          ref: node.id,
          name: node.allowListValue,
          url: `${new URL(url).origin}/organizations/${scope}/settings/security`,
          data: { range: node.allowListValue, label: node.name ?? '', active: node.isActive },
          sources: [page.answer.source],
        })),
        checkpoint: page.checkpoint,
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    const options = { size: 1, ...entryPages }
    const pages = graphqlPages<Entry>(
      createClient(context, scope, 'token'),
      entriesQuery,
      { login: scope },
      null,
      options,
    )
    return (await pages.next()).value?.answer.gap ?? null
  },
})
