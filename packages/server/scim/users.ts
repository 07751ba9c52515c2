import { randomUUID } from 'node:crypto'
import { DirectoryError, loginKey, type UserAttributes, type UserCommand, userNameKey } from '@rollcall/directory'
import {
  applyPatch,
  compileFilter,
  type JsonObject,
  type ListQuery,
  parseProjection,
  parseSingleEq,
  project,
  projectionOf,
  userType,
} from '@rollcall/scim'
import type { Queries } from '../store/database.ts'
import {
  countUsers,
  everyUser,
  findUser,
  nextNumber,
  pageOfUsers,
  type StoredUser,
  totalOf,
  userNamed,
  userOutside,
} from '../store/directory-users.ts'
import { foldCaseSql } from '../store/fold-case.ts'
import type { Condition, PageOf } from '../store/page-of.ts'
import { findShownUser, findShownUserNamed, pageOfShownUsers } from '../store/shown-users.ts'
import { operationsIn, resourceIn } from './body.ts'
import { type ChangedUser, changeUser } from './change-user.ts'
import { changesBetween } from './changes.ts'
import { sortKey, userColumns } from './columns.ts'
import type { Answer, Exchange } from './exchange.ts'
import { answerList, type Listed, listedOf, nothingListed } from './list.ts'
import { provisioned, requireVersion, tagged, userResource, wholeParts, wholeText } from './render.ts'
import type { ScimDeps, WriteDeps } from './scim-deps.ts'

const shown = (exchange: Exchange, stored: StoredUser): JsonObject =>
  project(
    userResource(exchange, stored),
    projectionOf(userType, exchange.base === 'standard' ? parseProjection(exchange.query) : {}),
  )

const noUser = (id: string): DirectoryError =>
  new DirectoryError(404, `There is no user ${id.slice(0, 80)} in this enterprise.`, {
    fix: 'A hard-deprovisioned user never comes back under its id: provision it anew.',
  })

/** GET /Users, and POST /Users/.search. */
export async function listUsers(deps: ScimDeps, exchange: Exchange, query: ListQuery): Promise<Answer> {
  const { queries: pool, marks } = deps
  const { id } = exchange.enterprise
  const standard = exchange.base === 'standard'
  const { condition, fits } = conditionOf(exchange, query)
  const projection = projectionOf(userType, standard ? query : {})
  return answerList(
    exchange,
    marks,
    {
      kind: 'User',
      page: async (page) => {
        const shown = standard ? null : await listShown(pool, exchange, page)
        if (shown) return shown
        const rows = await pageOfUsers(pool, id, page)
        return listedOf(
          rows.map((row) => project(userResource(exchange, row), projection)),
          rows,
        )
      },
      count: (where) => countUsers(pool, id, where),
      total: () => totalOf(pool, id, 'users'),
    },
    {
      condition,
      fits,
      sort: standard ? sortKey(userType, userColumns, query.sortBy, query.sortOrder) : null,
      page: query.page,
      count: query.count,
      itemsPerPage: standard ? 'returned' : exchange.options.itemsPerPage,
    },
  )
}

/** The page without reading a resource: of all users, and of the one with a name. Null where some row has no text. */
async function listShown(
  queries: Queries,
  exchange: Exchange,
  { condition, from, count }: PageOf,
): Promise<Listed | null> {
  const { id } = exchange.enterprise
  if ('after' in from) return null
  if (condition.name === 'all') {
    const page = await pageOfShownUsers(queries, id, { from, count })
    if (!page) return null
    const { users, ...more } = page
    const parts: string[] = []
    for (const user of users) {
      if (parts.length > 0) parts.push(',')
      parts.push(...wholeParts(exchange, user.shown, user.id, user.groups ?? []))
    }
    return { parts, count: users.length, ...more }
  }
  if (condition.name !== 'name' || !('afterSeq' in from) || from.afterSeq !== 0) return null
  const found = await findShownUserNamed(queries, id, String(condition.params[0]))
  if (!found) return nothingListed
  const { shown, seq } = found
  if (shown === null) return null
  return { parts: wholeParts(exchange, shown, found.id, found.groups ?? []), count: 1, firstSeq: seq, lastSeq: seq }
}

