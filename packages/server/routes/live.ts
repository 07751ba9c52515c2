import { PassThrough } from 'node:stream'
import { followLive } from '@rollcall/api'
import type { AppDeps } from '../app-deps.ts'
import type { LiveMessage } from '../live.ts'
import { cookieName, identifyCaller } from './caller.ts'
import { implement } from './implement.ts'

const heartbeatMs = 20_000

/** Server-sent events. Each caller hears of its own tenant and of what it may read; a session that ends, ends the stream. */
export function liveRoutes(deps: AppDeps) {
  return [
    implement(followLive, async ({ caller, request, reply }) => {
      const stream = new PassThrough()
      const send = (message: LiveMessage) => {
        const { tenant: _, type, ...data } = message
        if (type === 'scan.cancel' || type === 'directory') return
        if (type === 'findings' && !caller.permissions.includes('findings:read')) return
        if (type === 'scim' && !caller.permissions.includes('directory:read')) return
        stream.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
      }
      const unsubscribe = deps.live.subscribe(caller.tenant, send)
      const heartbeat = setInterval(async () => {
        const still = await identifyCaller(deps.db, request, cookieName(true) in request.cookies, deps.now()).catch(
          () => null,
        )
        if (still) stream.write(': still here\n\n')
        else stream.end()
      }, heartbeatMs)
      const end = () => {
        clearInterval(heartbeat)
        unsubscribe()
        stream.destroy()
      }
      request.raw.once('close', end)
      stream.once('end', end)
      stream.write('retry: 2000\n\n')
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream)
    }),
  ]
}
