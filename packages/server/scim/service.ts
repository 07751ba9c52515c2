import { Readable } from 'node:stream'
import { dialectOf, isUnchanged, parseListQuery, ScimError } from '@rollcall/scim'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { recordApiRequest } from '../audit/api-request.ts'
import { writeAudit } from '../store/directory-users.ts'
import { admit, type Mount, rateLimitOf } from './admission.ts'
import { failureOf, type Kind, storable, withoutSecrets } from './directory.ts'
import { type Answer, type Exchange, exchangeOf, type Handle } from './exchange.ts'
import { type Failure, failureBody, failureFrom } from './failure.ts'
import { createGroup, deleteGroupById, getGroup, listGroups, patchGroup, replaceGroup } from './groups.ts'
import { readJson } from './json.ts'
import { listOptions } from './list.ts'
import type { ScimDeps } from './scim-deps.ts'
import { standardRoutes } from './standard.ts'
import { createUser, deleteUser, getUser, listUsers, patchUser, replaceUser } from './users.ts'

const mounts: readonly Mount[] = [
  { base: 'github', kind: 'emu', prefix: '/scim/v2/enterprises/:enterprise' },
  { base: 'github', kind: 'ghes', prefix: '/api/v3/scim/v2' },
  { base: 'github', kind: 'ghes', prefix: '/api/v3/scim/v2/enterprises/:any', tolerated: true },
  { base: 'github', kind: 'ghes', prefix: '/ghes/:enterprise/api/v3/scim/v2' },
  { base: 'github', kind: 'ghes', prefix: '/ghes/:enterprise/api/v3/scim/v2/enterprises/:any', tolerated: true },
  { base: 'standard', kind: 'any', prefix: '/scim/v2/standard/:enterprise' },
]

/** Where GitHub tells what is left of the hour. */
const rateMounts: readonly Mount[] = [
  { base: 'github', kind: 'emu', prefix: '' },
  { base: 'github', kind: 'ghes', prefix: '/api/v3' },
  { base: 'github', kind: 'ghes', prefix: '/ghes/:enterprise/api/v3' },
]

/** The SCIM service, at every address where it stands. It reads its own media types and answers its own errors. */
export async function scimService(app: FastifyInstance, deps: ScimDeps): Promise<void> {
  app.decorateRequest('scim', null)
  // What a request comes to stands in the log of SCIM requests; this one is told of what is wrong.
  app.setChildLoggerFactory((logger) => logger)
  app.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode >= 500) request.log.error({ req: request, status: reply.statusCode }, 'request')
    done()
  })
  for (const mount of mounts)
    await app.register(async (scope) => {
      const config = { access: 'scim' as const }
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser(
        /^application\/(?:scim\+json|json|scim)(?:;|$)/,
        { parseAs: 'string' },
        (_, text, done) => done(null, text),
      )
      scope.addHook('onRequest', async (request, reply) => {
        request.scim = await admit(deps, mount, request, reply)
      })
      scope.setErrorHandler((error, request, reply) => fail(deps, mount, kindAt(request), error, request, reply))
      const add = (method: HTTPMethods, path: string, handle: Handle) =>
        scope.route({
          method,
          url: mount.prefix + path,
          config,
          schema: { hide: true },
          handler: (request, reply) => serve(deps, mount, handle, request, reply),
        })
      resourceRoutes(deps, add)
      standardRoutes(deps, (method, path, handle) =>
        add(method, path, async (given) => {
          const { base, options } = given.exchange
          if (base === 'github' && options.undocumentedEndpoints === 'not_found') throw badPath()
          return handle(given)
        }),
      )
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)
        add(method, '/*', async () => {
          throw badPath()
        })
    })
  for (const mount of rateMounts)
    app.route({
      method: 'GET',
      url: `${mount.prefix}/rate_limit`,
      config: { access: 'scim' },
      schema: { hide: true },
      errorHandler: answerScimError,
      handler: async (request, reply) =>
        reply.header('content-type', 'application/json').send(await rateLimitOf(deps, mount, request, reply)),
    })
}

