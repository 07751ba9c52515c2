import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import { apiBase, routes } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type RouteOptions } from 'fastify'
import type { AppDeps } from './app-deps.ts'
import { auditLogRest } from './audit/rest.ts'
import { openMailCall } from './mail/mail-call.ts'
import { authorize, type Caller, identifyCaller, refuseForgery } from './routes/caller.ts'
import { answerError } from './routes/errors.ts'
import { measureAnswers, registerHealth } from './routes/health.ts'
import type { Implementation } from './routes/implement.ts'
import { implementations } from './routes/index.ts'
import { registerOpenApi } from './routes/openapi.ts'
import { readBySchema, writeBySchema } from './routes/schemas.ts'
import { openAccessBook } from './scim/access.ts'
import { applianceAccounts } from './scim/appliance.ts'
import { Refusal } from './scim/failure.ts'
import { openPageMarks } from './scim/page-marks.ts'
import { openRateBook } from './scim/rate.ts'
import { openRequestLog } from './scim/request-log.ts'
import { answerScimError, scimService } from './scim/service.ts'
import { signInService } from './sign-in/service.ts'
import { restService } from './teams/rest.ts'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
  interface FastifyContextConfig {
    /** Who may come in. Every route has it, static files and documents too; the server does not start without. */
    access?: 'public' | 'person' | 'scim' | 'managed' | import('@rollcall/api').Permission
    /** The guard stands before it. */
    guarded?: boolean
  }
}

/** Wires everything and listens to nothing: tests use it as it is, `main.ts` opens the port. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.logger as FastifyBaseLogger,
    genReqId: requestIds(),
    requestIdHeader: false,
    bodyLimit: 1024 * 1024,
    trustProxy: deps.trustProxy.length > 0 ? deps.trustProxy : false,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    logController: new LogController({ disableRequestLogging: true }),
    // An address that is none reaches no route: whoever is meant by it says so as it says everything.
    frameworkErrors: (error, request, reply) => {
      if (/^[^?]*\/scim\/v2\//.test(request.url)) answerScimError(error, request, reply)
      else answerError(error, request, reply)
    },
  })
  app.setValidatorCompiler(readBySchema)
  app.setSerializerCompiler(writeBySchema)
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  app.decorateRequest('caller', null)
  // Without a body there is nothing to read: a DELETE with a JSON media type and no body is fine.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  requireGuards(app)
  measureAnswers(app, deps)
  await addScim(app, deps)
  await app.register((scope) => guarded(scope, deps))
  return app
}

/** Ids that nobody guesses. Asking for random bytes costs as much for one as for many. */
function requestIds(): () => string {
  const length = 9
  let drawn = Buffer.alloc(0)
  let place = 0
  return () => {
    if (place === drawn.length) {
      drawn = randomBytes(length * 128)
      place = 0
    }
    place += length
    return drawn.toString('base64url', place - length, place)
  }
}

/** All but the SCIM service, which has tokens, headers and a log of its own: what stands here is no cost of its requests. */
async function guarded(app: FastifyInstance, deps: AppDeps): Promise<void> {
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      req: request,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      by: request.caller?.actor.id,
    }
    // Reading is quiet; what changes something, or fails, is not.
    if (reply.statusCode >= 500) request.log.error(line, 'request')
    else if (request.method === 'GET' || request.method === 'HEAD') request.log.debug(line, 'request')
    else request.log.info(line, 'request')
  })
  await app.register(cookie)
  await secureHeaders(app, deps)
  guardRoutes(app, deps)
  registerHealth(app, deps)
  await registerOpenApi(app)
  registerRoutes(app, implementations(deps), deps)
  await app.register((scope) => signInService(scope, deps))
  await serveConsole(app, deps)
}

async function addScim(app: FastifyInstance, deps: AppDeps): Promise<void> {
  const books = {
    access: openAccessBook(deps),
    rate: openRateBook(deps),
    requests: openRequestLog(deps),
    marks: openPageMarks(deps),
    mails: openMailCall(deps),
  }
  app.addHook('onClose', async () => {
    for (const book of Object.values(books)) await book.close()
  })
  await app.register((scope) => scimService(scope, { ...deps, ...books }))
  await app.register((scope) => applianceAccounts(scope, { ...deps, ...books }))
  await app.register((scope) => restService(scope, { ...deps, ...books }))
  await app.register((scope) => auditLogRest(scope, { ...deps, ...books }))
}

