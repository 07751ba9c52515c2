import { isMap, isScalar, isSeq, parseDocument } from 'yaml'

/** Facts about one workflow file. Of its text nothing else is kept. */
export interface WorkflowFacts {
  triggers: string[]
  /** Actions of others, `owner/action@ref`, whose ref is no commit. */
  unpinned: string[]
  /** Runs with the repository's own rights on code that a stranger proposed. */
  untrustedCheckout: boolean
  /** `missing`: some job says nothing of its token's permissions, nor does the workflow. */
  permissions: 'declared' | 'missing' | 'write-all'
  /** Expressions in scripts whose text a stranger writes. */
  injections: string[]
  /** Names of secrets, never their values. */
  secrets: string[]
  /** Hands all secrets on to a workflow of somebody else. */
  inheritsSecretsOutside: boolean
  selfHosted: boolean
}

/** Larger than any workflow that GitHub would run. */
export const largestWorkflow = 512 * 1024

type Value = unknown
const mapOf = (value: Value): Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Value>) : {}
const listOf = (value: Value): Value[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const textOf = (value: Value): string => (typeof value === 'string' ? value : '')

/**
 * Reads the facts out of a workflow file; null where it is not YAML, which GitHub would not run.
 *
 * @param owner of the repository: actions of its own organization are not somebody else's.
 */
export function readWorkflow(text: string, owner: string): WorkflowFacts | null {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' })
  if (document.errors.length > 0 || !isMap(document.contents)) return null
  // `on` is a boolean to YAML 1.1 and a word to 1.2, which GitHub and this library read. Aliases are bounded by the library.
  let root: Record<string, Value>
  try {
    root = mapOf(document.toJS({ maxAliasCount: 100 }))
  } catch {
    return null
  }
  const jobs = Object.values(mapOf(root.jobs)).map(mapOf)
  const steps = jobs.flatMap((job) => listOf(job.steps).map(mapOf))
  const triggers = readTriggers(root.on)
  const called = jobs.map((job) => ({ uses: textOf(job.uses), secrets: job.secrets }))
  const uses = [...steps.map((step) => textOf(step.uses)), ...called.map((one) => one.uses)].filter((one) => one !== '')
  return {
    triggers,
    unpinned: unique(uses.filter((one) => isOutside(one, owner) && !isPinned(one))),
    untrustedCheckout: triggers.some((one) => privileged.includes(one)) && steps.some(checksOutProposal),
    permissions: readPermissions(root, jobs),
    injections: unique(steps.flatMap((step) => [textOf(step.run), scriptOf(step)].flatMap(readInjections))),
    secrets: unique(readSecrets(document.contents)),
    inheritsSecretsOutside: called.some(({ uses: one, secrets }) => isOutside(one, owner) && secrets === 'inherit'),
    selfHosted: jobs.some((job) => runsOn(job['runs-on']).includes('self-hosted')),
  }
}

const unique = (values: string[]): string[] => [...new Set(values)].sort()

/** Triggers that run with the repository's own token and secrets, on something from outside. */
const privileged = ['pull_request_target', 'workflow_run', 'issue_comment']

const readTriggers = (on: Value): string[] =>
  unique(typeof on === 'string' || Array.isArray(on) ? listOf(on).map(textOf) : Object.keys(mapOf(on)))

/** An action of somebody else: not of this repository or organization, and not GitHub's own. */
function isOutside(uses: string, owner: string): boolean {
  if (uses === '' || uses.startsWith('./')) return false
  if (uses.startsWith('docker://')) return true
  const who = uses.split('/')[0]?.toLowerCase() ?? ''
  return who !== 'actions' && who !== 'github' && who !== owner.toLowerCase()
}

const isPinned = (uses: string): boolean =>
  uses.startsWith('docker://') ? /@sha256:[0-9a-f]{64}$/.test(uses) : /@[0-9a-f]{40}$/.test(uses)

const proposal =
  /github\.event\.pull_request\.head\.|github\.head_ref|github\.event\.workflow_run\.head_|refs\/pull\/|github\.event\.issue\.number|github\.event\.number/

function checksOutProposal(step: Record<string, Value>): boolean {
  if (/^actions\/checkout@/.test(textOf(step.uses))) {
    const { ref, repository } = mapOf(step.with)
    return proposal.test(`${textOf(ref)} ${textOf(repository)}`)
  }
  const run = textOf(step.run)
  return /\bgit\s+(fetch|checkout|pull|clone)\b/.test(run) && proposal.test(run)
    ? true
    : /\bgh\s+pr\s+checkout\b/.test(run)
}

function readPermissions(root: Record<string, Value>, jobs: Record<string, Value>[]): WorkflowFacts['permissions'] {
  const declared = [root.permissions, ...jobs.map((job) => job.permissions)]
  if (declared.includes('write-all')) return 'write-all'
  if (root.permissions !== undefined) return 'declared'
  return jobs.length > 0 && jobs.every((job) => job.permissions !== undefined) ? 'declared' : 'missing'
}

/** GitHub's list of what strangers may write ("Understanding the risk of script injections"). */
const strangersWords =
  /github\.(head_ref|event\.(issue\.(title|body)|pull_request\.(title|body|head\.(ref|label|repo\.default_branch))|(comment|review|review_comment)\.body|discussion\.(title|body)|pages\b[\w.*[\]]*\.page_name|commits\b[\w.*[\]]*\.(message|author\.(email|name))|head_commit\.(message|author\.(email|name))|workflow_run\.(head_branch|head_commit\.message|head_repository\.description)))/g

function readInjections(script: string): string[] {
  const expressions = script.match(/\$\{\{[^}]*\}\}/g) ?? []
  return expressions.flatMap((expression) => expression.match(strangersWords) ?? [])
}

/** The one action that runs what it is handed as a script. */
const scriptOf = (step: Record<string, Value>): string =>
  /^actions\/github-script@/.test(textOf(step.uses)) ? textOf(mapOf(step.with).script) : ''

/** Names behind `secrets.`, wherever an expression may stand. */
function readSecrets(node: unknown): string[] {
  if (isScalar(node)) {
    if (typeof node.value !== 'string') return []
    return [...node.value.matchAll(/\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name]) => name ?? '')
  }
  if (isSeq(node)) return node.items.flatMap(readSecrets)
  if (isMap(node)) return node.items.flatMap(({ value }) => readSecrets(value))
  return []
}

const runsOn = (value: Value): string[] =>
  listOf(typeof value === 'object' && value !== null && !Array.isArray(value) ? mapOf(value).labels : value).map(textOf)
