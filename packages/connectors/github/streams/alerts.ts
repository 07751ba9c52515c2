import {
  defineStream,
  type Gap,
  GithubCodeAlerts,
  GithubDependabotAlerts,
  GithubSecretAlerts,
  type Source,
  type StreamRecord,
} from '@rollcall/core'
import { needs } from '../app-permissions.ts'
import { createClient } from '../client.ts'
import { counted, countUp, earliest, keepEarliest, type Tally, tallyList } from '../tally.ts'

interface DependabotAlert {
  created_at: string
  security_advisory?: { severity?: string; classification?: string }
}

/** Alerts carry the secret itself unless it is asked to be left out; it is, and no field for it is read. */
interface SecretAlert {
  created_at?: string
  validity?: string
  publicly_leaked?: boolean | null
  push_protection_bypassed?: boolean | null
}

interface CodeAlert {
  created_at: string
  rule?: { security_severity_level?: string | null }
}

const dependabotEndpoint = 'GET /orgs/{org}/dependabot/alerts'
const secretEndpoint = 'GET /orgs/{org}/secret-scanning/alerts'
const codeEndpoint = 'GET /orgs/{org}/code-scanning/alerts'

export const dependabotAlerts = defineStream({
  id: 'github.dependabot_alerts',
  title: 'Open Dependabot alerts',
  reads:
    'How many known vulnerabilities are open in dependencies, by severity, and since when. Repositories without Dependabot alerts have none.',
  schema: GithubDependabotAlerts,
  endpoints: [dependabotEndpoint],
  permissions: ['repo or security_events', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('vulnerability_alerts') },
  docs: 'https://docs.github.com/en/rest/dependabot/alerts#list-dependabot-alerts-for-an-organization',
  read: (context, { scope, url }, checkpoint) =>
    tallyList<DependabotAlert, GithubDependabotAlerts>(
      createClient(context, scope),
      {
        template: dependabotEndpoint,
        params: { org: scope, state: 'open' },
        by: 'cursor',
        add: addDependabot,
        finish: (tally, source) => mapDependabot(scope, url, tally, source),
      },
      checkpoint,
    ),
  probe: async (context, { scope }) =>
    (await createClient(context, scope).get(dependabotEndpoint, { org: scope, state: 'open', per_page: 1 })).gap,
})

export const secretAlerts = defineStream({
  id: 'github.secret_alerts',
  title: 'Open secret scanning alerts',
  reads:
    'How many leaked secrets are open, how many still work, and since when. The secrets are left out of the answer.',
  schema: GithubSecretAlerts,
  endpoints: [`${secretEndpoint}?hide_secret=true`],
  permissions: ['repo or security_events', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('secret_scanning_alerts') },
  docs: 'https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-an-organization',
  read: (context, { scope, url }, checkpoint) =>
    tallyList<SecretAlert, GithubSecretAlerts>(
      createClient(context, scope),
      {
        template: secretEndpoint,
        params: { org: scope, state: 'open', hide_secret: true },
        by: 'page',
        add: addSecret,
        finish: (tally, source) => mapSecrets(scope, url, tally, source),
      },
      checkpoint,
    ),
  probe: async (context, { scope }) =>
    (
      await createClient(context, scope).get(secretEndpoint, {
        org: scope,
        state: 'open',
        hide_secret: true,
        per_page: 1,
      })
    ).gap,
})

export const codeAlerts = defineStream({
  id: 'github.code_alerts',
  title: 'Open code scanning alerts',
  reads: 'How many findings of code scanning are open on default branches, by severity, and since when. No code.',
  schema: GithubCodeAlerts,
  endpoints: [codeEndpoint],
  permissions: ['repo or security_events', 'Organization owner'],
  permissionsAs: { 'GitHub App': needs('security_events') },
  docs: 'https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-alerts-for-an-organization',
  read: (context, { scope, url }, checkpoint) =>
    tallyList<CodeAlert, GithubCodeAlerts>(
      createClient(context, scope),
      {
        template: codeEndpoint,
        params: { org: scope, state: 'open' },
        by: 'page',
        add: addCode,
        finish: (tally, source) => mapCode(scope, url, tally, source),
      },
      checkpoint,
    ),
  probe: async (context, { scope }) =>
    (await createClient(context, scope).get(codeEndpoint, { org: scope, state: 'open', per_page: 1 })).gap,
})