function parseJson(
  _request: unknown,
  text: string | Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void {
  let body: unknown
  try {
    body = text.length === 0 ? undefined : JSON.parse(String(text))
  } catch (error) {
    done(error as Error)
    return
  }
  done(null, body)
}

async function secureHeaders(app: FastifyInstance, deps: AppDeps): Promise<void> {
  const https = deps.baseUrl.startsWith('https:')
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // The widgets set sizes and colours as style attributes; style elements need the nonce of the page.
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    enableCSPNonces: false,
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  })
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
}

/** No route exists without declaring who may call it, nor out of reach of the guard but those of the SCIM service. */
function requireGuards(app: FastifyInstance): void {
  const registered: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    registered.push(route)
  })
  app.addHook('onReady', async () => {
    for (const { method, url, config } of registered)
      if (config?.access === undefined || (config.access !== 'scim' && config.guarded !== true))
        throw new TypeError(`${String(method)} ${url} does not declare who may call it, or nobody asks`)
  })
}

/** Nobody gets past this hook without the access that the route declares. */
function guardRoutes(app: FastifyInstance, deps: AppDeps): void {
  app.addHook('onRoute', (route) => {
    const access = route.url.startsWith('/api/docs') ? 'public' : route.config?.access
    route.config = { ...route.config, ...(access === undefined ? {} : { access }), guarded: true }
  })
  app.addHook('onRequest', async (request) => {
    // What has no route is answered "not found" to everyone, whoever it is.
    if (request.is404) return
    const access = request.routeOptions.config.access ?? 'public'
    if (access === 'scim') throw new TypeError(`${request.routeOptions.url} is a route of the SCIM service`)
    // Managed users have sessions of their own, and the pages let in by themselves.
    if (access === 'managed') return
    request.caller = await identifyCaller(deps.db, request, deps.baseUrl.startsWith('https:'), deps.now())
    authorize(access, request.caller)
    refuseForgery(request, request.caller)
  })
}

function registerRoutes(app: FastifyInstance, implemented: Implementation[], deps: AppDeps): void {
  const byId = new Map(implemented.map((one) => [one.route.id, one]))
  for (const route of routes) {
    const one = byId.get(route.id)
    if (!one) throw new TypeError(`The operation ${route.id} is in the contract and nobody carries it out`)
    app.route({
      method: route.method,
      url: `${apiBase}${route.path.replace(/\{(\w+)\}/g, ':$1')}`,
      config: { access: route.access },
      schema: {
        operationId: route.id,
        summary: route.summary,
        tags: [route.tag],
        ...(route.description ? { description: route.description } : {}),
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body ? { body: route.body } : {}),
        ...(route.produces ? { produces: [route.produces] } : {}),
        ...(route.response ? { response: { [route.status ?? 200]: route.response } } : {}),
      },
      handler: async (request, reply) => {
        reply.code(route.status ?? 200)
        const answer = await one.handle({
          // Public operations do not look at it; all others have been authorised above.
          caller: request.caller as Caller,
          params: request.params as never,
          query: request.query as never,
          body: request.body as never,
          request,
          reply,
        })
        // A token that was just revoked opens nothing from the answer on.
        if (route.method !== 'GET') deps.live.directoryChanged()
        return answer === undefined && !reply.raw.headersSent ? reply.send() : answer
      },
    })
  }
}

/** The built console: files with hashed names for ever, the page itself never cached and with a fresh nonce. */
async function serveConsole(app: FastifyInstance, deps: AppDeps): Promise<void> {
  const page = join(deps.consoleFolder, 'index.html')
  const template = existsSync(page) ? readFileSync(page, 'utf8') : null
  if (template !== null)
    await app.register(async (files) => {
      files.addHook('onRoute', (route) => {
        route.config = { ...route.config, access: 'public' }
      })
      await files.register(fastifyStatic, {
        root: deps.consoleFolder,
        index: false,
        wildcard: false,
        immutable: true,
        maxAge: '365d',
        globIgnore: ['index.html', '.built-from', '**/*.br'],
        preCompressed: true,
        setHeaders: (reply) => reply.setHeader('vary', 'accept-encoding'),
      })
    })
  app.setNotFoundHandler({ preHandler: [] }, async (request, reply) => {
    const isPage =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html')
    if (!isPage && /^\/(?:scim|ghes|api\/v3)(?:\/|$)/.test(request.url))
      return answerScimError(new Refusal(404, 'There is no such endpoint here.'), request, reply)
    if (template === null || !isPage)
      throw new AppError('request.not_found', { what: `${request.method} ${request.url.split('?')[0]}` })
    const nonce = randomBytes(16).toString('base64')
    const policy = String(reply.getHeader('content-security-policy')).replace(
      "style-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
    )
    return reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(template.replaceAll('__NONCE__', nonce))
  })
}
