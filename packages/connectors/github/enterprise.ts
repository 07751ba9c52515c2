import {
  AppError,
  type ConnectorContext,
  type ConnectorInput,
  type EnterpriseEvidence,
  type EnterpriseReport,
  type ScopeReport,
  type Unread,
} from '@rollcall/core'
import { createClient, type GithubClient } from './client.ts'

const graphqlEndpoint = 'POST /graphql'
const deliveriesEndpoint = 'GET /orgs/{org}/hooks/{hook_id}/deliveries'

interface OrganizationFacts {
  organization: {
    enterpriseOwners?: { totalCount: number } | null
    membersWithRole?: { totalCount: number; nodes: ({ login: string } | null)[] | null } | null
  } | null
}

const organizationQuery = `query OrganizationEnterprise($login: String!) {
  organization(login: $login) {
    enterpriseOwners(first: 1) { totalCount }
    membersWithRole(first: 100) { totalCount nodes { login } }
  }
}`

interface Enterprise {
  slug: string
  name: string
  organizations: { nodes: ({ login: string } | null)[] | null }
  ownerInfo?: { oidcProvider?: { id: string } | null } | null
}

const enterpriseFields = `slug name
  organizations(first: 100, query: $login) { nodes { login } }
  ownerInfo { oidcProvider { id } }`

const ownQuery = `query ViewerEnterprises($login: String!) {
  viewer { enterprises(first: 50) { nodes { ${enterpriseFields} } } }
}`

const slugQuery = `query NamedEnterprise($slug: String!, $login: String!) {
  enterprise(slug: $slug) { ${enterpriseFields} }
}`

/**
 * Whether organizations belong to an enterprise account. GitHub's API has no field for it, so what it says elsewhere is
 * held together; each piece stands with where it was seen, and nothing is guessed.
 */
export async function readEnterprises(
  context: ConnectorContext,
  scopes: readonly ScopeReport[],
): Promise<EnterpriseReport[]> {
  const named = String(context.config.enterprise ?? '')
  return Promise.all(
    scopes.filter(({ gap }) => gap === undefined).map(({ scope }) => readEnterprise(context, scope, named)),
  )
}

async function readEnterprise(context: ConnectorContext, org: string, named: string): Promise<EnterpriseReport> {
  const client = createClient(context, org, 'token')
  const lookups = [
    orUnseen(context, graphqlEndpoint, 'Who owns an enterprise above it', () => readOwners(client, org)),
    orUnseen(context, deliveriesEndpoint, 'What its webhooks deliver', () => readDelivery(client, org)),
    ...(client.as === 'token'
      ? [
          orUnseen(context, graphqlEndpoint, 'The enterprises of the token’s owner', () => lookUp(client, org, null)),
          ...(named === ''
            ? []
            : [orUnseen(context, graphqlEndpoint, `The enterprise ${named}`, () => lookUp(client, org, named))]),
        ]
      : []),
  ]
  const found = await Promise.all(lookups)
  const evidence = found.flatMap((one) => one.evidence)
  const says = new Set(evidence.map((one) => one.says))
  const belongs = says.has('proof') ? 'yes' : says.has('against') && !says.has('hint') ? 'no' : 'unknown'
  return { scope: org, belongs, slug: found.find(({ slug }) => slug !== null)?.slug ?? null, evidence }
}

interface Found {
  slug: string | null
  evidence: EnterpriseEvidence[]
}

/** One piece that may not be asked for is told, and does not end the others. */
async function orUnseen(
  context: ConnectorContext,
  endpoint: string,
  what: string,
  ask: () => Promise<Found>,
): Promise<Found> {
  try {
    return await ask()
  } catch (error) {
    context.signal.throwIfAborted()
    if (!(error instanceof AppError) || error.kind !== 'upstream') throw error
    const scope = /has the scope ([\w:]+)/.exec(error.gap?.fix ?? '')?.[1]
    const why = scope ? `the token lacks the scope ${scope}.` : (error.gap?.detail ?? error.message)
    return { slug: null, evidence: [{ fact: `${what} cannot be seen: ${why}`, endpoint, says: null }] }
  }
}

async function readOwners(client: GithubClient, org: string): Promise<Found> {
  const { data, refused } = await client.graphql<OrganizationFacts>(organizationQuery, { login: org })
  const owners = data.organization?.enterpriseOwners?.totalCount
  const evidence: EnterpriseEvidence[] = []
  const hidden = refused.find(({ path }) => path.includes('enterpriseOwners'))
  if (owners === undefined || hidden)
    evidence.push({
      fact: `Who owns an enterprise above it cannot be seen: ${hidden?.gap.detail ?? 'GitHub does not say.'}`,
      endpoint: graphqlEndpoint,
      says: null,
    })
  else if (owners > 0)
    evidence.push({
      fact: `GitHub counts ${owners} ${owners === 1 ? 'owner' : 'owners'} of an enterprise that the organization belongs to.`,
      endpoint: graphqlEndpoint,
      says: 'proof',
    })
  else
    evidence.push({
      fact: 'GitHub counts no owner of an enterprise above the organization.',
      endpoint: graphqlEndpoint,
      says: 'against',
    })
  const logins = (data.organization?.membersWithRole?.nodes ?? []).flatMap((node) => node?.login ?? [])
  const code = sharedShortcode(logins)
  if (code !== null)
    evidence.push({
      fact: `The logins of all ${logins.length} members that were looked at end in _${code}, as those of managed users do.`,
      endpoint: graphqlEndpoint,
      says: 'hint',
    })
  return { slug: null, evidence }
}