type Fit = { condition: Condition; fits: 'all' | 'one' | 'some' }

function conditionOf(exchange: Exchange, { filter }: ListQuery): Fit {
  const text = exchange.query.filter ?? ''
  const isGithub = exchange.base === 'github' && exchange.options.unsupportedFilter === 'refuse'
  if (isGithub && text.trim() !== '') {
    const { attribute, value } = parseSingleEq(text, ['userName', 'externalId', 'id', 'displayName'])
    return exactly(exchange, attribute, value)
  }
  if (filter === null) return { condition: everyUser, fits: 'all' }
  // What every client asks before each change gets a statement of its own.
  if (
    filter.kind === 'compare' &&
    filter.operator === 'eq' &&
    typeof filter.value === 'string' &&
    !filter.path.schema
  ) {
    const name = filter.path.sub === null ? filter.path.attribute.toLowerCase() : ''
    if (name === 'username') return exactly(exchange, 'userName', filter.value)
    if (name === 'externalid') return exactly(exchange, 'externalId', filter.value)
  }
  const { sql, params } = compileFilter(filter, {
    type: userType,
    columns: userColumns,
    firstParameter: 2,
    tolerances: exchange.dialect.tolerances,
    fold: foldCaseSql,
  })
  return { condition: { sql, params }, fits: 'some' }
}

function exactly(
  { base, options }: Exchange,
  attribute: 'userName' | 'externalId' | 'id' | 'displayName',
  value: string,
): Fit {
  switch (attribute) {
    case 'userName':
      return base === 'github' && options.userNameFilter === 'login'
        ? { condition: { sql: 'u.login_taken = $2', params: [loginKey(value, options)], name: 'login' }, fits: 'one' }
        : { condition: userNamed(userNameKey(value)), fits: 'one' }
    case 'externalId':
      return { condition: userOutside(value), fits: 'some' }
    case 'id':
      return { condition: { sql: 'u.id::text = $2', params: [value], name: 'id' }, fits: 'one' }
    case 'displayName':
      return {
        condition: {
          sql: `${foldCaseSql("u.state->'identity'->>'displayName'")} = ${foldCaseSql('$2')}`,
          params: [value],
          name: 'display_name',
        },
        fits: 'some',
      }
  }
}

export async function getUser({ queries }: WriteDeps, exchange: Exchange, id: string): Promise<Answer> {
  const read = { status: 200, outcome: 'read', why: 'Read.', subject: { kind: 'User', id } } as const
  if (exchange.base === 'github') {
    const found = await findShownUser(queries, exchange.enterprise.id, id)
    if (!found) throw noUser(id)
    if (found.shown !== null) return { ...read, body: wholeText(exchange, found.shown, id, found.groups ?? []) }
  }
  const stored = await findUser(queries, exchange.enterprise.id, id)
  if (!stored) throw noUser(id)
  return { ...read, body: JSON.stringify(shown(exchange, stored)), headers: tagged(exchange, stored) }
}

export async function createUser(deps: WriteDeps, exchange: Exchange, body: unknown): Promise<Answer> {
  const attributes = attributesOf(exchange, resourceIn(exchange, 'User', body))
  const id = randomUUID()
  const accountId = await nextNumber(deps.queries)
  const changed = await changeUser(deps.queries, exchange, null, 201, () => ({
    type: 'user.provision',
    base: exchange.base,
    id,
    accountId,
    attributes,
  }))
  const answer = answerOf(exchange, changed, 201)
  return {
    ...answer,
    headers: { ...answer.headers, location: `${exchange.address}/Users/${id}` },
    why: changed.events.some((event) => event.type === 'user.provisioned' && event.how !== 'created')
      ? `Provisioned: the account ${changed.after.user.login} was there and is linked to it.`
      : `Provisioned as ${changed.after.user.login}.`,
  }
}

