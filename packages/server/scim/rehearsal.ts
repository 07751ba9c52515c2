import { AppError } from '@rollcall/core'
import { dialectOf } from '@rollcall/scim'
import type { AppDeps } from '../app-deps.ts'
import type { Queries } from '../store/database.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { listScimTokens } from '../store/scim-access.ts'
import type { ScimRequestRow } from '../store/scim-requests.ts'
import { enterpriseOf } from './directory.ts'
import { type Answer, type Exchange, githubDialect } from './exchange.ts'
import { failureFrom } from './failure.ts'
import { createGroup, deleteGroupById, patchGroup, replaceGroup } from './groups.ts'
import { readJson } from './json.ts'
import type { Change } from './request-log.ts'
import type { WriteDeps } from './scim-deps.ts'
import { createUser, deleteUser, patchUser, replaceUser } from './users.ts'

export interface Rehearsal {
  status: number
  answer: string
  why: string
  changes: Change[]
  /** Audit events that would be written. */
  events: string[]
}

/** Does a logged request once more on what is true now, up to the point where it would be written. */
export async function rehearse(deps: AppDeps, enterprise: EnterpriseRow, row: ScimRequestRow): Promise<Rehearsal> {
  const target = /^(.*)\/(Users|Groups)(?:\/([^/?]+))?(?:\?.*)?$/.exec(row.path)
  if (row.method === 'GET' || !target)
    throw new AppError('enterprise.invalid', {
      what: 'rehearsed',
      problem: `${row.method} ${row.path} changes nothing`,
      remedy: 'Choose a POST, PUT, PATCH or DELETE of a user or group from the request log.',
    })
  const [, prefix = '', kind, id = ''] = target
  const exchange = await exchangeFor(deps, enterprise, row, prefix)
  try {
    const body = row.body === null ? undefined : readJson(row.body)
    return await takenBack(deps, async (queries) =>
      toRehearsal(await repeat({ queries }, exchange, kind === 'Users', id, body)),
    )
  } catch (error) {
    const { status, detail, bug } = failureFrom(error)
    if (bug) throw error
    return { status, answer: '', why: detail, changes: [], events: [] }
  }
}

/** Runs in a transaction that never stands. A statement that fails is taken back alone, as each is outside of one. */
export async function takenBack<Result>(
  { queries: pool }: Pick<AppDeps, 'queries'>,
  run: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  const query = async (...given: unknown[]): Promise<unknown> => {
    await client.query('savepoint statement')
    try {
      return await Reflect.apply(client.query, client, given)
    } catch (error) {
      await client.query('rollback to savepoint statement')
      throw error
    }
  }
  try {
    await client.query('begin')
    return await run({ query: query as Queries['query'] })
  } finally {
    await client.query('rollback').finally(() => client.release())
  }
}

async function exchangeFor(
  deps: AppDeps,
  enterprise: EnterpriseRow,
  row: ScimRequestRow,
  prefix: string,
): Promise<Exchange> {
  const base = prefix.includes('/standard/') ? 'standard' : 'github'
  const tokens = await listScimTokens(deps.db, enterprise)
  const token = tokens.find((one) => one.id === row.token_id)
  if (!token)
    throw new AppError('enterprise.invalid', {
      what: 'rehearsed',
      problem: 'the token of that request is no longer there',
      remedy: 'Choose a request of a token that is.',
    })
  const { secret = '' } = await deps.vault.open(deps.db, enterprise.tenant, enterprise.secret_id)
  const { options } = enterpriseOf(enterprise, base)
  return {
    base,
    enterprise,
    options,
    metaLocation: options.metaLocation,
    mailsSoon: null,
    secret,
    token,
    dialect: base === 'standard' ? dialectOf(row.user_agent) : githubDialect(options),
    client: row.client,
    address: deps.baseUrl + prefix,
    requestId: `rehearsal-${row.id}`,
    userAgent: row.user_agent,
    method: row.method,
    route: row.path,
    path: row.path,
    queryString: '',
    query: {},
    body: row.body,
    startedAt: performance.now(),
    now: deps.now(),
  }
}

function repeat(deps: WriteDeps, exchange: Exchange, isUser: boolean, id: string, body: unknown): Promise<Answer> {
  switch (exchange.method) {
    case 'POST':
      return isUser ? createUser(deps, exchange, body) : createGroup(deps, exchange, body)
    case 'PUT':
      return isUser
        ? replaceUser(deps, exchange, id, body, undefined)
        : replaceGroup(deps, exchange, id, body, undefined)
    case 'PATCH':
      return isUser ? patchUser(deps, exchange, id, body, undefined) : patchGroup(deps, exchange, id, body, undefined)
    default:
      return isUser ? deleteUser(deps, exchange, id, undefined) : deleteGroupById(deps, exchange, id, undefined)
  }
}

function toRehearsal({ status, body, why, changes, events }: Answer): Rehearsal {
  return {
    status,
    answer: typeof body === 'string' ? body : '',
    why,
    changes: changes ?? [],
    events: events ?? [],
  }
}
