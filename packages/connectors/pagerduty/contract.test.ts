import type { Stream } from '@rollcall/core'
import { type Fault, generateCompany, startPagerduty } from '@rollcall/sandbox'
import { describe } from 'vitest'
import {
  type ContractFault,
  type ContractStandIn,
  connectorContract,
} from '../../../test/support/connector-contract.ts'
import { pagerduty } from './index.ts'

const now = new Date('2026-11-20T08:00:00Z')

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

/** Asked for one by one: their world is small, or a test of every request would take long. */
const oneByOne = ['pagerduty.user_delegations', 'pagerduty.team']

/** A world large enough that every list has several pages, read with a key of the account or as an app. */
async function open(streams: readonly Stream[], as: 'key' | 'app', members: number): Promise<ContractStandIn> {
  const company = generateCompany({ members, repositories: 1, now, seed: 1 })
  const world = company.pagerduty
  const more = <Item extends object>(list: Item[]) => {
    const first = list[0]
    if (first) while (list.length < 130) list.push({ ...first, id: `X${list.length}` })
  }
  if (members > 100)
    for (const list of [world.schedules, world.addons, world.orchestrations, world.connections, world.runners])
      more<object>(list)
  const running = await startPagerduty({ company, now: () => new Date(), contract: true, limit: null })
  // The world's dates are counted from then; its clock is the connector's.
  for (const [index, record] of running.state.world.audit.entries())
    record.at = new Date(Date.now() - 60_000 - index * 1000).toISOString()
  const [key] = world.keys
  const [app] = world.apps
  const counts: Record<string, number> = {
    'pagerduty.account': 1,
    'pagerduty.user': members,
    'pagerduty.contact_method': 3 * members,
    'pagerduty.team': world.teams.length,
    'pagerduty.license': 2,
    'pagerduty.license_allocation': members,
    'pagerduty.session_configuration': 2,
    'pagerduty.ip_allow_list': 1,
    'pagerduty.user_delegations': members,
    'pagerduty.user_change': world.audit.length,
    'pagerduty.api_key': new Set(world.audit.flatMap(({ token }) => token ?? [])).size,
    'pagerduty.schedule': world.schedules.length,
    'pagerduty.on_call': world.policies.length * 2,
    'pagerduty.escalation_policy': world.policies.length,
    'pagerduty.service': world.services.length,
    'pagerduty.integration': world.services.length,
    'pagerduty.webhook': world.webhooks.length,
    'pagerduty.extension': world.extensions.length,
    'pagerduty.addon': world.addons.length,
    'pagerduty.orchestration': world.orchestrations.length,
    'pagerduty.workflow_connection': world.connections.length,
    'pagerduty.runner': world.runners.length,
    'pagerduty.status_page': 1,
    'pagerduty.credential': 1,
  }
  const subdomain = `${running.url}/bulkfreight`
  const input =
    as === 'key'
      ? { config: { subdomain, region: 'us' }, secrets: { apiKey: key?.secret ?? '' } }
      : {
          config: { subdomain, region: 'us', clientId: app?.clientId ?? '' },
          secrets: { clientSecret: app?.clientSecret ?? '' },
        }
  return {
    input,
    origins: [running.url],
    expected: { bulkfreight: Object.fromEntries(streams.map(({ id }) => [id, counts[id]])) },
    break: (fault, options) => void running.faults.add({ ...faultKinds[fault], ...options }),
    mend: () => running.faults.clear(),
    requests: () => ({ total: running.requests.counts.total, writes: running.requests.counts.writes }),
    violations: () => running.contractViolations,
    secrets: [key?.secret ?? '', app?.clientSecret ?? '', 'pdus+_stand-in'],
    close: running.close,
  }
}

describe.each<['key' | 'app', string, number, (id: string) => boolean]>([
  ['key', 'lists', 230, (id) => !oneByOne.includes(id)],
  ['key', 'what is asked for one by one', 45, (id) => oneByOne.includes(id)],
  ['app', 'a few', 45, (id) => ['pagerduty.user', 'pagerduty.credential'].includes(id)],
])('the contract, with a %s: %s', (as, _what, members, wanted) => {
  const streams = pagerduty.streams.filter(({ id }) => wanted(id))
  connectorContract({ ...pagerduty, streams }, () => open(streams, as, members))
})
