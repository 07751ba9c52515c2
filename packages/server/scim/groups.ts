import { randomUUID } from 'node:crypto'
import { DirectoryError, type GroupAttributes, type GroupCommand } from '@rollcall/directory'
import {
  applyPatch,
  badRequest,
  compileFilter,
  groupType,
  isArray,
  isObject,
  type JsonObject,
  type ListQuery,
  type MemberChange,
  type PatchOperation,
  type Projection,
  parseProjection,
  parseSingleEq,
  planMembers,
  project,
  projectionOf,
} from '@rollcall/scim'
import type { Queries } from '../store/database.ts'
import {
  countGroups,
  everyGroup,
  findGroup,
  type GroupToChange,
  groupNamed,
  groupOutside,
  type MemberLink,
  memberIds,
  membersOfGroups,
  pageOfGroups,
  pageOfMembers,
  type StoredGroup,
} from '../store/directory-groups.ts'
import { nextNumber, totalOf } from '../store/directory-users.ts'
import { foldCaseSql } from '../store/fold-case.ts'
import type { Condition } from '../store/page-of.ts'
import { operationsIn, resourceIn } from './body.ts'
import { type ChangedGroup, changeGroup } from './change-group.ts'
import { changesBetween } from './changes.ts'
import { groupColumns, sortKey } from './columns.ts'
import type { Answer, Exchange } from './exchange.ts'
import { answerList, listedOf } from './list.ts'
import { groupResource, memberList, requireVersion, shortList, tagged } from './render.ts'
import type { ScimDeps, WriteDeps } from './scim-deps.ts'

const piece = 2000

const noGroup = (id: string): DirectoryError =>
  new DirectoryError(404, `There is no group ${id.slice(0, 80)} in this enterprise.`, {
    fix: 'Check the id of the group.',
  })

/** Both bases let a client leave members out; GitHub's knows `excludedAttributes=members` alone. */
function projectionFor(exchange: Exchange, query: Pick<ListQuery, 'attributes' | 'excludedAttributes'>): Projection {
  if (exchange.base === 'standard') return projectionOf(groupType, query)
  const without = query.excludedAttributes?.some((name) => name.toLowerCase() === 'members') ?? false
  return projectionOf(groupType, without ? { excludedAttributes: ['members'] } : {})
}

export async function listGroups(deps: ScimDeps, exchange: Exchange, query: ListQuery): Promise<Answer> {
  const { queries: pool, marks } = deps
  const { id } = exchange.enterprise
  const standard = exchange.base === 'standard'
  const { condition, fits } = conditionOf(exchange, query)
  const projection = projectionFor(exchange, query)
  return answerList(
    exchange,
    marks,
    {
      kind: 'Group',
      page: async (page) => {
        const rows = await pageOfGroups(pool, id, page)
        const members = projection.has('members') ? await membersFor(pool, id, rows) : null
        const resources = rows.map((row) => {
          const resource = groupResource(exchange, row.group, row.version, members?.get(row.group.number) ?? null)
          return project(resource, projection)
        })
        return listedOf(resources, rows)
      },
      count: (where) => countGroups(pool, id, where),
      total: () => totalOf(pool, id, 'groups'),
    },
    {
      condition,
      fits,
      sort: standard ? sortKey(groupType, groupColumns, query.sortBy, query.sortOrder) : null,
      page: query.page,
      count: query.count,
      itemsPerPage: standard ? 'returned' : exchange.options.itemsPerPage,
    },
  )
}

/** Members of all groups on a page. A list that is long is read piece by piece, and still whole: none is cut. */
async function membersFor(
  pool: Queries,
  enterpriseId: number,
  rows: readonly StoredGroup[],
): Promise<Map<number, MemberLink[]>> {
  const whole = new Map<number, MemberLink[]>()
  const numbers = rows.map((row) => row.group.number)
  for (const [number, members] of await membersOfGroups(pool, enterpriseId, numbers, shortList))
    whole.set(number, members ?? (await allMembers(pool, enterpriseId, number)))
  return whole
}

