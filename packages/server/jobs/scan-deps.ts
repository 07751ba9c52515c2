import type { Check, Connector } from '@rollcall/core'
import type { Outbound } from '../outbound/outbound.ts'
import type { Db } from '../store/database.ts'
import type { Vault } from '../vault/vault.ts'

interface ScanLog {
  debug: (fields: object, message: string) => void
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
  error: (fields: object, message: string) => void
}

export interface ScanDeps {
  db: Db
  vault: Vault
  outbound: Outbound
  connectors: ReadonlyMap<string, Connector>
  checks: readonly Check[]
  now: () => Date
  log: ScanLog
  /** Id of this server process. */
  processId: string
}
