import {
  type Checkpoint,
  type ConnectorContext,
  defineStream,
  type Gap,
  PagerdutyApiKey,
  PagerdutyUserChange,
  type Source,
} from '@rollcall/core'
import { createClient } from '../client.ts'
import { knownKey } from '../declared.ts'
import { type Reference, recordOf } from '../list-stream.ts'
import { type List, type ListPage, listPages, probeList } from '../pages.ts'

interface ApiAuditRecord {
  id: string
  execution_time: string
  execution_context?: { remote_address?: string | null } | null
  actors?: Reference[] | null
  method: { type: string; truncated_token?: string | null }
  root_resource: Reference
  action: string
  details?: { fields?: { name: string; value?: string | null }[] | null } | null
}

const template = 'GET /audit/records'
const day = 86_400_000
/** PagerDuty answers at most 31 days at a time. */
const windowDays = 30
const pagesAScan = 60

const audit: List = { template, field: 'records', by: 'cursor', scope: 'audit_records.read' }
const permissions = ['audit_records.read', 'Account owner, admin or key of the account', 'A plan with the audit trail']

const tooMany: Gap = {
  reason: 'truncated',
  detail: `There are more audit records than a scan reads (${pagesAScan * 100}); the oldest were left out.`,
  fix: 'Nothing needs doing for what is new; older changes are in Account Settings › Audit Trail of PagerDuty.',
}

/** Audit records from the newest on, window by window. The checkpoint is the window and PagerDuty's cursor in it. */
async function* auditPages(
  context: ConnectorContext,
  windows: number,
  query: Record<string, string | string[]>,
  from: Checkpoint | null,
): AsyncGenerator<ListPage<ApiAuditRecord>> {
  const client = createClient(context)
  const start = typeof from === 'object' && from !== null ? from : {}
  // A scan that goes on after a crash goes on with the same windows.
  const end = typeof start.end === 'number' ? start.end : context.now().getTime()
  let pages = typeof start.pages === 'number' ? start.pages : 0
  for (let window = Number(start.window ?? 0); window < windows; window++) {
    const since = new Date(end - (window + 1) * windowDays * day).toISOString()
    const until = new Date(end - window * windowDays * day).toISOString()
    const cursor = window === Number(start.window ?? 0) && typeof start.cursor === 'string' ? start.cursor : null
    for await (const page of listPages<ApiAuditRecord>(
      client,
      { ...audit, query: { ...query, since, until } },
      cursor,
    )) {
      pages += 1
      const next = page.checkpoint === null ? { window: window + 1, cursor: '' } : { window, cursor: page.checkpoint }
      const last = next.window >= windows
      const cut = !last && pages >= pagesAScan
      yield { ...page, checkpoint: last || cut ? null : { ...next, end, pages }, ...(cut ? { gap: tooMany } : {}) }
      if (cut) return
    }
  }
}

const probe = async (context: ConnectorContext) => {
  await probeList(createClient(context), audit)
  return null
}

export const userChanges = defineStream({
  id: 'pagerduty.user_change',
  title: 'Changes of users',
  reads: 'From the audit trail of the last 30 days: which users were created or changed, by whom, and by which way.',
  schema: PagerdutyUserChange,
  endpoints: [template],
  permissions,
  docs: 'https://developer.pagerduty.com/docs/rest-api-v2/audit-records-api/',
  async *read(context, { scope }, checkpoint) {
    const query = { 'root_resource_types[]': ['users'], 'actions[]': ['create', 'update'] }
    for await (const page of auditPages(context, 1, query, checkpoint))
      yield {
        records: page.items.map((item) =>
          recordOf('pagerduty.user_change', { scope, source: page.source }, mapChange(item)),
        ),
        checkpoint: page.checkpoint,
        ...(page.gap ? { gap: page.gap } : {}),
      }
  },
  probe,
})

const actorOf = ({ actors }: ApiAuditRecord) => actors?.[0]?.summary ?? actors?.[0]?.id ?? ''

function mapChange(item: ApiAuditRecord) {
  const { root_resource: user } = item
  return {
    ref: item.id,
    name: user.summary ?? user.id,
    url: user.html_url,
    data: {
      action: item.action,
      method: item.method.type,
      at: item.execution_time,
      actor: actorOf(item),
      user: user.id,
      userName: user.summary ?? user.id,
      roleGiven: item.details?.fields?.find(({ name }) => name === 'role')?.value ?? '',
    },
  }
}

interface KeyTally {
  [key: string]: Checkpoint | null | boolean
  actor: string
  account: boolean
  changes: number
  addresses: string
  first: string
  last: string
}

/** Keys cannot be listed; what they did tells which ones there are. Counted over 90 days, in the checkpoint. */
export const apiKeys = defineStream({
  id: 'pagerduty.api_key',
  title: 'API keys',
  reads:
    'From the audit trail of the last 90 days: the last four characters of every key that changed something, and from where.',
  schema: PagerdutyApiKey,
  endpoints: [template],
  permissions,
  docs: 'https://developer.pagerduty.com/docs/rest-api-v2/audit-records-api/',
  async *read(context, { scope, url }, checkpoint) {
    const kept = typeof checkpoint === 'object' && checkpoint !== null ? checkpoint : {}
    const keys = { ...(kept.keys as Record<string, KeyTally> | undefined) }
    for await (const page of auditPages(context, 3, { method_type: 'api_token' }, kept.at as Checkpoint | null)) {
      for (const item of page.items) addUse(keys, item)
      const last = page.checkpoint === null
      yield {
        records: last ? keyRecords(keys, scope, url, page.source) : [],
        checkpoint: last ? null : { at: page.checkpoint, keys: structuredClone(keys) },
        ...(page.gap ? { gap: page.gap } : {}),
      }
    }
  },
  probe,
  declared: knownKey,
})

function addUse(keys: Record<string, KeyTally>, item: ApiAuditRecord): void {
  const lastFour = item.method.truncated_token?.slice(-4)
  if (!lastFour) return
  const at = item.execution_time
  const address = item.execution_context?.remote_address ?? ''
  const known = keys[lastFour] ?? {
    actor: actorOf(item),
    account: item.actors?.[0]?.type === 'api_key_reference',
    changes: 0,
    addresses: '',
    first: at,
    last: at,
  }
  const addresses = new Set(known.addresses.split(' ').filter((one) => one !== ''))
  if (address !== '') addresses.add(address)
  keys[lastFour] = {
    ...known,
    changes: known.changes + 1,
    addresses: [...addresses].slice(0, 50).join(' '),
    first: at < known.first ? at : known.first,
    last: at > known.last ? at : known.last,
  }
}

function keyRecords(keys: Record<string, KeyTally>, scope: string, url: string, source: Source) {
  return Object.entries(keys).map(([lastFour, one]) =>
    recordOf(
      'pagerduty.api_key',
      { scope, source },
      {
        ref: lastFour,
        name: `…${lastFour}${one.actor === '' ? '' : ` (${one.actor})`}`,
        url,
        data: {
          lastFour,
          actor: one.actor,
          accountKey: one.account,
          changes: one.changes,
          addresses: one.addresses.split(' ').filter((address) => address !== ''),
          firstUsedAt: one.first,
          lastUsedAt: one.last,
          known: null,
        },
      },
    ),
  )
}
