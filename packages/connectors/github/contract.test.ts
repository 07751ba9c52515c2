import type { Stream } from '@rollcall/core'
import { type Fault, generateCompany, startGithub } from '@rollcall/sandbox'
import { describe } from 'vitest'
import {
  type ContractFault,
  type ContractStandIn,
  connectorContract,
} from '../../../test/support/connector-contract.ts'
import { installApp } from '../../../test/support/github-app.ts'
import { github } from './index.ts'

// The reader's own clock: the audit log is read by the age of its events.
const now = new Date()

const faultKinds: Record<ContractFault, Fault> = {
  unauthenticated: { kind: 'unauthorized' },
  forbidden: { kind: 'forbidden' },
  'not found': { kind: 'not_found' },
  'limited for an hour': { kind: 'primary_limit', resetInSeconds: 3600 },
  'limited for a moment': { kind: 'secondary_limit', retryAfterSeconds: 0.2 },
  'server error': { kind: 'server_error' },
  'bad gateway': { kind: 'bad_gateway' },
  silent: { kind: 'hang' },
  malformed: { kind: 'malformed' },
  'cut off': { kind: 'truncated' },
  'a web page': { kind: 'html' },
}

const secretMark = 'doNotTellAnybody'

const appOnly = ['github.fine_grained_token', 'github.token_request']

/** A world large enough that every list has several pages, read with a personal token, as a GitHub App, or with both. */
async function open(streams: readonly Stream[], as: 'owner' | 'app' | 'both'): Promise<ContractStandIn> {
  const company = generateCompany({ members: 130, repositories: 130, now, seed: 1 })
  const { secret } = company.tokens.owner
  const running = await startGithub({ company, contract: true, secretMark, limits: null })
  const org = running.state.organization('bulkfreight')
  const app = as === 'owner' ? null : installApp(running, ['bulkfreight'])
  const deployKeys = org.repositories.reduce((sum, repository) => sum + repository.deployKeys.length, 0)
  const outside = org.repositories.flatMap(({ outsideCollaborators }) => outsideCollaborators.map(({ login }) => login))
  const counts: Record<string, number> = {
    'github.organization': 1,
    'github.actions_policy': 1,
    'github.member': 130,
    'github.outside_collaborator': new Set(outside).size,
    'github.team': org.teams.length,
    'github.team_access': org.teams.length,
    'github.repository': 130,
    'github.branch_protection': 130,
    'github.deploy_key': deployKeys,
    'github.installation': org.installations.length,
    'github.webhook': org.webhooks.length,
    'github.invitation': org.invitations.length,
    'github.repository_access': 130,
    'github.environment': org.repositories.reduce((sum, { environments }) => sum + environments.length, 0),
    'github.fine_grained_token': 120,
    'github.token_request': 101,
    'github.credential_authorization': 130,
    'github.saml_provider': 1,
    'github.external_identity': 130,
    'github.credential': 1,
    'github.organization_role': org.roles.length,
    'github.custom_repository_role': 3,
    'github.runner': 105,
    'github.runner_group': 1,
    'github.secret': 104,
    'github.security_configuration': 103,
    'github.dependabot_alerts': 1,
    'github.secret_alerts': 1,
    'github.code_alerts': 1,
    'github.domain': 1,
    'github.ip_allow_entry': 3,
    'github.ruleset': 1,
    'github.workflow': org.repositories.reduce((sum, { workflows }) => sum + workflows.length, 0),
    'github.audit_event': 150,
  }
  return {
    input: {
      config: { organizations: ['bulkfreight'], address: running.url, ...(app ? { appId: app.appId } : {}) },
      secrets: { ...(as === 'app' ? {} : { token: secret }), ...(app ? { privateKey: app.privateKey } : {}) },
    },
    origins: [running.url],
    expected: {
      bulkfreight: Object.fromEntries(streams.map(({ id }) => [id, counts[id]])),
    },
    break: (fault, options) => void running.faults.add({ ...faultKinds[fault], ...options }),
    mend: () => running.faults.clear(),
    requests: () => ({ total: running.requests.counts.total, writes: running.requests.counts.writes }),
    violations: () => running.contractViolations,
    secrets: [secret, ...(app ? [secretMark, app.privateKey.slice(100, 140)] : [])],
    close: running.close,
  }
}

/** By REST, by GraphQL, repository by repository, and about the credential itself. */
const sampled = [
  'github.webhook',
  'github.repository',
  'github.repository_access',
  'github.team_access',
  'github.credential',
]

describe.each<['owner' | 'app' | 'both', (id: string) => boolean]>([
  ['owner', (id) => !appOnly.includes(id)],
  // Streams differ by what they read, not by whose key opens them: what only Apps see, and one of each way of reading.
  ['app', (id) => [...appOnly, ...sampled].includes(id)],
  ['both', (id) => ['github.fine_grained_token', 'github.member'].includes(id)],
])('the contract, as %s', (as, wanted) => {
  const streams = github.streams.filter(({ id }) => wanted(id))
  connectorContract({ ...github, streams }, () => open(streams, as))
})
