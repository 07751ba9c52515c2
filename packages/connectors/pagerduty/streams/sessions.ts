import { AppError, defineStream, gapOfError, PagerdutyIpAllowList, PagerdutySessionConfiguration } from '@rollcall/core'
import { type Answer, createClient, type PagerdutyClient } from '../client.ts'
import { recordOf, reference } from '../list-stream.ts'
import { roleGap } from '../pages.ts'

const endpoint = 'GET /session_configurations'

interface ApiSession {
  type: 'web' | 'mobile'
  absolute_session_ttl: number
  idle_session_ttl: number
}

/** 404 where nobody has configured anything, which is an answer. Only PagerDuty's own error object counts as one. */
async function readSessions(client: PagerdutyClient): Promise<Answer<{ session_configurations: ApiSession[] }>> {
  const answer = await client.get<{ session_configurations?: ApiSession[] }>(endpoint, {
    scope: 'session_configurations.read',
  })
  if (!Array.isArray(answer.data.session_configurations))
    throw new AppError('upstream.malformed', { system: 'PagerDuty', endpoint, problem: 'it has no list' })
  return { ...answer, data: { session_configurations: answer.data.session_configurations } }
}

export const sessionConfigurations = defineStream({
  id: 'pagerduty.session_configuration',
  title: 'Session configurations',
  reads: 'How long a session on the web and on a phone lasts, used and unused.',
  schema: PagerdutySessionConfiguration,
  endpoints: [endpoint],
  permissions: ['session_configurations.read'],
  docs: reference,
  async *read(context, { scope, url }) {
    const client = createClient(context)
    const { data, source } = await readSessions(client).catch(async (error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'upstream.not_found') throw error
      // That another list is answered tells a 404 that means "none" from one that hides.
      const { source: other } = await client.get('GET /abilities', { scope: 'abilities.read' })
      return { data: { session_configurations: [] as ApiSession[] }, source: { ...other, endpoint } }
    })
    yield {
      records: (['web', 'mobile'] as const).map((kind) => {
        const found = data.session_configurations.find(({ type }) => type === kind)
        return recordOf(
          'pagerduty.session_configuration',
          { scope, source },
          {
            ref: kind,
            name: kind === 'web' ? 'Web sessions' : 'Mobile sessions',
            url,
            data: {
              kind,
              configured: found !== undefined,
              absoluteSeconds: found?.absolute_session_ttl ?? 0,
              idleSeconds: found?.idle_session_ttl ?? 0,
            },
          },
        )
      }),
      checkpoint: null,
      expected: 2,
    }
  },
  async probe(context) {
    const client = createClient(context)
    await readSessions(client).catch(async (error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'upstream.not_found') throw error
      await client.get('GET /abilities', { scope: 'abilities.read' })
    })
    return null
  },
})

const listsEndpoint = 'GET /ip_allow_lists'

interface ApiIpAllowList {
  state: 'enabled' | 'disabled'
  cidr_entries: { cidr: string }[]
}

/** In early access. To a credential that sees everything else, a refusal means that the account does not take part. */
async function readLists(
  client: PagerdutyClient,
  seesAll: boolean,
): Promise<Answer<{ ip_allow_lists?: ApiIpAllowList[] }>> {
  try {
    return await client.get(listsEndpoint, {
      scope: 'ip_allow_lists.read',
      headers: { 'x-early-access': 'ip-allow-lists' },
    })
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'upstream.forbidden' || !seesAll) throw error
    if (!/early access/i.test(gapOfError(error).detail)) throw error
    const gap = {
      reason: 'plan' as const,
      detail: 'IP allow lists are in early access, and this PagerDuty account does not take part.',
      fix: 'Ask your PagerDuty account team for access to IP allow lists.',
    }
    throw new AppError('upstream.forbidden', { system: 'PagerDuty', status: 403, endpoint: listsEndpoint }, { gap })
  }
}

export const ipAllowLists = defineStream({
  id: 'pagerduty.ip_allow_list',
  title: 'IP allow list',
  reads: 'From which networks the account may be used. In early access at PagerDuty.',
  schema: PagerdutyIpAllowList,
  endpoints: [listsEndpoint],
  permissions: ['ip_allow_lists.read', 'Account owner, admin or key of the account'],
  docs: reference,
  async *read(context, scope) {
    const { data, source } = await readLists(createClient(context), roleGap(scope) === null)
    const lists = data.ip_allow_lists
    if (!Array.isArray(lists))
      throw new AppError('upstream.malformed', {
        system: 'PagerDuty',
        endpoint: listsEndpoint,
        problem: 'it has no list',
      })
    const enabled = lists.filter(({ state }) => state === 'enabled')
    const record = recordOf(
      'pagerduty.ip_allow_list',
      { scope: scope.scope, source },
      {
        ref: scope.scope,
        name: 'IP allow list',
        url: scope.url,
        data: {
          enabled: enabled.length > 0,
          networks: enabled.flatMap(({ cidr_entries: entries }) => entries.map(({ cidr }) => cidr)),
        },
      },
    )
    yield { records: [record], checkpoint: null, expected: 1 }
  },
  async probe(context, scope) {
    await readLists(createClient(context), roleGap(scope) === null)
    return null
  },
})
