import {
  AppError,
  defineStream,
  type Gap,
  GithubExternalIdentity,
  GithubSamlProvider,
  type StreamRecord,
} from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { readCertificateEnd } from '../certificate.ts'
import { createClient, type GithubClient, type GraphqlAnswer } from '../client.ts'
import { type Connection, graphqlPages, pageGap } from '../pages.ts'
import { readPlan } from '../plan.ts'
import { gapFor } from '../refusals.ts'

interface Provider {
  id: string
  issuer: string | null
  ssoUrl: string | null
  signatureMethod: string | null
  digestMethod: string | null
  idpCertificate: string | null
}

interface Identity {
  id: string
  user: { login: string } | null
  samlIdentity: { nameId: string | null } | null
  scimIdentity: { username: string | null } | null
}

const providerQuery = `query SamlProvider($login: String!) {
  organization(login: $login) {
    viewerCanAdminister
    enterpriseOwners(first: 1) { totalCount }
    samlIdentityProvider { id issuer ssoUrl signatureMethod digestMethod idpCertificate }
  }
}`

const identitiesQuery = `query ExternalIdentities($login: String!, $first: Int!, $after: String) {
  organization(login: $login) {
    samlIdentityProvider {
      externalIdentities(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id user { login } samlIdentity { nameId } scimIdentity { username } }
      }
    }
  }
}`

type ProviderData = {
  organization: {
    viewerCanAdminister: boolean
    enterpriseOwners?: { totalCount: number } | null
    samlIdentityProvider: Provider | null
  } | null
}
type IdentitiesData = {
  organization: { samlIdentityProvider: { externalIdentities: Connection<Identity> } | null } | null
}

interface Found {
  provider: Provider | null
  answer: GraphqlAnswer<ProviderData>
  /** Why there may be one all the same. */
  gap: Gap | null
}

/** GitHub answers null both where there is no provider and where this token may not see it; the rest tells which. */
async function findProvider(client: GithubClient, login: string): Promise<Found> {
  const answer = await client.graphql<ProviderData>(providerQuery, { login })
  const org = answer.data.organization
  const provider = org?.samlIdentityProvider ?? null
  const refused = answer.refused.find(({ path }) => path.includes('samlIdentityProvider'))?.gap
  if (provider) return { provider, answer, gap: answer.gap }
  if (refused) throw denied(refused)
  if (!org) throw denied(hidden)
  if (client.as === 'app') {
    const granted = (await client.installation())?.permissions.members
    if (granted === undefined) throw denied(gapFor('app', hidden, 'members'))
  } else if (!org.viewerCanAdminister) throw denied(hidden)
  const plan = await readPlan(client, login)
  if (plan !== null && plan !== 'enterprise') return { provider, answer, gap: answer.gap }
  const above = org.enterpriseOwners?.totalCount !== 0
  return { provider, answer, gap: answer.gap ?? (above ? enterpriseProvider : null) }
}

const denied = (gap: Gap) =>
  new AppError('upstream.forbidden', { system: 'GitHub', status: 200, endpoint: 'POST /graphql' }, { gap })

const hidden: Gap = {
  reason: 'permission',
  detail: 'GitHub shows the identity provider only to Organization owners.',
  fix: 'Use a token of an Organization owner with the scope read:org or admin:org.',
}

const enterpriseProvider: Gap = {
  reason: 'permission',
  detail:
    'The organization has no identity provider of its own; its enterprise may have one, which GitHub shows to enterprise owners only.',
  fix: 'Check single sign-on in the settings of the enterprise.',
}

