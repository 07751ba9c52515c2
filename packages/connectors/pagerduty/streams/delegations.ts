import { AppError, defineStream, type Gap, PagerdutyUserDelegations } from '@rollcall/core'
import { createClient, type PagerdutyClient } from '../client.ts'
import { recordOf } from '../list-stream.ts'
import { type List, probeList, roleGap, wholeList } from '../pages.ts'
import type { ApiUser } from './users.ts'

interface ApiDelegation {
  id: string
  /** The reference's schema calls it so, its sample `type`. */
  delegation_type?: string
  type?: string
  client_id: string
  scope: string
  created_at: string
  expires_at: string
  status: string
}

const users: List = { template: 'GET /users', field: 'users', by: 'offset', scope: 'users.read' }
const list: List = {
  template: 'GET /users/{id}/oauth_delegations',
  field: 'oauth_delegations',
  by: 'cursor',
  scope: 'oauth_delegations.read',
  query: { status: 'issued,revoked' },
}

/** PagerDuty tells these one user at a time, so that more than this many would be most of what a scan costs. */
export const usersAScan = 100
const batch = 20
const day = 86_400_000

/** Admins always, and of the others a part that moves on from day to day until everybody had a turn. */
export function chooseUsers<User extends Pick<ApiUser, 'id' | 'role'>>(all: readonly User[], now: Date): User[] {
  if (all.length <= usersAScan) return [...all]
  const isAdmin = ({ role }: User) => role === 'owner' || role === 'admin'
  const admins = all.filter(isAdmin).slice(0, usersAScan / 2)
  const others = all.filter((user) => !admins.includes(user)).sort((a, b) => (a.id < b.id ? -1 : 1))
  const turn = usersAScan - admins.length
  const start = (Math.floor(now.getTime() / day) * turn) % others.length
  return [...admins, ...[...others, ...others].slice(start, start + turn)]
}

const someOnly = (chosen: number, all: number): Gap => ({
  reason: 'truncated',
  detail: `PagerDuty tells delegations one user at a time; this scan asked for ${chosen} of ${all} users: admins, and the next ones in turn.`,
  fix: `Nothing needs doing: with a scan a day everybody is asked about within ${Math.ceil(all / (chosen / 2))} days.`,
})

export const userDelegations = defineStream({
  id: 'pagerduty.user_delegations',
  title: 'OAuth delegations',
  reads: 'For each user the newest sign-in, and which apps may act for them with which scopes, until when.',
  schema: PagerdutyUserDelegations,
  endpoints: [list.template, users.template],
  permissions: ['oauth_delegations.read', 'Account owner, admin or key of the account'],
  docs: 'https://developer.pagerduty.com/api-reference/fc03ba9dffd1f-list-user-oauth-delegations',
  async *read(context, scope, checkpoint) {
    const client = createClient(context)
    const { items, gap } = await wholeList<ApiUser>(client, users)
    const chosen = chooseUsers(items, context.now())
    const known = gap ?? (chosen.length < items.length ? someOnly(chosen.length, items.length) : roleGap(scope))
    let at = typeof checkpoint === 'number' ? checkpoint : 0
    do {
      const part = chosen.slice(at, at + batch)
      const records = await Promise.all(
        part.map(async (user) => {
          const read = await readOne(client, user.id)
          return read
            ? [
                recordOf(
                  'pagerduty.user_delegations',
                  { scope: scope.scope, source: read.source },
                  mapDelegations(user, read.items),
                ),
              ]
            : []
        }),
      )
      at += batch
      yield {
        records: records.flat(),
        checkpoint: at < chosen.length ? at : null,
        expected: chosen.length,
        ...(known ? { gap: known } : {}),
      }
    } while (at < chosen.length)
  },
  async probe(context, scope) {
    const client = createClient(context)
    const { data } = await client.get<{ users?: ApiUser[] }>(users.template, {
      query: { limit: 1 },
      scope: 'users.read',
    })
    const first = data.users?.[0]
    if (first) await probeList(client, { ...list, id: first.id })
    return roleGap(scope)
  },
})

/** Null for somebody who was deleted while the scan ran. */
async function readOne(client: PagerdutyClient, id: string) {
  try {
    const { items, source } = await wholeList<ApiDelegation>(client, { ...list, id })
    return source ? { items, source } : null
  } catch (error) {
    if (error instanceof AppError && error.code === 'upstream.not_found') return null
    throw error
  }
}

export function mapDelegations(user: ApiUser, items: readonly ApiDelegation[]) {
  const kindOf = ({ delegation_type: kind, type }: ApiDelegation) => kind ?? type
  const signIns = items.filter((one) => kindOf(one) !== 'integration').map((one) => one.created_at)
  return {
    ref: user.id,
    name: user.name,
    url: user.html_url,
    data: {
      user: user.id,
      userName: user.name,
      role: user.role,
      invitationPending: user.invitation_sent ?? null,
      lastSignInAt: signIns.reduce((newest, one) => (one > newest ? one : newest), ''),
      apps: items
        .filter((one) => kindOf(one) === 'integration' && one.status === 'issued')
        .map(({ id, client_id: clientId, scope, created_at: createdAt, expires_at: expiresAt }) => ({
          id,
          clientId,
          scopes: scope.split(/\s+/).filter((one) => one !== ''),
          createdAt,
          expiresAt,
        })),
    },
  }
}