const severities = ['critical', 'high', 'medium', 'low']

function addSeverity(tally: Tally, severity: string | null | undefined, createdAt: string): void {
  const known = severity && severities.includes(severity) ? severity : 'other'
  countUp(tally, known)
  keepEarliest(tally, `${known} since`, createdAt)
}

export function addDependabot(tally: Tally, { created_at, security_advisory: advisory }: DependabotAlert): void {
  addSeverity(tally, advisory?.severity, created_at)
  if (advisory?.classification === undefined) countUp(tally, 'unclassified')
  else if (advisory.classification === 'malware') countUp(tally, 'malware')
}

export function addSecret(tally: Tally, alert: SecretAlert): void {
  countUp(tally, 'open')
  if (alert.created_at) keepEarliest(tally, 'since', alert.created_at)
  if (alert.validity === 'active') countUp(tally, 'active')
  if (alert.publicly_leaked === undefined) countUp(tally, 'leak untold')
  else if (alert.publicly_leaked) countUp(tally, 'leaked')
  if (alert.push_protection_bypassed) countUp(tally, 'bypassed')
}

export function addCode(tally: Tally, { created_at, rule }: CodeAlert): void {
  addSeverity(tally, rule?.security_severity_level, created_at)
}

const settled = (stream: string, scope: string, url: string, page: string, source: Source) => ({
  stream,
  scope,
  ref: 'open',
  name: scope,
  url: `${new URL(url).origin}/orgs/${scope}/security/${page}`,
  sources: [source],
})

const untold = (what: string): Gap => ({
  reason: 'api',
  detail: `This GitHub does not tell ${what}.`,
  fix: 'A newer GitHub Enterprise Server tells it.',
})

export function mapDependabot(
  scope: string,
  url: string,
  tally: Tally,
  source: Source,
): StreamRecord<GithubDependabotAlerts> {
  const unclassified = counted(tally, 'unclassified') > 0
  return {
    ...settled('github.dependabot_alerts', scope, url, 'alerts/dependabot', source),
    data: {
      critical: counted(tally, 'critical'),
      high: counted(tally, 'high'),
      medium: counted(tally, 'medium'),
      low: counted(tally, 'low'),
      malware: unclassified ? null : counted(tally, 'malware'),
      oldestCriticalAt: earliest(tally, 'critical since'),
      oldestHighAt: earliest(tally, 'high since'),
    },
    ...(unclassified ? { gaps: { malware: untold('malicious packages from vulnerable ones') } } : {}),
  }
}

export function mapSecrets(scope: string, url: string, tally: Tally, source: Source): StreamRecord<GithubSecretAlerts> {
  const leakUntold = counted(tally, 'leak untold') > 0
  return {
    ...settled('github.secret_alerts', scope, url, 'alerts/secret-scanning', source),
    data: {
      open: counted(tally, 'open'),
      active: counted(tally, 'active'),
      publiclyLeaked: leakUntold ? null : counted(tally, 'leaked'),
      bypassed: counted(tally, 'bypassed'),
      oldestAt: earliest(tally, 'since'),
    },
    ...(leakUntold ? { gaps: { publiclyLeaked: untold('whether a secret is publicly known') } } : {}),
  }
}

export function mapCode(scope: string, url: string, tally: Tally, source: Source): StreamRecord<GithubCodeAlerts> {
  return {
    ...settled('github.code_alerts', scope, url, 'alerts/code-scanning', source),
    data: {
      critical: counted(tally, 'critical'),
      high: counted(tally, 'high'),
      medium: counted(tally, 'medium'),
      low: counted(tally, 'low'),
      other: counted(tally, 'other'),
      oldestCriticalAt: earliest(tally, 'critical since'),
      oldestHighAt: earliest(tally, 'high since'),
    },
  }
}