async function allMembers(pool: Queries, enterpriseId: number, number: number): Promise<MemberLink[]> {
  const all: MemberLink[] = []
  for await (const members of everyMember(pool, enterpriseId, number)) all.push(...members)
  return all
}

async function* everyMember(pool: Queries, enterpriseId: number, number: number): AsyncGenerator<MemberLink[]> {
  for (let after = 0; ; ) {
    const { members, last } = await pageOfMembers(pool, enterpriseId, number, after, piece)
    if (last === null) return
    yield members
    after = last
  }
}

function conditionOf(
  exchange: Exchange,
  { filter }: ListQuery,
): { condition: Condition; fits: 'all' | 'one' | 'some' } {
  const text = exchange.query.filter ?? ''
  if (exchange.base === 'github' && exchange.options.unsupportedFilter === 'refuse' && text.trim() !== '') {
    const { attribute, value } = parseSingleEq(text, ['externalId', 'id', 'displayName'])
    if (attribute === 'externalId') return { condition: groupOutside(value), fits: 'some' }
    if (attribute === 'displayName') return { condition: groupNamed(value), fits: 'some' }
    return { condition: { sql: 'g.id::text = $2', params: [value], name: 'id' }, fits: 'one' }
  }
  if (filter === null) return { condition: everyGroup, fits: 'all' }
  const { sql, params } = compileFilter(filter, {
    type: groupType,
    columns: groupColumns,
    firstParameter: 2,
    tolerances: exchange.dialect.tolerances,
    fold: foldCaseSql,
  })
  return { condition: { sql, params }, fits: 'some' }
}

/** The group as it is answered: whole where it is short, in pieces where it is long, with the tag of what it shows. */
async function shownGroup(
  { queries: pool }: WriteDeps,
  exchange: Exchange,
  { group, version }: StoredGroup,
  projection: Projection,
): Promise<Pick<Answer, 'body' | 'headers'>> {
  const { id } = exchange.enterprise
  const members = projection.has('members')
    ? ((await membersOfGroups(pool, id, [group.number], shortList)).get(group.number) ?? 'many')
    : null
  const headers = tagged(exchange, { version, members })
  const head = JSON.stringify(project(groupResource(exchange, group, version, members), projection))
  if (members !== 'many') return { body: head, headers }
  async function* pieces(): AsyncGenerator<string> {
    yield `${head.slice(0, -1)},"members":[`
    let first = true
    for await (const page of everyMember(pool, id, group.number)) {
      const shown = project({ members: memberList(exchange, page) }, projection).members ?? []
      const text = JSON.stringify(shown).slice(1, -1)
      if (text === '') continue
      yield first ? text : `,${text}`
      first = false
    }
    yield ']}'
  }
  return { body: pieces(), headers }
}

export async function getGroup(deps: WriteDeps, exchange: Exchange, id: string): Promise<Answer> {
  const stored = await findGroup(deps.queries, exchange.enterprise.id, id)
  if (!stored) throw noGroup(id)
  return {
    status: 200,
    ...(await shownGroup(deps, exchange, stored, projectionFor(exchange, parseProjection(exchange.query)))),
    outcome: 'read',
    why: 'Read.',
    subject: { kind: 'Group', id },
  }
}

/** Ids of the members that a POST or PUT names; null where it says nothing of members. */
function membersIn(resource: JsonObject): string[] | null {
  if (!isArray(resource.members)) return null
  return resource.members.map((member) => {
    if (!isObject(member) || typeof member.value !== 'string')
      throw badRequest('invalidValue', 'members: one of them has no "value".')
    return member.value
  })
}

function attributesOf({ base }: Exchange, resource: JsonObject): GroupAttributes {
  const { displayName, externalId } = resource
  return {
    displayName: typeof displayName === 'string' ? displayName : '',
    externalId: typeof externalId === 'string' ? externalId : null,
    ...(base === 'standard' ? { attributes: {} } : {}),
  }
}

