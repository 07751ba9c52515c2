import type { GithubRepository } from '../../company/github-world.ts'
import { type Answer, ok, refuse } from '../answer.ts'
import { cutCursorPage, cutPage } from './page.ts'
import { showSimpleRepository } from './repositories.ts'
import type { OrganizationRequest } from './request.ts'

interface Placed<Alert> {
  alert: Alert
  repository: GithubRepository
  html: string
  url: string
}

/** Alerts of the wanted state, in the repositories that the plan has the feature for, each with where it is. */
function place<Alert extends { number: number; repository: string; open: boolean }>(
  { org, query, addresses }: OrganizationRequest,
  alerts: readonly Alert[],
  kind: string,
  bound: boolean,
): Placed<Alert>[] {
  const state = query.get('state')
  return alerts.flatMap((alert) => {
    const repository = org.repositories.find((one) => one.name === alert.repository)
    if (!repository || (state === 'open' && !alert.open)) return []
    if (bound && org.plan === 'free' && repository.visibility !== 'public') return []
    const path = `${org.login}/${repository.name}`
    return [
      {
        alert,
        repository,
        html: `${addresses.web}/${path}/security/${kind}/${alert.number}`,
        url: `${addresses.api}/repos/${path}/${kind}/alerts/${alert.number}`,
      },
    ]
  })
}

const mayRead = ({ sight, org }: OrganizationRequest) => sight.stand(org).owner && sight.has('security_events')

/** `GET /orgs/{org}/dependabot/alerts` */
export function answerDependabotAlerts(request: OrganizationRequest): Answer {
  const { org, docs } = request
  if (!mayRead(request)) return refuse(403, 'You are not authorized to perform this operation.', docs)
  const page = cutCursorPage(place(request, org.dependabotAlerts, 'dependabot', false), request, 'dependabot/alerts')
  return ok(
    page.items.map(({ alert, repository, html, url }) => {
      const advisory = `GHSA-${String(alert.number).padStart(4, '2')}-sand-boxx`
      const named = { ecosystem: 'npm', name: alert.package }
      const vulnerability = {
        package: named,
        severity: alert.severity,
        vulnerable_version_range: '< 2.0.0',
        first_patched_version: alert.malware ? null : { identifier: '2.0.0' },
      }
      return {
        number: alert.number,
        state: alert.open ? 'open' : 'fixed',
        dependency: { package: named, manifest_path: 'package-lock.json', scope: 'runtime' },
        security_advisory: {
          ghsa_id: advisory,
          cve_id: null,
          summary: `Something in ${alert.package}`,
          description: 'Made up.',
          vulnerabilities: [vulnerability],
          severity: alert.severity,
          ...(request.addresses.flavour === 'ghes' ? {} : { classification: alert.malware ? 'malware' : 'general' }),
          cvss: { vector_string: null, score: 0 },
          cwes: [],
          identifiers: [{ type: 'GHSA', value: advisory }],
          references: [],
          published_at: alert.createdAt,
          updated_at: alert.createdAt,
          withdrawn_at: null,
        },
        security_vulnerability: vulnerability,
        url,
        html_url: html,
        created_at: alert.createdAt,
        updated_at: alert.createdAt,
        dismissed_at: null,
        dismissed_by: null,
        dismissed_reason: null,
        dismissed_comment: null,
        fixed_at: alert.open ? null : alert.createdAt,
        repository: showSimpleRepository(request, repository),
      }
    }),
    page.headers,
  )
}

/** `GET /orgs/{org}/secret-scanning/alerts` */
export function answerSecretAlerts(request: OrganizationRequest): Answer {
  const { org, query, docs, addresses } = request
  if (!mayRead(request)) return refuse(404, 'Not Found', docs)
  const page = cutPage(place(request, org.secretAlerts, 'secret-scanning', true), request, 'secret-scanning/alerts')
  return ok(
    page.items.map(({ alert, repository, html, url }) => ({
      number: alert.number,
      created_at: alert.createdAt,
      updated_at: alert.createdAt,
      url,
      html_url: html,
      locations_url: `${url}/locations`,
      state: alert.open ? 'open' : 'resolved',
      resolution: alert.open ? null : 'revoked',
      resolved_at: alert.open ? null : alert.createdAt,
      resolved_by: null,
      secret_type: alert.secretType,
      secret_type_display_name: alert.secretType,
      ...(query.get('hide_secret') === 'true' ? {} : { secret: alert.secret }),
      repository: showSimpleRepository(request, repository),
      push_protection_bypassed: alert.bypassed,
      push_protection_bypassed_by: null,
      push_protection_bypassed_at: alert.bypassed ? alert.createdAt : null,
      resolution_comment: null,
      validity: alert.validity,
      ...(addresses.flavour === 'ghes' ? {} : { publicly_leaked: alert.publiclyLeaked, multi_repo: false }),
    })),
    page.headers,
  )
}

/** `GET /orgs/{org}/code-scanning/alerts` */
export function answerCodeAlerts(request: OrganizationRequest): Answer {
  const { org, docs } = request
  if (!mayRead(request)) return refuse(404, 'Not Found', docs)
  const page = cutPage(place(request, org.codeAlerts, 'code-scanning', true), request, 'code-scanning/alerts')
  return ok(
    page.items.map(({ alert, repository, html, url }) => ({
      number: alert.number,
      created_at: alert.createdAt,
      updated_at: alert.createdAt,
      url,
      html_url: html,
      instances_url: `${url}/instances`,
      state: alert.open ? 'open' : 'fixed',
      fixed_at: alert.open ? null : alert.createdAt,
      dismissed_by: null,
      dismissed_at: null,
      dismissed_reason: null,
      dismissed_comment: null,
      rule: {
        id: alert.rule,
        name: alert.rule,
        severity: 'error',
        security_severity_level: alert.severity,
        description: 'Made up.',
      },
      tool: { name: 'CodeQL', version: null, guid: null },
      most_recent_instance: { ref: `refs/heads/${repository.defaultBranch}`, state: alert.open ? 'open' : 'fixed' },
      repository: showSimpleRepository(request, repository),
    })),
    page.headers,
  )
}
