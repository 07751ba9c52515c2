import { AppError } from '@rollcall/core'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Histogram } from 'prom-client'
import type { AppDeps } from '../app-deps.ts'

/** For what watches the process: alive, ready, and numbers. */
export function registerHealth(app: FastifyInstance, deps: AppDeps): void {
  const hide = { schema: { hide: true } }
  app.get('/healthz', { ...hide, config: { access: 'public' } }, async () => ({ status: 'ok', version: deps.version }))
  app.get('/readyz', { ...hide, config: { access: 'public' } }, async () => {
    try {
      await sql`select 1`.execute(deps.db)
    } catch (cause) {
      throw new AppError('internal.not_ready', { reason: 'the database does not answer' }, { cause })
    }
    return { status: 'ready' }
  })
  app.get('/metrics', { ...hide, config: { access: 'metrics:read' } }, async (_request, reply) =>
    reply.type(deps.metrics.contentType).send(await deps.metrics.metrics()),
  )
}

/** Measures every answer, those of the SCIM service too. */
export function measureAnswers(app: FastifyInstance, deps: AppDeps): void {
  const durations = new Histogram({
    name: 'rollcall_http_request_seconds',
    help: 'Time to answer, by operation and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [deps.metrics],
  })
  // Each has a series of its own, which is looked up once: putting labels together costs more than counting.
  const series = new Map<string, ReturnType<typeof durations.labels>>()
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    const { statusCode: status } = reply
    const route = request.routeOptions.url ?? 'none'
    const name = `${method} ${status} ${route}`
    const one = series.get(name) ?? durations.labels({ method, route, status })
    series.set(name, one)
    one.observe(reply.elapsedTime / 1000)
    done()
  })
}