/**
 * The short code that all logins end in (docs: "Usernames for enterprise managed users"); null where they do not. Logins that
 * people choose have no underscore, so that two which share an end are no accident; one alone proves nothing.
 */
export function sharedShortcode(logins: readonly string[]): string | null {
  const codes = new Set(logins.map((login) => /_([A-Za-z0-9]{3,8})$/.exec(login.replace(/_admin$/, ''))?.[1] ?? ''))
  const [code = ''] = codes
  return logins.length > 1 && codes.size === 1 && code !== '' ? code : null
}

async function lookUp(client: GithubClient, org: string, slug: string | null): Promise<Found> {
  const asked =
    slug === null
      ? await client.graphql<{ viewer: { enterprises?: { nodes: (Enterprise | null)[] | null } | null } }>(ownQuery, {
          login: org,
        })
      : await client.graphql<{ enterprise: Enterprise | null }>(slugQuery, { slug, login: org })
  const { data } = asked
  const enterprises = 'viewer' in data ? (data.viewer.enterprises?.nodes ?? []) : [data.enterprise]
  const mine = enterprises.filter((one) => one !== null && lists(one, org))[0] ?? null
  if (mine === null) {
    const [hidden] = asked.refused
    const fact = hidden
      ? `${slug === null ? 'The enterprises of the token’s owner' : `The enterprise ${slug}`} cannot be seen: ${hidden.gap.detail}`
      : slug === null
        ? 'None of the enterprises that the token’s owner belongs to lists the organization.'
        : `The enterprise ${slug} does not list the organization.`
    // It may belong to another one, which this owner does not see.
    return { slug: null, evidence: [{ fact, endpoint: graphqlEndpoint, says: null }] }
  }
  const evidence: EnterpriseEvidence[] = [
    {
      fact: `The enterprise ${mine.name} (${mine.slug}) lists the organization.`,
      endpoint: graphqlEndpoint,
      says: 'proof',
    },
  ]
  if (mine.ownerInfo?.oidcProvider)
    evidence.push({
      fact: `Single sign-on of ${mine.slug} is by OIDC, which only an enterprise with managed users has.`,
      endpoint: graphqlEndpoint,
      says: 'hint',
    })
  return { slug: mine.slug, evidence }
}

const lists = ({ organizations }: Enterprise, org: string): boolean =>
  (organizations.nodes ?? []).some((node) => node?.login.toLowerCase() === org.toLowerCase())

/** The newest delivery of a webhook: it names the enterprise where there is one, and nothing else of it is looked at. */
async function readDelivery(client: GithubClient, org: string): Promise<Found> {
  const { data: hooks } = await client.get<{ id: number; active: boolean }[]>('GET /orgs/{org}/hooks', {
    org,
    per_page: 100,
  })
  for (const { id } of hooks.filter(({ active }) => active).slice(0, 3)) {
    const { data: deliveries } = await client.get<{ id: number }[]>(deliveriesEndpoint, {
      org,
      hook_id: id,
      per_page: 1,
    })
    const [newest] = deliveries
    if (!newest) continue
    const { data } = await client.get<{ request?: { payload?: { enterprise?: { slug?: string; name?: string } } } }>(
      `${deliveriesEndpoint}/{delivery_id}`,
      { org, hook_id: id, delivery_id: newest.id },
    )
    const enterprise = data.request?.payload?.enterprise
    if (enterprise?.slug)
      return {
        slug: enterprise.slug,
        evidence: [
          {
            fact: `A webhook of the organization delivered the enterprise ${enterprise.name ?? enterprise.slug} (${enterprise.slug}) with its event.`,
            endpoint: deliveriesEndpoint,
            says: 'proof',
          },
        ],
      }
    return {
      slug: null,
      evidence: [
        {
          fact: 'The newest event that a webhook of the organization delivered names no enterprise.',
          endpoint: deliveriesEndpoint,
          says: 'against',
        },
      ],
    }
  }
  return { slug: null, evidence: [] }
}

/** What an enterprise account has beside its organizations. */
export function unreadOfEnterprise(config: ConnectorInput['config']): Unread[] {
  const slug = String(config.enterprise ?? '')
  if (slug === '') return []
  return [
    {
      stream: 'github.enterprise',
      title: `Enterprise account ${slug}`,
      gap: {
        reason: 'api',
        detail: `The policies, owners, licences and audit log of the enterprise ${slug} are not read by this version of Rollcall.`,
        fix: 'Its organizations are read as they are. Look at the rest under the enterprise’s own settings on GitHub.',
      },
    },
  ]
}

/** The enterprise that the form records: the switch wants a slug, and a slug needs no switch. */
export function readEnterpriseInput(config: ConnectorInput['config']): { enterprise?: string } {
  const typed = String(config.enterprise ?? '').trim()
  const refuse = (problem: string) =>
    new AppError(
      'connection.invalid',
      { problem, remedy: 'It is the last part of the address github.com/enterprises/SLUG.' },
      { fields: [{ path: 'config.enterprise', message: problem }] },
    )
  if (typed === '') {
    if (String(config.enterpriseAccount ?? '') === '') return {}
    throw refuse('The slug of the enterprise is missing.')
  }
  const slug = typed.replace(/\/+$/, '').split('/').at(-1) ?? ''
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])?$/.test(slug))
    throw refuse('This cannot be the slug of an enterprise.')
  return { enterprise: slug }
}
