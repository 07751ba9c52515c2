import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import type { DatabaseAddress, Executor } from './store/database.ts'
import { keepConnection } from './store/own-connection.ts'

/** What servers and browsers are told while it happens. It says that something changed, never what it holds. */
export type LiveMessage = { tenant: string } & (
  | { type: 'scan'; connectionId: string; scanId: string; state: string }
  | { type: 'scan.cancel'; scanId: string }
  | { type: 'connection'; connectionId: string }
  | { type: 'findings' }
  /** Something came into an enterprise: a SCIM request, somebody who signs in. */
  | { type: 'scim'; enterprise: string }
  /** An enterprise or one of its tokens changed: whoever keeps either must forget it. */
  | { type: 'directory' }
)

const channel = 'rollcall'

/** Tells every server process, once the transaction commits. */
export async function tell(db: Executor, message: LiveMessage): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify(message)})`.execute(db)
}

export interface Live {
  /** Calls back for every message of the tenant until the answered function is called. */
  subscribe: (tenant: string, listener: (message: LiveMessage) => void) => () => void
  /** Calls back when any tenant's enterprises or tokens change, and when that may have been missed. */
  onDirectoryChange: (listener: () => void) => () => void
  /** Calls those back at once: what this process changed it need not first hear from the database. */
  directoryChanged: () => void
  /** Whether messages arrive. While they do not, nothing that they would end may be kept. */
  hears: () => boolean
  close: () => Promise<void>
}

const directoryChange = Symbol('directory')

/** Listens on a connection of its own, and connects again when it breaks. */
export function openLive(address: DatabaseAddress): Live {
  const emitter = new EventEmitter().setMaxListeners(0)
  let listening = false

  const connection = keepConnection(
    address,
    'live',
    async (client) => {
      client.on('notification', ({ payload }) => {
        const message = JSON.parse(payload ?? '{}') as LiveMessage
        emitter.emit(message.tenant, message)
        if (message.type === 'directory') emitter.emit(directoryChange)
      })
      await client.query(`listen ${channel}`)
      listening = true
      emitter.emit(directoryChange)
    },
    () => {
      listening = false
    },
  )

  return {
    subscribe(tenant, listener) {
      emitter.on(tenant, listener)
      return () => emitter.off(tenant, listener)
    },
    onDirectoryChange(listener) {
      emitter.on(directoryChange, listener)
      return () => emitter.off(directoryChange, listener)
    },
    directoryChanged: () => void emitter.emit(directoryChange),
    hears: () => listening,
    close: connection.close,
  }
}
