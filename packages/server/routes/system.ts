import { getSystem, rotateKey } from '@rollcall/api'
import { AppError } from '@rollcall/core'
import { sql } from 'kysely'
import type { AppDeps } from '../app-deps.ts'
import { migrationCount } from '../store/database.ts'
import { implement } from './implement.ts'

export function systemRoutes(deps: AppDeps) {
  const { db, vault } = deps
  return [
    implement(getSystem, async () => {
      const { rows } = await sql<{ version: string; size: number }>`
        select current_setting('server_version') as version, pg_database_size(current_database()) as size`.execute(db)
      const servers = await db.selectFrom('server_process').selectAll().orderBy('started_at').execute()
      const { rotated_at } = await db.selectFrom('vault').select('rotated_at').executeTakeFirstOrThrow()
      const { secrets } = await db
        .selectFrom('secret')
        .select(({ fn }) => fn.countAll<number>().as('secrets'))
        .executeTakeFirstOrThrow()
      return {
        version: deps.version,
        node: process.versions.node,
        startedAt: deps.startedAt.toISOString(),
        demo: deps.demo,
        baseUrl: deps.baseUrl,
        database: {
          kind: deps.database.kind,
          version: rows[0]?.version ?? '',
          sizeBytes: rows[0]?.size ?? 0,
          migrations: migrationCount,
        },
        servers: servers.map((one) => ({ id: one.id, startedAt: one.started_at, current: one.id === deps.processId })),
        key: { id: vault.keyId(), origin: deps.key.origin, secrets, rotatedAt: rotated_at },
        allowedNetworks: deps.allowNetworks,
      }
    }),

    implement(rotateKey, async ({ caller }) => {
      if (deps.key.file === null) throw new AppError('key.not_rotatable', { reason: 'it does not come from a file' })
      const { servers } = await db
        .selectFrom('server_process')
        .select(({ fn }) => fn.countAll<number>().as('servers'))
        .executeTakeFirstOrThrow()
      if (servers > 1)
        throw new AppError('key.not_rotatable', {
          reason: `${servers} servers run on this database, each with its own key file`,
        })
      return vault.rotate(db, deps.key.file, caller.tenant, caller.actor, deps.now())
    }),
  ]
}
