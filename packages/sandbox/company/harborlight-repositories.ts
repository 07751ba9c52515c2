import { daysBefore } from './calendar.ts'
import { spread } from './chance.ts'
import { newDeployKey, newProtection, newRepository, newRuleset } from './github-defaults.ts'
import type { GithubRepository, Visibility } from './github-world.ts'
import { settleAccess } from './harborlight-access.ts'
import { settleWorkflows } from './harborlight-workflows.ts'

// name | language | description; `+` marks a repository that the whole company may read, `!` a public one.
const rows = `
freight-engine | Go | Routes shipments through carriers and hubs
freight-pricing | Go | Tariffs, surcharges and currency
freight-booking | Kotlin | Bookings from quote to confirmation
freight-carriers | Go | Adapters for carrier systems
freight-customs | Kotlin | Customs declarations
freight-documents | Kotlin | Bills of lading and packing lists
freight-events + | Go | Event contracts between services
freight-tracking | Go | Positions, milestones and delays
freight-eta | Python | Arrival estimates
freight-optimizer | Rust | Load and route optimisation
freight-ledger | Kotlin | Charges and settlements
freight-claims | Kotlin | Damage and loss claims
freight-simulator | Rust | Replays days of traffic
freight-schema + | TypeScript | Shared schemas
freight-notifications | Go | E-mail, text and webhook notices
freight-audit | Go | Who changed which shipment
freight-hazmat | Kotlin | Dangerous goods rules
freight-container | Go | Container lifecycle
freight-rail | Go | Rail legs
freight-ocean | Go | Ocean legs
platform-gateway | Go | Edge gateway
platform-auth | Go | Sessions and service tokens
platform-deploy | TypeScript | Deployment pipelines
platform-runtime + | Go | Service template and libraries
platform-observability | HCL | Metrics, logs and traces
platform-queues | Go | Message broker operators
platform-secrets | Go | Secret distribution
platform-backup | Python | Backups and restores
platform-dns | HCL | Zones and certificates
platform-cluster | HCL | Cluster definitions
platform-actions + | TypeScript | Actions and reusable workflows
platform-images | Dockerfile | Base images
portal-shipper | TypeScript | Portal for shippers
portal-carrier | TypeScript | Portal for carriers
portal-broker | TypeScript | Portal for customs brokers
portal-admin | TypeScript | Back office
portal-design + | TypeScript | Component library
portal-billing | TypeScript | Invoices and payments
portal-onboarding | TypeScript | Sign-up and verification
portal-reports | TypeScript | Dashboards for customers
portal-chat | TypeScript | Support chat
portal-status ! | TypeScript | Status page
data-warehouse | SQL | Models and tests
data-ingest | Python | Ingestion jobs
data-contracts + | Python | Data contracts
data-quality | Python | Checks and alerts
data-exports | Python | Exports for customers
data-catalog + | TypeScript | Catalogue of datasets
data-streams | Java | Stream processing
data-lake | HCL | Storage layout
data-notebooks + | Jupyter Notebook | Analysis notebooks
data-reporting | Python | Scheduled reports
data-finance | SQL | Finance marts
data-privacy | Python | Erasure and access requests
mobile-android | Kotlin | Driver app for Android
mobile-ios | Swift | Driver app for iOS
mobile-kit + | TypeScript | Shared mobile code
mobile-scanner | Kotlin | Barcode and label scanning
mobile-release | Ruby | Store releases
mobile-maps | Swift | Offline maps
api-public ! | TypeScript | The public API's reference server
api-sdk-js ! | TypeScript | JavaScript client
api-sdk-python ! | Python | Python client
api-sdk-go ! | Go | Go client
api-examples ! | TypeScript | Examples for the public API
api-webhooks | Go | Outgoing webhooks
api-limits | Go | Quotas
api-docs-builder | TypeScript | Builds the API reference
legacy-tms | C# | The first freight system, still printing labels
legacy-edi | Java | EDI mailbox
legacy-invoicing | C# | Invoicing before the ledger
legacy-portal | PHP | The portal of 2014
legacy-importer | Perl | Nightly import
legacy-reports | C# | Reports of 2012
forecast-demand | Python | Demand forecasts
forecast-prices | Python | Price forecasts
forecast-capacity | Python | Capacity forecasts
forecast-lab | Jupyter Notebook | Forecast experiments
tool-labelmaker | Python | Prints shipping labels
tool-oncall-bot | TypeScript | Posts who is on call
tool-seed-data | TypeScript | Test data
tool-changelog ! | Go | Builds changelogs
tool-migrate | Go | Moves data between regions
tool-loadtest | Go | Load tests
tool-csv | Rust | Splits large files
docs-site ! | MDX | Product documentation
docs-runbooks + | Markdown | Runbooks
handbook + | Markdown | How we work
website ! | Astro | harborlight.example
openfreight-spec ! | JSON | Our fork of the industry format
infra-terraform | HCL | Accounts and networks
infra-kubernetes | HCL | Workloads
pricing-poc | | Price experiments, about to start
incident-drills | | Drills, about to start
`

