import type { ConnectorInput } from '@rollcall/core'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { ScanDeps } from './jobs/scan-deps.ts'
import type { Live } from './live.ts'
import type { MailSettings } from './settings.ts'

/** Everything that the routes need, made by `main.ts` or by a test. */
export interface AppDeps extends ScanDeps {
  logger: Logger
  /** The pool that `db` builds its queries over, for named statements. */
  queries: pg.Pool
  live: Live
  metrics: Registry
  /** Tenant that the first set-up link belongs to. */
  homeTenant: string
  demo: boolean
  /** How to send e-mail; null where it is not set up. */
  mail: MailSettings | null
  /** In the demo: what to type to connect one of its stand-ins, by connector. */
  practice: Readonly<Record<string, ConnectorInput>>
  version: string
  baseUrl: string
  trustProxy: string[]
  allowNetworks: string[]
  /** Below it lie the files of audit log streams. */
  auditFolder: string
  /** Where the built console lies. */
  consoleFolder: string
  startedAt: Date
  database: { kind: 'embedded' | 'external' }
  key: { origin: 'file' | 'environment' | 'command'; file: string | null }
}
