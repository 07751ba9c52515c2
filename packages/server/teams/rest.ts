import { createHash } from 'node:crypto'
import { AppError } from '@rollcall/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addressAt, type Door, type Mount, notHere, reach } from '../scim/admission.ts'
import { failureFrom, Refusal } from '../scim/failure.ts'
import type { ScimDeps } from '../scim/scim-deps.ts'
import { isDatabaseAway } from '../store/database.ts'
import { type Add, type Call, type Need, type Reply, RestProblem } from './rest-call.ts'
import { enterpriseTeamOrganizationRoutes, enterpriseTeamRoutes } from './rest-enterprise-teams.ts'
import { externalGroupRoutes } from './rest-external-groups.ts'
import { organizationRoutes } from './rest-organizations.ts'
import { teamRoutes } from './rest-teams.ts'

/**
 * GitHub's REST API of organizations and teams, beside its SCIM API: a client is pointed at this server where it would be
 * at api.github.com, or at `…/api/v3` for Enterprise Server.
 */
const mounts: readonly Mount[] = [
  { base: 'github', kind: 'emu', prefix: '' },
  { base: 'github', kind: 'ghes', prefix: '/api/v3' },
  { base: 'github', kind: 'ghes', prefix: '/ghes/:enterprise/api/v3' },
]

/** Organizations, teams and external groups at every address where they stand. */
export async function restService(app: FastifyInstance, deps: ScimDeps): Promise<void> {
  for (const mount of mounts)
    await app.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_, text, done) => done(null, text))
      scope.setErrorHandler((error, request, reply) => fail(error, request, reply))
      const add: Add = (method, path, need, handle) => {
        const door = doorOf(method, path, need)
        scope.route({
          method,
          url: mount.prefix + path,
          config: { access: 'scim', helmet: false },
          schema: { hide: true },
          handler: (request, reply) => serve(deps, mount, door, handle, request, reply),
        })
      }
      organizationRoutes(add, mount.kind)
      teamRoutes(add, mount.kind)
      externalGroupRoutes(add)
      if (mount.kind !== 'emu') return
      enterpriseTeamRoutes(add)
      enterpriseTeamOrganizationRoutes(add)
    })
}

/** What each scope is part of, the wider first. */
const accepted: Record<Need, Door['scopes']> = {
  'read:org': ['admin:org', 'read:org', 'write:org'],
  'write:org': ['admin:org', 'write:org'],
  'admin:org': ['admin:org'],
  'read:enterprise': ['admin:enterprise', 'read:enterprise'],
  'admin:enterprise': ['admin:enterprise'],
}

/**
 * A list of an organization is refused to a token that may not see it; what names one thing in it, or changes it, is not
 * there for such a token, as at GitHub (isaacs/github#154, octokit.rb#1340).
 */
function doorOf(method: string, path: string, need: Need): Door {
  const scopes = accepted[need]
  if (need.endsWith(':enterprise')) return { scopes, resource: 'core' }
  const named = /:(slug|team_id|group_id|username)/.test(path)
  return { scopes, ofOrganization: true, hides: method !== 'GET' || named, resource: 'core' }
}

async function serve(
  deps: ScimDeps,
  mount: Mount,
  door: Door,
  handle: (call: Call) => Promise<Reply>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const answer = await handle(await admit(deps, mount, door, request, reply))
  if (answer.next !== undefined) links(deps, request, reply, answer.next)
  reply.code(answer.status ?? 200)
  if (answer.body === undefined) return reply.send()
  const text = JSON.stringify(answer.body)
  reply.header('content-type', 'application/json; charset=utf-8')
  if (request.method === 'GET') {
    const tag = `W/"${createHash('sha256').update(text).digest('hex')}"`
    reply.header('etag', tag).header('cache-control', 'private, max-age=60, s-maxage=60')
    if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(tag)) return reply.code(304).send()
  }
  return reply.send(Buffer.from(text))
}

async function admit(
  deps: ScimDeps,
  mount: Mount,
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Call> {
  const { enterprise } = await reach(deps, mount, request, reply, door)
  const { enterprise: named } = request.params as { enterprise?: string }
  if (named !== undefined && named !== enterprise.slug) throw notHere()
  reply.header('x-github-media-type', 'github.v3; format=json')
  return {
    deps,
    db: deps.db,
    doing: { enterprise, now: deps.now(), requestId: request.id },
    place: { api: addressAt(deps, mount, enterprise, request), web: deps.baseUrl },
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string | undefined>,
    body: bodyOf(request),
  }
}

function bodyOf({ body }: FastifyRequest): Record<string, unknown> {
  if (typeof body !== 'string' || body.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(400, 'Body should be a JSON object')
  return value as Record<string, unknown>
}

function links(
  deps: ScimDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  next: Record<string, string> | null,
): void {
  const to = (params: Record<string, string> | null) => {
    const url = new URL(request.url, deps.baseUrl)
    url.searchParams.delete('page')
    for (const [name, value] of Object.entries(params ?? {})) url.searchParams.set(name, value)
    return url.href
  }
  const isFirst = new URL(request.url, deps.baseUrl).searchParams.get('page') === null
  const rels = [...(next ? [`<${to(next)}>; rel="next"`] : []), ...(isFirst ? [] : [`<${to(null)}>; rel="first"`])]
  if (rels.length > 0) reply.header('link', rels.join(', '))
}

const docs = 'https://docs.github.com/rest'

function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = (status: number, message: string, more: object = {}) =>
    reply
      .code(status)
      .header('content-type', 'application/json; charset=utf-8')
      .send(Buffer.from(JSON.stringify({ message, documentation_url: docs, status: String(status), ...more })))
  if (error instanceof RestProblem) return answer(422, 'Validation Failed', { errors: error.errors })
  if (error instanceof AppError && !isDatabaseAway(error.cause)) {
    if (error.kind === 'not_found') return answer(404, 'Not Found', { detail: error.message })
    if (error.kind === 'conflict' || error.kind === 'invalid')
      return answer(422, 'Validation Failed', {
        errors: [{ resource: 'Team', field: 'name', code: 'already_exists', message: `${error.message} ${error.fix}` }],
      })
  }
  const failure = failureFrom(error)
  if (failure.bug) request.log.error({ err: error, requestId: request.id }, 'A request for teams failed on a bug')
  reply.headers(failure.headers)
  if (failure.plain) return reply.code(failure.status).type('text/plain; charset=utf-8').send(failure.detail)
  if (failure.status === 404) return answer(404, 'Not Found', { detail: failure.detail })
  if (failure.status === 422)
    return answer(422, 'Validation Failed', {
      errors: [{ resource: 'Team', code: 'custom', message: failure.detail }],
    })
  return answer(failure.status, failure.detail)
}