const without: Record<'secretScanning' | 'pushProtection' | 'vulnerabilityAlerts' | 'dependabot' | 'policy', string[]> =
  {
    secretScanning: [
      'legacy-tms',
      'legacy-edi',
      'legacy-importer',
      'data-notebooks',
      'tool-labelmaker',
      'api-examples',
    ],
    pushProtection: ['freight-carriers', 'platform-images', 'data-ingest', 'portal-chat', 'docs-site', 'forecast-lab'],
    vulnerabilityAlerts: ['legacy-tms', 'legacy-edi', 'legacy-importer', 'tool-csv', 'forecast-lab'],
    dependabot: ['freight-optimizer', 'mobile-maps', 'data-streams', 'website', 'tool-loadtest'],
    policy: ['tool-changelog', 'website', 'openfreight-spec', 'portal-status'],
  }

const archived = ['legacy-portal', 'legacy-reports', 'freight-rail', 'tool-seed-data']
const empty = ['pricing-poc', 'incident-drills']
/** Still open, and nobody has pushed for that many days. */
const quiet: Record<string, number> = {
  'legacy-importer': 1480,
  'legacy-invoicing': 610,
  'tool-csv': 420,
  'data-lake': 390,
}

/** What stops the business when it stops. */
const critical = ['data-finance', 'mobile-android', 'platform-secrets', 'portal-billing']

function sketch(row: string, index: number, now: Date): GithubRepository {
  const [head = '', language = '', description = ''] = row.split('|').map((part) => part.trim())
  const [name = '', mark] = head.split(' ')
  const visibility: Visibility = mark === '!' ? 'public' : mark === '+' ? 'internal' : 'private'
  const age = 250 + spread(name, 2600)
  const hours = spread(`${name} hour`, 1_440) / 1_440
  const lacks = (what: keyof typeof without) => without[what].includes(name)
  const pushed = archived.includes(name) ? 500 + spread(name, 300) : (quiet[name] ?? spread(`${name} pushed`, 45))
  return newRepository(now, {
    id: 310_000_019 + index * 10_007,
    name,
    description,
    visibility,
    language: language === '' ? null : language,
    archived: archived.includes(name),
    empty: empty.includes(name),
    fork: name === 'openfreight-spec',
    defaultBranch: name.startsWith('legacy-') ? 'master' : 'main',
    createdAt: daysBefore(now, empty.includes(name) ? 6 : Math.max(age, pushed + 100) + hours),
    pushedAt: daysBefore(now, empty.includes(name) ? 6 : pushed + hours),
    allowForking: visibility === 'public' || name === 'portal-design',
    properties: { tier: critical.includes(name) ? '1' : '3' },
    securityPolicy: visibility === 'public' ? !lacks('policy') : false,
    secretScanning: !lacks('secretScanning'),
    pushProtection: !lacks('pushProtection') && !lacks('secretScanning'),
    vulnerabilityAlerts: !lacks('vulnerabilityAlerts'),
    dependabotSecurityUpdates: !lacks('dependabot') && !lacks('vulnerabilityAlerts'),
  })
}

