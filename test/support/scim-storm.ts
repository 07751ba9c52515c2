import { setTimeout as sleep } from 'node:timers/promises'
import { groupSchema, patch, userSchema } from './directory.ts'

type Json = Record<string, unknown>

export interface Target {
  /** SCIM base of whichever server answers at the moment. */
  base: () => string
  token: string
  /** The totals that the console shows. */
  totals: () => Promise<{ users: number; suspended: number; groups: number }>
}

export async function send(target: Target, method: string, path: string, body?: unknown) {
  const response = await fetch(target.base() + path, {
    method,
    headers: {
      authorization: `Bearer ${target.token}`,
      'user-agent': 'storm',
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  })
  const text = await response.text()
  return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Json }
}

/** What one user must be, by what was answered; `pending` is a write whose answer never came, so it may stand or not. */
interface Own {
  id: string
  marks: Set<number>
  inGroup: Set<boolean>
  active: Set<boolean>
}

export interface Writer {
  users: Own[]
  /** How many writes were answered. */
  acknowledged: number
  stop: () => Promise<void>
}

/**
 * One client that writes without a pause: creates, changes two attributes at once, suspends and restores, joins and
 * leaves a shared group.
 * It remembers what was answered, and of what was not, both possibilities.
 */
export function startWriter(target: Target, name: string, groupId: () => string): Writer {
  const users: Own[] = []
  let acknowledged = 0
  let stopped = false
  let step = 0

  const create = async (): Promise<void> => {
    const userName = `${name}-${++step}`
    const body = {
      schemas: [userSchema],
      userName,
      externalId: userName,
      displayName: '0',
      name: { givenName: 'Storm', familyName: '0' },
      emails: [{ value: `${userName}@storm.example`, primary: true }],
    }
    const answer = await send(target, 'POST', '/Users', body)
    if (answer.status !== 201) throw new Error(`POST answered ${answer.status}: ${JSON.stringify(answer.json)}`)
    users.push({ id: String(answer.json.id), marks: new Set([0]), inGroup: new Set([false]), active: new Set([true]) })
    acknowledged++
  }
  const mark = async (user: Own): Promise<void> => {
    const value = ++step
    user.marks.add(value)
    const both = patch(
      { op: 'replace', path: 'displayName', value: String(value) },
      { op: 'replace', path: 'name.familyName', value: String(value) },
    )
    const answer = await send(target, 'PATCH', `/Users/${user.id}`, both)
    if (answer.status !== 200) throw new Error(`PATCH answered ${answer.status}: ${JSON.stringify(answer.json)}`)
    user.marks = new Set([value])
    acknowledged++
  }
  const move = async (user: Own): Promise<void> => {
    const joins = !user.inGroup.has(true)
    user.inGroup.add(joins)
    const operation = joins
      ? { op: 'add', path: 'members', value: [{ value: user.id }] }
      : { op: 'remove', path: `members[value eq "${user.id}"]` }
    const answer = await send(target, 'PATCH', `/Groups/${groupId()}`, patch(operation))
    if (answer.status !== 200 && answer.status !== 204)
      throw new Error(`PATCH of the group answered ${answer.status}: ${JSON.stringify(answer.json)}`)
    user.inGroup = new Set([joins])
    acknowledged++
  }
  /** Suspends and restores; whoever it does that to joins no group, which would hide it there. */
  const turn = async (user: Own): Promise<void> => {
    const active = !user.active.has(true)
    user.active.add(active)
    const answer = await send(
      target,
      'PATCH',
      `/Users/${user.id}`,
      patch({ op: 'replace', path: 'active', value: active }),
    )
    if (answer.status !== 200) throw new Error(`PATCH answered ${answer.status}: ${JSON.stringify(answer.json)}`)
    user.active = new Set([active])
    acknowledged++
  }
  const done = (async () => {
    while (!stopped) {
      try {
        const place = step % Math.max(1, users.length)
        const user = users[place]
        if (!user || step % 7 === 0) await create()
        else if (step % 2 === 0) await (place % 4 === 1 ? turn(user) : move(user))
        else await mark(user)
        if (step % 5 === 0) step++
      } catch {
        // The server is being killed: what was under way is in doubt, and the next attempt goes on.
        step++
        await sleep(20)
      }
    }
  })()
  return {
    users,
    get acknowledged() {
      return acknowledged
    },
    async stop() {
      stopped = true
      await done
    },
  }
}

export async function makeGroup(target: Target, name: string): Promise<string> {
  const answer = await send(target, 'POST', '/Groups', {
    schemas: [groupSchema],
    displayName: name,
    externalId: name,
  })
  return String(answer.json.id)
}

/**
 * Reads, and comes again while the answer is 503: backends outlive a postmaster that was killed for a moment, so that the
 * database may answer once more before it is gone and started anew.
 */
async function read(target: Target, path: string): Promise<Json> {
  for (let attempt = 0; ; attempt++) {
    const { status, json } = await send(target, 'GET', path)
    if (status === 200) return json
    if (status !== 503 || attempt === 100) throw new Error(`GET ${path} answers ${status}: ${JSON.stringify(json)}`)
    await sleep(200)
  }
}

/** Everything that is wrong with what is kept, held against what was answered. Empty: nothing was lost or half done. */
export async function wrongs(target: Target, writers: readonly Writer[], groupId: string): Promise<string[]> {
  const found: string[] = []
  const kept = new Map<string, Json>()
  let total = 0
  for (let startIndex = 1; ; startIndex += 100) {
    const json = await read(target, `/Users?startIndex=${startIndex}&count=100`)
    total = Number(json.totalResults)
    const page = json.Resources as Json[]
    for (const user of page) {
      if (kept.has(String(user.id))) found.push(`${user.id} is listed twice`)
      kept.set(String(user.id), user)
    }
    if (page.length < 100) break
  }
  if (kept.size !== total) found.push(`${kept.size} users are listed, totalResults says ${total}`)
  const suspended = [...kept.values()].filter(({ active }) => active === false).length
  const groups = Number((await read(target, '/Groups?count=0')).totalResults)
  const totals = await target.totals()
  for (const [what, counted] of Object.entries({ users: kept.size, suspended, groups }))
    if (totals[what as 'users'] !== counted) found.push(`${counted} ${what}, the total says ${totals[what as 'users']}`)
  const group = await read(target, `/Groups/${groupId}`)
  const members = new Set(((group.members ?? []) as { value: string }[]).map(({ value }) => value))
  for (const { users } of writers)
    for (const own of users) found.push(...wrongsOf(own, kept.get(own.id), members.has(own.id)))
  return found
}

function wrongsOf(own: Own, user: Json | undefined, isMember: boolean): string[] {
  if (!user) return [`${own.id} was acknowledged and is gone`]
  const found: string[] = []
  const { displayName, name, active } = user as { displayName: string; name: { familyName: string }; active: boolean }
  if (displayName !== name.familyName) found.push(`${own.id} has half a PATCH: ${displayName} and ${name.familyName}`)
  if (!own.marks.has(Number(displayName)))
    found.push(`${own.id} is ${displayName}, acknowledged was ${[...own.marks].join(' or ')}`)
  if (!own.active.has(active)) found.push(`${own.id} is wrongly ${active ? '' : 'in'}active`)
  if (!own.inGroup.has(isMember)) found.push(`${own.id} is wrongly ${isMember ? 'in' : 'out of'} the group`)
  return found
}
