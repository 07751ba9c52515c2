import { AppError, defineStream, type Gap, gapOfError, PagerdutyAccount, PagerdutyCredential } from '@rollcall/core'
import { createClient, type PagerdutyClient } from '../client.ts'
import { openAccess } from '../credential.ts'
import { recordOf, reference } from '../list-stream.ts'

const endpoint = 'GET /abilities'
const auditEndpoint = 'GET /audit/records'

/** What no endpoint shows, by the field it would fill. */
const unshown: Record<
  keyof Omit<PagerdutyAccount, 'subdomain' | 'abilities' | 'auditTrail'>,
  [what: string, where: string]
> = {
  ssoRequired: ['whether single sign-on is required', 'Account Settings › Single Sign-On'],
  passwordSignInDisabled: ['whether people may sign in with a password', 'Account Settings › Single Sign-On'],
  multiFactorRequired: ['whether a second factor is required', 'the sign-in policy of your identity provider'],
  passwordPolicySet: ['which rules passwords must follow', 'Account Settings › Password Policy'],
  apiKeysReviewed: ['the list of API keys', 'Integrations › API Access Keys'],
  provisioningFromIdp: [
    'whether an identity provider creates and removes users',
    'the PagerDuty app of your identity provider',
  ],
}

const gaps: Record<string, Gap> = Object.fromEntries(
  Object.entries(unshown).map(([field, [what, where]]): [string, Gap] => [
    field,
    {
      reason: 'api',
      detail: `PagerDuty's API does not show ${what}.`,
      fix: `Look at ${where}, and attest on the finding what you saw there.`,
      attestable: true,
    },
  ]),
)

/** Whether the plan has an audit trail; a refusal for another reason leaves it open. */
async function tryAudit(client: PagerdutyClient): Promise<{ auditTrail: boolean | null; gap: Gap | null }> {
  try {
    await client.get(auditEndpoint, { query: { limit: 1 }, scope: 'audit_records.read' })
    return { auditTrail: true, gap: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const gap = gapOfError(error)
    if (gap.reason === 'api') throw error
    return gap.reason === 'plan' ? { auditTrail: false, gap: null } : { auditTrail: null, gap }
  }
}

export const account = defineStream({
  id: 'pagerduty.account',
  title: 'Account',
  reads: 'What the plan makes available, and whether it keeps an audit trail.',
  schema: PagerdutyAccount,
  endpoints: [endpoint, auditEndpoint],
  permissions: ['abilities.read'],
  docs: reference,
  async *read(context, { scope, url }) {
    const client = createClient(context)
    const { data, source } = await client.get<{ abilities?: string[] }>(endpoint, { scope: 'abilities.read' })
    if (!Array.isArray(data.abilities))
      throw new AppError('upstream.malformed', { system: 'PagerDuty', endpoint, problem: 'abilities is not a list' })
    const { auditTrail, gap } = await tryAudit(client)
    const record = recordOf(
      'pagerduty.account',
      { scope, source },
      {
        ref: scope,
        name: scope,
        url,
        data: {
          subdomain: scope,
          abilities: [...data.abilities].sort(),
          auditTrail,
          ssoRequired: null,
          passwordSignInDisabled: null,
          multiFactorRequired: null,
          passwordPolicySet: null,
          apiKeysReviewed: null,
          provisioningFromIdp: null,
        },
        gaps: { ...gaps, ...(gap ? { auditTrail: gap } : {}) },
      },
    )
    yield { records: [record], checkpoint: null, expected: 1 }
  },
  async probe(context) {
    await createClient(context).get(endpoint, { scope: 'abilities.read' })
    return null
  },
})

/** The credential that reads is itself something with access, and is judged like everything else. */
export const credential = defineStream({
  id: 'pagerduty.credential',
  title: 'Credential of this connection',
  reads: 'What the credential that Rollcall reads with may do, as far as PagerDuty tells. Never the credential.',
  schema: PagerdutyCredential,
  endpoints: [endpoint],
  permissions: ['abilities.read'],
  docs: 'https://developer.pagerduty.com/docs/authentication',
  async *read(context, { scope, url }) {
    const { source } = await createClient(context).get(endpoint, { scope: 'abilities.read' })
    const { scopes } = await openAccess(context)
    const record = recordOf(
      'pagerduty.credential',
      { scope, source },
      {
        ref: scopes ? 'app' : 'key',
        name: scopes ? 'App with scoped OAuth' : 'API key',
        url,
        data: { scoped: scopes !== null, scopes: scopes ? [...scopes].sort() : null },
        gaps: {
          scopes: {
            reason: 'api',
            detail: 'PagerDuty does not tell whether an API key may only read.',
            fix: 'Look at Integrations › API Access Keys, or connect with scoped OAuth, whose scopes PagerDuty tells.',
            attestable: true,
          },
        },
      },
    )
    yield { records: [record], checkpoint: null, expected: 1 }
  },
  async probe(context) {
    await createClient(context).get(endpoint, { scope: 'abilities.read' })
    return null
  },
})
