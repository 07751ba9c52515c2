// One way of judging, in a process of its own so that its memory is its own. Prints JSON.
import { Ajv } from 'ajv'

const [way, sizeText] = process.argv.slice(2)
const size = Number(sizeText)
const { checks } = await import('../../packages/checks/dist/index.js')
const { coverageKey, startEvaluation, startReconciliation } = await import('../../packages/core/dist/index.js')

const source = [{ endpoint: 'GET /orgs/{org}/repos', at: '2026-01-01T00:00:00Z', requestId: 'R' }]

/** Records as a large company has them: a member, a repository and its branch in turn, one in twenty with something wrong. */
function record(index) {
  const base = { scope: 'acme', ref: String(index), name: `acme/thing-${index}`, url: null, sources: source }
  const wrong = index % 20 === 0
  switch (index % 3) {
    case 0:
      return {
        ...base,
        stream: 'github.member',
        data: {
          login: `user-${index}`,
          databaseId: index,
          displayName: '',
          role: index % 500 === 0 ? 'owner' : 'member',
          twoFactor: wrong ? 'disabled' : 'secure',
          verifiedEmails: [],
          siteAdmin: false,
        },
      }
    case 1:
      return {
        ...base,
        stream: 'github.repository',
        data: {
          fullName: base.name,
          visibility: 'private',
          archived: false,
          fork: false,
          defaultBranch: 'main',
          pushedAt: '2026-01-01T00:00:00Z',
          createdAt: '2020-01-01T00:00:00Z',
          allowForking: false,
          secretScanning: wrong ? 'disabled' : 'enabled',
          pushProtection: 'enabled',
          dependabotSecurityUpdates: 'enabled',
        },
      }
    default:
      return {
        ...base,
        stream: 'github.branch_protection',
        data: {
          repository: base.name,
          visibility: 'private',
          archived: false,
          hasDefaultBranch: true,
          branch: 'main',
          classic: false,
          rulesets: ['main'],
          protectable: true,
          requiredApprovals: wrong ? 0 : 2,
          dismissesStaleReviews: true,
          requiresLastPushApproval: true,
          requiresCodeOwnerReviews: true,
          requiresConversationResolution: true,
          requiresStatusChecks: true,
          requiresUpToDateBranch: true,
          requiresSignatures: true,
          allowsForcePush: false,
          allowsDeletion: false,
          bypass: [],
          vulnerabilityAlerts: true,
          securityPolicy: true,
          codeowners: 'valid',
        },
      }
  }
}

const ways = {
  /** The least that could be done: the same records, made and read, with the same questions written out by hand. */
  limit() {
    let failed = 0
    for (let index = 0; index < size; index++) {
      const { stream, data } = record(index)
      if (stream === 'github.member') failed += (data.twoFactor === 'disabled') + (data.twoFactor === 'insecure')
      else if (stream === 'github.repository')
        failed +=
          (data.secretScanning === 'disabled') +
          (data.pushProtection === 'disabled') +
          (!data.archived && data.pushedAt < '2025')
      else
        failed +=
          (data.rulesets.length === 0) +
          (data.requiredApprovals < 1) +
          data.allowsForcePush +
          data.allowsDeletion +
          (data.bypass.length > 0) +
          !data.requiresStatusChecks +
          !data.requiresSignatures +
          !data.vulnerabilityAlerts +
          !data.securityPolicy +
          !data.requiresConversationResolution +
          !data.requiresUpToDateBranch +
          (data.codeowners !== 'valid')
    }
    return failed
  },
  /** Ajv, the fastest validator of JSON Schema, with one compiled schema a question. */
  peer() {
    const ajv = new Ajv()
    const schema = (properties) => ajv.compile({ type: 'object', properties, required: Object.keys(properties) })
    const rules = {
      'github.member': [
        schema({ twoFactor: { not: { const: 'disabled' } } }),
        schema({ twoFactor: { not: { const: 'insecure' } } }),
      ],
      'github.repository': [
        schema({ secretScanning: { const: 'enabled' } }),
        schema({ pushProtection: { const: 'enabled' } }),
        schema({ pushedAt: { type: 'string', pattern: '^202[5-9]' } }),
      ],
      'github.branch_protection': [
        schema({ rulesets: { type: 'array', minItems: 1 } }),
        schema({ requiredApprovals: { type: 'integer', minimum: 1 } }),
        schema({ allowsForcePush: { const: false } }),
        schema({ allowsDeletion: { const: false } }),
        schema({ bypass: { type: 'array', maxItems: 0 } }),
        schema({ requiresStatusChecks: { const: true } }),
        schema({ requiresSignatures: { const: true } }),
        schema({ vulnerabilityAlerts: { const: true } }),
        schema({ securityPolicy: { const: true } }),
        schema({ requiresConversationResolution: { const: true } }),
        schema({ requiresUpToDateBranch: { const: true } }),
        schema({ codeowners: { const: 'valid' } }),
      ],
    }
    let failed = 0
    for (let index = 0; index < size; index++) {
      const { stream, data } = record(index)
      for (const validate of rules[stream]) if (!validate(data)) failed++
    }
    return failed
  },
  /** All checks through evaluation and reconciliation, evidence and all. */
  rollcall() {
    const coverage = new Map(
      checks
        .flatMap((check) => [check.each, ...check.needs])
        .map((stream) => [coverageKey(stream, 'acme'), { state: 'complete' }]),
    )
    const evaluation = startEvaluation({ checks, coverage, scopes: ['acme'], now: new Date('2026-01-01') })
    const reconciliation = startReconciliation({ known: [], coverage })
    let failed = 0
    for (let index = 0; index < size; index++) {
      const one = record(index)
      if (evaluation.tallied.has(one.stream)) evaluation.tally(one)
      reconciliation.present(one)
      for (const outcome of evaluation.judge(one)) {
        if (outcome.state === 'unknown') throw new Error(`The records here lack a field: ${outcome.gap.detail}`)
        if (outcome.state === 'fail') failed++
        // What fails is kept until it is saved; what passes is counted and let go. Memory is asked about the latter.
        else reconciliation.take(outcome)
      }
      peak(index)
    }
    return failed
  },
}

let top = 0
function peak(index) {
  if (index % 20_000 === 0) top = Math.max(top, process.memoryUsage().rss)
}

globalThis.gc?.()
const began = performance.now()
const failed = ways[way]()
const ms = performance.now() - began
top = Math.max(top, process.memoryUsage().rss)
console.log(
  JSON.stringify({
    ms: Math.round(ms),
    'records/s': Math.round((size / ms) * 1000),
    failed,
    'peak MB': Math.round(top / 1048576),
  }),
)