const longText = 16 * 1024
const asItIs = (payload: unknown) => payload as string

/** A failure outside of any enterprise, in the words of the base that was asked. */
export function answerScimError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = failureFrom(error)
  if (failure.bug) request.log.error({ err: error, requestId: request.id }, 'A SCIM request failed on a bug')
  const base = request.url.startsWith('/scim/v2/standard/') ? 'standard' : 'github'
  const { type, body } = failureBody(failure, base, 'integer')
  return reply.code(failure.status).headers(failure.headers).header('content-type', type).send(Buffer.from(body))
}

const badPath = () => new ScimError(404, null, 'There is no such endpoint here.')

type Add = (method: HTTPMethods, path: string, handle: Handle) => void

function resourceRoutes(deps: ScimDeps, add: Add): void {
  const lists = { '/Users': listUsers, '/Groups': listGroups }
  for (const [path, list] of Object.entries(lists))
    for (const url of [path, `${path}/`])
      add('GET', url, ({ exchange }) => list(deps, exchange, parseListQuery(exchange.query, listOptions(exchange))))
  add('POST', '/Users', ({ exchange, body }) => createUser(deps, exchange, body))
  add('GET', '/Users/:id', ({ exchange, id }) => getUser(deps, exchange, id))
  add('PUT', '/Users/:id', ({ exchange, id, body, ifMatch }) => replaceUser(deps, exchange, id, body, ifMatch))
  add('PATCH', '/Users/:id', ({ exchange, id, body, ifMatch }) => patchUser(deps, exchange, id, body, ifMatch))
  add('DELETE', '/Users/:id', ({ exchange, id, ifMatch }) => deleteUser(deps, exchange, id, ifMatch))
  add('POST', '/Groups', ({ exchange, body }) => createGroup(deps, exchange, body))
  add('GET', '/Groups/:id', ({ exchange, id }) => getGroup(deps, exchange, id))
  add('PUT', '/Groups/:id', ({ exchange, id, body, ifMatch }) => replaceGroup(deps, exchange, id, body, ifMatch))
  add('PATCH', '/Groups/:id', ({ exchange, id, body, ifMatch }) => patchGroup(deps, exchange, id, body, ifMatch))
  add('DELETE', '/Groups/:id', ({ exchange, id, ifMatch }) => deleteGroupById(deps, exchange, id, ifMatch))
}

/** What a request is about, also where its path leads nowhere: `/Users/a/b`, or an id that is longer than any. */
const kindAt = (request: FastifyRequest): Kind | null => {
  const kind = /^[^?]*\/(User|Group)s(?:[/?]|$)/.exec(request.url)?.[1]
  return (kind as Kind | undefined) ?? null
}

async function serve(
  deps: ScimDeps,
  mount: Mount,
  handle: Handle,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const exchange = exchangeOf(request)
  try {
    if (typeof request.body === 'string' && request.body.length > 0) exchange.body = request.body
    const { id = '' } = request.params as { id?: string }
    const answer = await handle({
      exchange,
      id,
      body: exchange.body === null ? undefined : readJson(exchange.body),
      ifMatch: request.headers['if-match'],
    })
    log(deps, exchange, answer, null)
    await recordApiRequest(deps, exchange, reply, answer.status)
    const tag = answer.headers?.etag
    if (
      (request.method === 'GET' || request.method === 'HEAD') &&
      // What is sent in pieces may have changed without its tag.
      typeof answer.body === 'string' &&
      tag !== undefined &&
      isUnchanged(request.headers['if-none-match'], tag.slice(3, -1))
    )
      return reply.code(304).header('etag', tag).send()
    reply.code(answer.status).headers(answer.headers ?? {})
    const { body } = answer
    if (body === null) return reply.send()
    reply.header('content-type', 'application/scim+json')
    if (typeof body !== 'string') return reply.send(Readable.from(body))
    // A long text becomes bytes once: where it is measured, and joined to its head, it would be copied anew each time.
    if (body.length > longText) return reply.send(Buffer.from(body))
    // Serialised by us, or the framework adds a charset, which suites and clients of SCIM do not expect.
    return reply.serializer(asItIs).send(body)
  } catch (error) {
    return fail(deps, mount, kindAt(request), error, request, reply)
  }
}

