import { Readable } from 'node:stream'
import { exportEvents, listEvents as listEventsRoute, verifyEvents as verifyEventsRoute } from '@rollcall/api'
import type { AppDeps } from '../app-deps.ts'
import { everyEvent, listEvents, recordEvent, verifyEvents } from '../store/events.ts'
import { implement } from './implement.ts'

export function eventRoutes(deps: AppDeps) {
  const { db } = deps
  return [
    implement(listEventsRoute, async ({ caller, query }) =>
      listEvents(db, caller.tenant, query, { limit: query.limit ?? 50, cursor: query.cursor }),
    ),

    implement(verifyEventsRoute, async ({ caller }) => verifyEvents(db, caller.tenant)),

    implement(exportEvents, async ({ caller, reply }) => {
      const { tenant, actor } = caller
      await recordEvent(db, tenant, deps.now(), {
        actor,
        type: 'export.made',
        data: { what: 'events', format: 'ndjson' },
      })
      async function* lines(): AsyncGenerator<string> {
        for await (const page of everyEvent(db, tenant))
          yield page.map((event) => `${JSON.stringify(event)}\n`).join('')
      }
      reply.header(
        'content-disposition',
        `attachment; filename="rollcall-events-${deps.now().toISOString().slice(0, 10)}.ndjson"`,
      )
      return reply.type('application/x-ndjson').send(Readable.from(lines()))
    }),
  ]
}
