import { daysBefore } from './calendar.ts'
import type { GithubCodeAlert, GithubDependabotAlert, GithubOrganization, GithubSecretAlert } from './github-world.ts'

const dependabotRows: readonly [
  repository: string,
  name: string,
  severity: GithubDependabotAlert['severity'],
  age: number,
][] = [
  ['portal-shipper', 'qs-lite', 'high', 12],
  ['portal-admin', 'qs-lite', 'high', 12],
  ['data-exports', 'zipstream', 'medium', 30],
  ['legacy-invoicing', 'xml-walk', 'critical', 210],
  ['legacy-invoicing', 'old-crypto', 'high', 340],
  ['mobile-kit', 'tiny-colors', 'low', 90],
  ['docs-site', 'md-render', 'medium', 8],
]

const codeRows: readonly [repository: string, rule: string, severity: GithubCodeAlert['severity'], age: number][] = [
  ['portal-billing', 'js/sql-injection', 'critical', 9],
  ['portal-admin', 'js/reflected-xss', 'high', 130],
  ['freight-documents', 'java/path-injection', 'medium', 60],
  ['platform-gateway', 'go/log-injection', 'low', 45],
  ['data-quality', 'py/unused-import', null, 20],
]

const secretRows: readonly (readonly [string, string, number, Partial<GithubSecretAlert>?])[] = [
  ['legacy-invoicing', 'aws_access_key_id', 380, { validity: 'inactive' }],
  ['data-reporting', 'slack_incoming_webhook_url', 16, { validity: 'active', bypassed: true }],
  ['data-ingest', 'npm_access_token', 3],
  ['api-sdk-go', 'github_personal_access_token', 240, { open: false, validity: 'inactive', publiclyLeaked: true }],
]

/** The alerts of an organization that mostly keeps up. */
export function buildHarborlightAlerts(
  now: Date,
): Pick<GithubOrganization, 'dependabotAlerts' | 'secretAlerts' | 'codeAlerts'> {
  const at = (age: number) => daysBefore(now, age)
  return {
    dependabotAlerts: dependabotRows.map(([repository, name, severity, age], index) => ({
      number: index + 1,
      repository,
      package: name,
      severity,
      malware: false,
      createdAt: at(age),
      open: true,
    })),
    codeAlerts: codeRows.map(([repository, rule, severity, age], index) => ({
      number: index + 1,
      repository,
      rule,
      severity,
      createdAt: at(age),
      open: true,
    })),
    secretAlerts: secretRows.map(([repository, secretType, age, rest], index) => ({
      number: index + 1,
      repository,
      secretType,
      secret: `sandboxSecret${index}`,
      validity: 'unknown',
      publiclyLeaked: false,
      bypassed: false,
      createdAt: at(age),
      open: true,
      ...rest,
    })),
  }
}
