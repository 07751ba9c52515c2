import { type AccountCommand, DirectoryError, loginKey, notFound, type User } from '@rollcall/directory'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { reach } from './admission.ts'
import { accountByLogin, changeAccount, createAccount } from './change-account.ts'
import type { Doer } from './change-enterprise.ts'
import { failureFrom, Refusal } from './failure.ts'
import type { ScimDeps } from './scim-deps.ts'

const docs = 'https://docs.github.com/enterprise-server/rest/enterprise-admin/users'

const Reason = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 1000 })) })
const NewUser = Type.Object({
  login: Type.String({ maxLength: 320 }),
  email: Type.Optional(Type.Union([Type.String({ maxLength: 320, pattern: '^[^\\s@]+@[^\\s@]+$' }), Type.Null()])),
  suspended: Type.Optional(Type.Boolean()),
})
const NewLogin = Type.Object({ login: Type.String({ maxLength: 320 }) })

interface Call {
  deps: ScimDeps
  doer: Doer
  slug: string
  /** Where the API stands, such as `https://ghes.acme.example/api/v3`. */
  address: string
  /** The account that the path names. */
  account: (command: (accountId: number) => Exclude<AccountCommand, { type: 'account.create' }>) => Promise<User | null>
  actor: string
  body: unknown
}
type Handle = (call: Call, reply: FastifyReply) => Promise<unknown>

/** GitHub Enterprise Server's own REST API for the accounts of the appliance. What SCIM provisioned is refused there. */
export async function applianceAccounts(app: FastifyInstance, deps: ScimDeps): Promise<void> {
  for (const prefix of ['/api/v3', '/ghes/:enterprise/api/v3'])
    for (const [method, path, handle] of operations)
      app.route({
        method,
        url: prefix + path,
        config: { access: 'scim' as const },
        schema: { hide: true },
        errorHandler: (error, request, reply) => answerFailure(error, request, reply),
        handler: (request, reply) => serve(deps, prefix, handle, request, reply),
      })
}

const operations: readonly [HTTPMethods, string, Handle][] = [
  ['POST', '/admin/users', create],
  ['PATCH', '/admin/users/:username', rename],
  ['DELETE', '/admin/users/:username', (call) => call.account((accountId) => ({ type: 'account.delete', accountId }))],
  ['PUT', '/users/:username/suspended', suspension('account.suspend', 'Suspended')],
  ['DELETE', '/users/:username/suspended', suspension('account.unsuspend', 'Unsuspended')],
  [
    'PUT',
    '/users/:username/site_admin',
    (call) => call.account((accountId) => ({ type: 'account.promote', accountId })),
  ],
  [
    'DELETE',
    '/users/:username/site_admin',
    (call) => call.account((accountId) => ({ type: 'account.demote', accountId })),
  ],
]

async function create({ deps, doer, slug, address, body }: Call, reply: FastifyReply): Promise<object> {
  const { login, email = null, suspended = false } = read(NewUser, body)
  const user = await createAccount(deps, doer, slug, { origin: 'local', login, email, displayName: '', suspended })
  reply.code(201)
  return simpleUser(user, address)
}

async function rename({ account, address, body }: Call, reply: FastifyReply): Promise<object> {
  const { login } = read(NewLogin, body)
  const user = await account((accountId) => ({ type: 'account.rename', accountId, login }))
  reply.code(202)
  return {
    message: 'Job queued to rename user. It may take a few minutes to complete.',
    url: `${address}/user/${user?.accountId ?? 0}`,
  }
}

function suspension(type: 'account.suspend' | 'account.unsuspend', word: string): Handle {
  return (call) => {
    const reason = read(Reason, call.body ?? {}).reason ?? `${word} via API by ${call.actor}`
    return call.account((accountId) => ({ type, accountId, reason }))
  }
}

async function serve(
  deps: ScimDeps,
  prefix: string,
  handle: Handle,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const access = await reach(deps, { base: 'github', kind: 'ghes', prefix }, request, reply)
  const { enterprise, token, directory } = access
  reply.header('x-accepted-oauth-scopes', 'admin:enterprise')
  if (!token.scopes.includes('admin:enterprise'))
    throw new Refusal(403, `This needs a token with admin:enterprise. This one has ${token.scopes.join(', ')}.`)
  const doer: Doer = {
    tenant: enterprise.tenant,
    actor: { kind: 'token', id: token.id, name: token.name },
    requestId: request.id,
  }
  const { username = '', enterprise: slug = '' } = request.params as { username?: string; enterprise?: string }
  const answer = await handle(
    {
      deps,
      doer,
      slug: enterprise.slug,
      address: deps.baseUrl + prefix.replace(':enterprise', encodeURIComponent(slug)),
      actor: enterprise.setup_user,
      body: request.body ?? undefined,
      async account(command) {
        if (loginKey(username, directory.options) === loginKey(enterprise.setup_user, directory.options))
          return changeAccount(deps, doer, enterprise.slug, command(enterprise.setup_account_id))
        const user = await accountByLogin(deps.db, enterprise, username)
        if (!user) throw notFound('account', username.slice(0, 80))
        return changeAccount(deps, doer, enterprise.slug, command(user.accountId))
      },
    },
    reply,
  )
  if (reply.statusCode === 200) return reply.code(204).send()
  return reply.header('content-type', 'application/json').send(JSON.stringify(answer))
}

function read<Schema extends TSchema>(schema: Schema, body: unknown): Static<Schema> {
  if (Value.Check(schema, body)) return body as Static<Schema>
  const [problem] = Value.Errors(schema, body)
  const field = problem?.instancePath.slice(1) || 'body'
  throw new DirectoryError(422, `${field} ${problem?.message ?? 'is not valid'}.`, { fix: `See ${docs}.` })
}

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = failureFrom(error)
  if (failure.bug)
    request.log.error({ err: error, requestId: request.id }, 'A request to the appliance failed on a bug')
  const { status, detail, headers, plain, taken } = failure
  reply.code(status).headers(headers)
  if (plain) return reply.header('content-type', 'text/plain; charset=utf-8').send(detail)
  return reply.header('content-type', 'application/json').send(
    JSON.stringify({
      ...(taken
        ? {
            message: 'Validation Failed',
            errors: [{ resource: 'User', field: taken, code: 'already_exists', message: detail }],
          }
        : { message: detail }),
      documentation_url: docs,
      status: String(status),
    }),
  )
}

/** `simple-user` of GitHub's API description. */
function simpleUser(user: User, address: string): object {
  const url = `${address}/users/${user.login}`
  return {
    login: user.login,
    id: user.accountId,
    node_id: Buffer.from(`04:User${user.accountId}`).toString('base64'),
    avatar_url: `${new URL(address).origin}/avatars/u/${user.accountId}`,
    gravatar_id: '',
    url,
    html_url: `${new URL(address).origin}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: user.role === 'enterprise_owner',
  }
}