export const samlProvider = defineStream({
  id: 'github.saml_provider',
  title: 'SAML identity provider',
  reads: 'Where members sign in, how its answers are signed, and until when its certificate is good.',
  schema: GithubSamlProvider,
  endpoints: ['POST /graphql', 'GET /orgs/{org}'],
  permissions: ['read:org', 'Organization owner', 'Enterprise Cloud with SAML'],
  permissionsAs: { 'GitHub App': needs('members', 'organization_plan') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#organizationidentityprovider',
  async *read(context, { scope, url }) {
    const { provider, answer, gap } = await findProvider(createClient(context, scope), scope)
    const records = provider ? [mapProvider(scope, url, provider, answer)] : []
    yield { records, checkpoint: null, expected: records.length, ...(gap ? { gap } : {}) }
  },
  async probe(context, { scope }) {
    return (await findProvider(createClient(context, scope), scope)).gap
  },
})

export const externalIdentities = defineStream({
  id: 'github.external_identity',
  title: 'Identities of the identity provider',
  reads: 'Which person of the identity provider is linked to which account, and whether SCIM made the identity.',
  schema: GithubExternalIdentity,
  endpoints: ['POST /graphql', 'GET /orgs/{org}'],
  permissions: ['read:org', 'Organization owner', 'Enterprise Cloud with SAML'],
  permissionsAs: { 'GitHub App': needs('members', 'organization_plan') },
  docs: 'https://docs.github.com/en/graphql/reference/objects#externalidentity',
  async *read(context, { scope, url }, checkpoint) {
    const client = createClient(context, scope)
    const found = await findProvider(client, scope)
    if (!found.provider) return yield { records: [], checkpoint: null, ...(found.gap ? { gap: found.gap } : {}) }
    const pages = graphqlPages<Identity>(client, identitiesQuery, { login: scope }, checkpoint, {
      size: 100,
      path: 'organization.samlIdentityProvider.externalIdentities',
      pick: (data: IdentitiesData) => data.organization?.samlIdentityProvider?.externalIdentities,
    })
    for await (const page of pages) {
      const records = page.nodes.map(({ node }) => mapIdentity(scope, url, node, page.answer))
      const gap = pageGap(page, records.length, 'identities')
      yield {
        records,
        checkpoint: page.checkpoint,
        ...(page.total === null ? {} : { expected: page.total }),
        ...(gap ? { gap } : {}),
      }
    }
  },
  async probe(context, { scope }) {
    return (await findProvider(createClient(context, scope), scope)).gap
  },
  notes: {
    about: ['directory'],
    of: ({ data, name }) => (data.login === '' ? [] : [{ login: data.login, about: 'directory', identity: name }]),
  },
})

function mapProvider(
  scope: string,
  orgUrl: string,
  provider: Provider,
  answer: Pick<GraphqlAnswer<unknown>, 'source'>,
): StreamRecord<GithubSamlProvider> {
  const end = provider.idpCertificate === null ? null : readCertificateEnd(provider.idpCertificate)
  return {
    stream: 'github.saml_provider',
    scope,
    ref: provider.id,
    name: provider.issuer ?? scope,
    url: `${new URL(orgUrl).origin}/organizations/${scope}/settings/security`,
    data: {
      issuer: provider.issuer,
      ssoUrl: provider.ssoUrl,
      signatureMethod: provider.signatureMethod,
      digestMethod: provider.digestMethod,
      certificateExpiresAt: end,
    },
    ...(end === null
      ? {
          gaps: {
            certificateExpiresAt: {
              reason: 'api',
              detail: 'GitHub did not give the certificate of the identity provider in a form that can be read.',
              fix: 'Look at the certificate in the identity provider.',
            },
          },
        }
      : {}),
    sources: [answer.source],
  }
}

function mapIdentity(
  scope: string,
  orgUrl: string,
  identity: Identity,
  answer: Pick<GraphqlAnswer<unknown>, 'source'>,
): StreamRecord<GithubExternalIdentity> {
  const login = identity.user?.login ?? ''
  const nameId = identity.samlIdentity?.nameId ?? ''
  const scimUserName = identity.scimIdentity?.username ?? ''
  const names = [nameId, scimUserName, login].filter((name) => name !== '')
  return {
    stream: 'github.external_identity',
    scope,
    ref: identity.id,
    name: names[0] ?? identity.id,
    url: login === '' ? null : `${new URL(orgUrl).origin}/orgs/${scope}/people/${login}/sso`,
    data: { login, nameId, scimUserName },
    sources: [answer.source],
  }
}
