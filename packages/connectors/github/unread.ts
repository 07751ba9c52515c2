import type { ConnectorInput, Unread } from '@rollcall/core'
import { isServer } from './address.ts'
import { unreadOfEnterprise } from './enterprise.ts'
import { policyUnshown } from './streams/organization.ts'

/** What GitHub shows of one repository at a time only. A scan that asked for each would take days of the quota (docs/adr/0029). */
const oneByOne = (what: string, where: string) => ({
  reason: 'api' as const,
  detail: `GitHub lists ${what} of one repository at a time only, which is more requests than a scan may take.`,
  fix: `Look at ${where} of the repositories that matter. The audit log names who changed them.`,
})

/** What an organization has and this version does not read, with why. */
export function unreadOfGithub(config: ConnectorInput['config']): Unread[] {
  return [
    {
      stream: 'github.repository_webhook',
      title: 'Webhooks of repositories',
      gap: oneByOne('webhooks', 'Settings › Webhooks'),
    },
    {
      stream: 'github.repository_secret',
      title: 'Names of the secrets of repositories',
      gap: oneByOne('the names of secrets', 'Settings › Secrets and variables'),
    },
    ...(isServer(config.address)
      ? []
      : [{ stream: 'github.oauth_app_policy', title: 'OAuth app policy', gap: policyUnshown }]),
    ...unreadOfEnterprise(config),
  ]
}