export async function replaceUser(
  deps: WriteDeps,
  exchange: Exchange,
  id: string,
  body: unknown,
  ifMatch: string | undefined,
): Promise<Answer> {
  const attributes = attributesOf(exchange, resourceIn(exchange, 'User', body))
  const changed = await changeUser(deps.queries, exchange, id, 200, (stored) => {
    if (!stored) throw noUser(id)
    requireVersion(exchange, ifMatch, stored)
    return { type: 'user.replace', base: exchange.base, id, via: 'put', attributes }
  })
  return answerOf(exchange, changed, 200)
}

export async function patchUser(
  deps: WriteDeps,
  exchange: Exchange,
  id: string,
  body: unknown,
  ifMatch: string | undefined,
): Promise<Answer> {
  const { tolerances } = exchange.dialect
  const operations = operationsIn(exchange, 'User', body)
  const changed = await changeUser(deps.queries, exchange, id, 200, (stored): UserCommand => {
    if (!stored) throw noUser(id)
    requireVersion(exchange, ifMatch, stored)
    // What GitHub does not show is there all the same: a change through its base must not lose it.
    const { address, metaLocation } = exchange
    const whole = userResource({ base: 'standard', address, metaLocation }, { ...stored, groups: [] })
    const { resource } = applyPatch(whole, operations, { type: userType, tolerances })
    return { type: 'user.replace', base: exchange.base, id, via: 'patch', attributes: attributesOf(exchange, resource) }
  })
  return answerOf(exchange, changed, 200)
}

export async function deleteUser(
  deps: WriteDeps,
  exchange: Exchange,
  id: string,
  ifMatch: string | undefined,
): Promise<Answer> {
  const changed = await changeUser(deps.queries, exchange, id, 204, (stored) => {
    if (!stored) throw noUser(id)
    requireVersion(exchange, ifMatch, stored)
    return { type: 'user.deprovision', base: exchange.base, id }
  })
  return {
    status: 204,
    body: null,
    outcome: 'changed',
    why: 'Hard-deprovisioned: suspended for good, and the identity is gone.',
    subject: { kind: 'User', id },
    events: changed.actions,
  }
}

function answerOf(exchange: Exchange, changed: ChangedUser, status: number): Answer {
  const { before, after, events, actions } = changed
  const id = after.user.identity?.id ?? ''
  const changes = changesBetween(before && provisioned(before), provisioned(after))
  return {
    status,
    body:
      exchange.base === 'github' && changed.shown !== null
        ? wholeText(exchange, changed.shown, id, after.groups)
        : JSON.stringify(shown(exchange, after)),
    headers: tagged(exchange, after),
    outcome: events.length > 0 ? 'changed' : 'unchanged',
    why: whyOf(events),
    subject: { kind: 'User', id },
    changes,
    events: actions,
  }
}

const whyOf = (events: ChangedUser['events']): string => {
  if (events.length === 0) return 'Nothing was different, so nothing was written.'
  if (events.some((event) => event.type === 'user.suspended')) return 'Soft-deprovisioned: suspended, login obfuscated.'
  if (events.some((event) => event.type === 'user.reactivated')) return 'Reactivated: login and access are restored.'
  return 'Updated.'
}

/** Attributes that the rules know by name; the rest is carried. */
const known = new Set([
  'schemas',
  'id',
  'meta',
  'groups',
  'userName',
  'externalId',
  'displayName',
  'name',
  'emails',
  'roles',
  'active',
])

/** What a resource, read and tidied, means to the enterprise. */
function attributesOf({ base }: Exchange, resource: JsonObject): UserAttributes {
  const { userName, externalId, displayName, name, emails, roles, active } = resource as unknown as UserAttributes
  const attributes = Object.fromEntries(Object.entries(resource).filter(([key]) => !known.has(key)))
  return {
    userName,
    externalId: externalId ?? null,
    displayName: displayName ?? null,
    name: name ?? null,
    emails: emails ?? [],
    roles: roles ?? [],
    ...(active === undefined ? {} : { active }),
    ...(base === 'standard' ? { attributes } : {}),
  }
}
