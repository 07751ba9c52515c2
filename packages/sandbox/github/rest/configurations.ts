import type { GithubSecurityConfiguration } from '../../company/github-world.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { cutCursorPage } from './page.ts'
import type { OrganizationRequest } from './request.ts'

const mayRead = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('read:org')

function showConfiguration({ org, addresses }: OrganizationRequest, one: GithubSecurityConfiguration) {
  const path = `code-security/configurations/${one.id}`
  return {
    id: one.id,
    name: one.name,
    target_type: one.target,
    description: `${one.name} of ${org.login}`,
    advanced_security: 'enabled',
    dependency_graph: one.dependencyGraph,
    dependabot_alerts: one.dependabotAlerts,
    dependabot_security_updates: one.dependabotSecurityUpdates,
    code_scanning_default_setup: one.codeScanningDefaultSetup,
    secret_scanning: one.secretScanning,
    secret_scanning_push_protection: one.pushProtection,
    ...(addresses.flavour === 'ghes'
      ? {}
      : {
          secret_scanning_delegated_bypass: one.delegatedBypass,
          private_vulnerability_reporting: one.privateVulnerabilityReporting,
        }),
    secret_scanning_validity_checks: one.validityChecks,
    secret_scanning_non_provider_patterns: one.nonProviderPatterns,
    enforcement: one.enforced ? 'enforced' : 'unenforced',
    url: `${addresses.api}/orgs/${org.login}/${path}`,
    html_url: `${addresses.web}/organizations/${org.login}/settings/security_products/configurations/view`,
    created_at: org.createdAt,
    updated_at: org.createdAt,
  }
}

/** `GET /orgs/{org}/code-security/configurations` */
export function answerConfigurations(request: OrganizationRequest): Answer {
  if (!mayRead(request)) return refuse(404, 'Not Found', request.docs)
  const page = cutCursorPage(request.org.securityConfigurations, request, 'code-security/configurations')
  return ok(
    page.items.map((one) => showConfiguration(request, one)),
    page.headers,
  )
}

/** `GET /orgs/{org}/code-security/configurations/defaults` */
export function answerDefaultConfigurations(request: OrganizationRequest): Answer {
  if (!mayRead(request)) return refuse(404, 'Not Found', request.docs)
  return ok(
    request.org.securityConfigurations
      .filter((one) => one.defaultFor !== 'none')
      .map((one) => ({ default_for_new_repos: one.defaultFor, configuration: showConfiguration(request, one) })),
  )
}