/** data-*: classic protection that administrators walk past. mobile-*: classic protection as it should be. */
function protectClassically(repository: GithubRepository, index: number): void {
  const id = 61_000_003 + index * 101
  if (repository.name.startsWith('mobile-')) {
    repository.protection = newProtection({ id, requiresCommitSignatures: true })
  }
  if (repository.name.startsWith('data-') && repository.name !== 'data-notebooks') {
    repository.protection = newProtection({
      id,
      isAdminEnforced: false,
      requiredApprovingReviewCount: 1,
      dismissesStaleReviews: false,
      requireLastPushApproval: false,
      requiresCodeOwnerReviews: false,
      requiresStatusChecks: repository.name !== 'data-exports',
      allowsForcePushes: repository.name === 'data-lake',
    })
  }
}

function settleSingles(find: (name: string) => GithubRepository, now: Date): void {
  const finance = find('data-finance').protection
  if (finance) {
    finance.bypassPullRequestAllowances = [{ user: 'akapoor' }, { team: 'data' }, { app: 'harborlight-deployer' }]
    finance.bypassForcePushAllowances = [{ user: 'harborlight-ci' }]
  }
  find('website').protection = newProtection({ id: 61_900_001, requiredApprovingReviewCount: 1, allowsDeletions: true })
  find('tool-migrate').rulesets = [
    newRuleset(now, {
      id: 7_400_011,
      name: 'Main needs a review',
      rules: [
        {
          type: 'pull_request',
          parameters: {
            requiredApprovingReviewCount: 1,
            dismissStaleReviewsOnPush: false,
            requireCodeOwnerReview: false,
            requireLastPushApproval: false,
            requiredReviewThreadResolution: false,
          },
        },
      ],
      bypassActors: [
        { kind: 'role', roleName: 'admin', mode: 'always' },
        { kind: 'deploy_key', mode: 'always' },
      ],
    }),
  ]
  find('tool-oncall-bot').rulesets = [newRuleset(now, { id: 7_400_027, name: 'Main', enforcement: 'disabled' })]
  find('docs-runbooks').rulesets = [
    newRuleset(now, { id: 7_400_033, name: 'Try out reviews', enforcement: 'evaluate' }),
  ]
}

const deployKeys: readonly [
  repository: string,
  title: string,
  readOnly: boolean,
  ageInDays: number,
  enabled?: boolean,
][] = [
  ['freight-engine', 'jenkins (old build server)', false, 1_420],
  ['freight-engine', 'read for the simulator', true, 330],
  ['docs-site', 'publish', false, 210],
  ['infra-terraform', 'plan and apply', false, 640],
  ['platform-images', 'registry mirror', true, 95],
  ['portal-design', 'storybook', true, 480],
  ['mobile-release', 'store build machine', true, 150],
  ['legacy-edi', 'mailbox host', true, 2_210],
  ['tool-migrate', 'region copy', false, 58, false],
]

const outside: readonly [repository: string, login: string, role: 'read' | 'write' | 'admin'][] = [
  ['portal-carrier', 'seabright-dev', 'admin'],
  ['portal-shipper', 'seabright-dev', 'write'],
  ['docs-site', 'wordsmith-jana', 'write'],
  ['mobile-maps', 'okto-freelance', 'write'],
  ['freight-audit', 'kim-at-auditory', 'read'],
  ['data-finance', 'kim-at-auditory', 'read'],
  ['openfreight-spec', 'plindholm-consult', 'write'],
]

/** 94 repositories: 4 archived, 2 empty, 1 fork, 10 public, 11 internal. */
export function listHarborlightRepositories(now: Date): GithubRepository[] {
  const repositories = rows
    .trim()
    .split('\n')
    .map((row, index) => sketch(row, index, now))
  const find = (name: string) => {
    const found = repositories.find((repository) => repository.name === name)
    if (!found) throw new Error(`Harborlight has no repository ${name}`)
    return found
  }
  repositories.forEach(protectClassically)
  settleSingles(find, now)
  deployKeys.forEach(([name, title, readOnly, age, enabled = true], index) => {
    find(name).deployKeys.push(
      newDeployKey(now, { id: 88_100_007 + index * 97, title, readOnly, enabled, createdAt: daysBefore(now, age) }),
    )
  })
  for (const [name, login, role] of outside) find(name).outsideCollaborators.push({ login, role })
  settleAccess(repositories)
  settleWorkflows(repositories)
  return repositories
}