/** A request that failed writes its failure into the audit log and nothing else, and says what to do. */
async function fail(
  deps: ScimDeps,
  mount: Mount,
  kind: Kind | null,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const failure = failureFrom(error)
  if (failure.bug) request.log.error({ err: error, requestId: request.id }, 'A SCIM request failed on a bug')
  const exchange = request.scim
  const { type, body } = failureBody(failure, mount.base, exchange?.options.errorStatusType ?? 'integer')
  if (exchange) {
    if (exchange.body === null && typeof request.body === 'string' && request.body.length > 0)
      exchange.body = request.body
    const { id = null } = request.params as { id?: string }
    if (kind !== null)
      await writeAudit(
        deps.queries,
        exchange.enterprise.id,
        [failureOf(exchange, { kind, id }, failure.status, failure.detail)],
        exchange.requestId,
        exchange.now,
      ).catch((cause: unknown) =>
        request.log.error({ err: cause }, 'A failed SCIM request is missing in the audit log'),
      )
    await recordApiRequest(deps, exchange, reply, failure.status).catch((cause: unknown) =>
      request.log.error({ err: cause }, 'A failed SCIM request has no api.request event'),
    )
    log(
      deps,
      exchange,
      {
        status: failure.status,
        body,
        outcome: 'failed',
        why: failure.detail,
        ...(kind !== null && id !== null ? { subject: { kind, id } } : {}),
      },
      body,
    )
  }
  if (!exchange) logRefused(deps, request, failure, body)
  return reply.code(failure.status).headers(failure.headers).header('content-type', type).send(Buffer.from(body))
}

const noToken = 'No token was sent. It belongs into the header Authorization, as Bearer and the token.'
const unknownToken =
  'The token is unknown, expired or revoked. Create one under Tokens, and put it into the identity provider.'

/** A request that was not let in: its token is unknown or of another enterprise, it may not do this, or SCIM is off. */
function logRefused(deps: ScimDeps, request: FastifyRequest, failure: Failure, answer: string): void {
  const { enterprise: slug } = request.params as { enterprise?: string }
  const userAgent = request.headers['user-agent'] ?? ''
  deps.requests.refuse(slug === undefined ? { host: request.hostname.toLowerCase() } : { slug }, {
    requestId: request.id,
    at: deps.now(),
    method: request.method,
    // A stranger may have put a secret behind it.
    path: request.url.split('?', 1)[0] ?? '',
    status: failure.status,
    ms: 0,
    client: dialectOf(userAgent).name,
    userAgent,
    tokenId: null,
    outcome: 'failed',
    why: failure.status === 401 ? (request.headers.authorization ? unknownToken : noToken) : failure.detail,
    subject: null,
    body: null,
    answer,
    changes: [],
  })
}

function log(deps: ScimDeps, exchange: Exchange, answer: Answer, said: string | null): void {
  deps.requests.add(exchange.enterprise, {
    requestId: exchange.requestId,
    at: exchange.now,
    method: exchange.method,
    path: exchange.queryString === '' ? exchange.path : `${exchange.path}?${exchange.queryString}`,
    status: answer.status,
    ms: performance.now() - exchange.startedAt,
    client: exchange.client,
    userAgent: exchange.userAgent,
    tokenId: exchange.token.id,
    outcome: answer.outcome,
    why: answer.why,
    subject: answer.subject ?? null,
    body: exchange.body === null ? null : storable(withoutSecrets(exchange.body)),
    answer: said ?? (answer.outcome === 'read' || typeof answer.body !== 'string' ? null : answer.body),
    changes: answer.changes ?? [],
  })
}