export async function createGroup(deps: WriteDeps, exchange: Exchange, body: unknown): Promise<Answer> {
  const resource = resourceIn(exchange, 'Group', body)
  const id = randomUUID()
  const number = await nextNumber(deps.queries)
  const changed = await changeGroup(deps.queries, exchange, {
    id: null,
    named: [],
    status: 201,
    commandOn: () => ({
      type: 'group.create',
      base: exchange.base,
      id,
      number,
      attributes: attributesOf(exchange, resource),
      add: membersIn(resource) ?? [],
    }),
  })
  const answer = await answerOf(deps, exchange, changed, 201)
  return { ...answer, headers: { ...answer.headers, location: `${exchange.address}/Groups/${id}` } }
}

export async function replaceGroup(
  deps: WriteDeps,
  exchange: Exchange,
  id: string,
  body: unknown,
  ifMatch: string | undefined,
): Promise<Answer> {
  const resource = resourceIn(exchange, 'Group', body)
  const wanted = new Set(membersIn(resource) ?? [])
  const changed = await changeGroup(deps.queries, exchange, {
    id,
    named: [...wanted],
    whole: true,
    status: 200,
    commandOn,
  })
  async function commandOn(stored: StoredGroup | null, queries: Queries): Promise<GroupCommand> {
    if (!stored) throw noGroup(id)
    requireVersion(exchange, ifMatch, stored)
    const present = await memberIds(queries, exchange.enterprise.id, stored.group.number)
    return {
      type: 'group.replace',
      base: exchange.base,
      id,
      via: 'put',
      attributes: attributesOf(exchange, resource),
      add: [...wanted],
      remove: present.filter((one) => !wanted.has(one)),
    }
  }
  return answerOf(deps, exchange, changed, 200)
}

export async function patchGroup(
  deps: WriteDeps,
  exchange: Exchange,
  id: string,
  body: unknown,
  ifMatch: string | undefined,
): Promise<Answer> {
  const { tolerances } = exchange.dialect
  const plan = planMembers(operationsIn(exchange, 'Group', body), { tolerances })
  const named = plan.members.flatMap(idsIn)
  const whole =
    (exchange.base === 'standard' && ifMatch !== undefined) ||
    plan.members.some(({ kind }) => kind === 'replaceAll' || kind === 'removeAll')
  const changed = await changeGroup(deps.queries, exchange, { id, named, whole, status: 200, commandOn })
  async function commandOn(stored: GroupToChange | null, queries: Queries): Promise<GroupCommand> {
    if (!stored) throw noGroup(id)
    requireVersion(exchange, ifMatch, stored)
    const members = await difference(queries, exchange, stored, plan.members)
    const common = { base: exchange.base, id, ...members }
    const attributes = patched(exchange, stored, plan.operations)
    return attributes
      ? { type: 'group.replace', via: 'patch', attributes, ...common }
      : { type: 'group.change_members', ...common }
  }
  return answerOf(deps, exchange, changed, 200)
}

/** The attributes after the operations that are not about members; null where there are none. */
function patched(exchange: Exchange, stored: StoredGroup, operations: PatchOperation[]): GroupAttributes | null {
  if (operations.length === 0) return null
  const whole = groupResource({ ...exchange, base: 'standard' }, stored.group, stored.version, null)
  const { resource, changed } = applyPatch(whole, operations, {
    type: groupType,
    tolerances: exchange.dialect.tolerances,
  })
  return changed ? attributesOf(exchange, resource) : null
}

const idsIn = (change: MemberChange): string[] =>
  change.kind === 'removeAll' ? [] : 'ids' in change ? [...change.ids] : change.members.map(({ value }) => value)

/** What the changes of members come to in the end: whoever is named last to be in is in. */
async function difference(
  queries: Queries,
  { enterprise }: Exchange,
  { group, members }: GroupToChange,
  changes: readonly MemberChange[],
): Promise<{ add: string[]; remove: string[] }> {
  const wanted = new Map<string, boolean>()
  for (const change of changes) {
    if (change.kind === 'expect') {
      const isMember = (id: string) => wanted.get(id) ?? members.some((one) => one.id === id && one.inGroup)
      const stranger = change.ids.find((id) => !isMember(id))
      if (stranger !== undefined)
        throw badRequest(
          'noTarget',
          `members[value eq ${JSON.stringify(stranger.slice(0, 80))}] is nobody in the group.`,
        )
      continue
    }
    if (change.kind === 'removeAll' || change.kind === 'replaceAll') {
      wanted.clear()
      for (const id of await memberIds(queries, enterprise.id, group.number)) wanted.set(id, false)
    }
    for (const id of idsIn(change)) wanted.set(id, change.kind !== 'remove')
  }
  const ids = (isIn: boolean) => [...wanted].flatMap(([id, wants]) => (wants === isIn ? [id] : []))
  return { add: ids(true), remove: ids(false) }
}

export async function deleteGroupById(
  deps: WriteDeps,
  exchange: Exchange,
  id: string,
  ifMatch: string | undefined,
): Promise<Answer> {
  const changed = await changeGroup(deps.queries, exchange, {
    id,
    named: [],
    status: 204,
    commandOn: (stored) => {
      if (!stored) throw noGroup(id)
      requireVersion(exchange, ifMatch, stored)
      return { type: 'group.delete', base: exchange.base, id }
    },
  })
  return {
    status: 204,
    body: null,
    outcome: 'changed',
    why: 'Deleted, with its memberships.',
    subject: { kind: 'Group', id },
    events: changed.actions,
  }
}

async function answerOf(deps: WriteDeps, exchange: Exchange, changed: ChangedGroup, status: number): Promise<Answer> {
  const { before, after, events, actions, added, removed } = changed
  const query = parseProjection(exchange.query)
  const projection = projectionFor(exchange, query)
  const wide = { ...exchange, base: 'standard' as const }
  const changes = changesBetween(
    before ? groupResource(wide, before.group, before.version, null) : null,
    groupResource(wide, after.group, after.version, null),
  )
  const members = [added > 0 ? `${added} added` : '', removed > 0 ? `${removed} removed` : ''].filter(Boolean)
  const answer = {
    outcome: events.length > 0 ? ('changed' as const) : ('unchanged' as const),
    why:
      events.length === 0
        ? 'Nothing was different, so nothing was written.'
        : `${before ? 'Updated' : 'Created'}${members.length > 0 ? `; members: ${members.join(', ')}` : ''}.`,
    subject: { kind: 'Group' as const, id: after.group.id },
    changes,
    events: actions,
  }
  if (status === 200 && exchange.method === 'PATCH' && (await answersShort(deps, exchange, changed, query)))
    return { ...answer, headers: tagged(exchange, after), status: 204, body: null }
  return { ...answer, status, ...(await shownGroup(deps, exchange, after, projection)) }
}

/**
 * Whether a PATCH is answered without a body: where the members are not wanted, or are too many to read for every one
 * that is added. RFC 7644 §3.5.2 allows either; a client that names `attributes` gets them.
 */
async function answersShort(
  { queries }: WriteDeps,
  exchange: Exchange,
  { after, isLong }: ChangedGroup,
  query: Pick<ListQuery, 'attributes' | 'excludedAttributes'>,
): Promise<boolean> {
  if (exchange.base === 'github' && exchange.options.groupPatchStatus === 204) return true
  if (query.attributes !== null && exchange.base === 'standard') return false
  if (query.excludedAttributes?.some((name) => name.toLowerCase() === 'members')) return exchange.base === 'github'
  if (isLong !== null) return isLong
  const { rows } = await queries.query<{ long: boolean }>({
    name: 'directory_group_is_long',
    text: `select exists (select 1 from directory_member where enterprise_id = $1 and group_number = $2 offset $3) as long`,
    values: [exchange.enterprise.id, after.group.number, shortList],
  })
  return rows[0]?.long ?? false
}
