import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { DatabaseAddress } from './database.ts'

export interface OwnConnection {
  close: () => Promise<void>
}

/**
 * A connection beside the pools that is made again whenever it breaks, until it is closed.
 * @param use sets up what the connection is for, each time that it is made.
 * @param lost is told each time that it is no more, or could not be made or set up, and why.
 */
export function keepConnection(
  address: DatabaseAddress,
  name: string,
  use: (client: pg.Client) => Promise<void>,
  lost: (error: unknown) => void,
): OwnConnection {
  const closing = new AbortController()
  const closed = new Promise<void>((resolve) => {
    closing.signal.addEventListener('abort', () => resolve(), { once: true })
  })

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      const client = new pg.Client({
        ...address,
        application_name: `rollcall ${name}`,
        keepAlive: true,
        connectionTimeoutMillis: 10_000,
      })
      const broken = new Promise<void>((resolve) => {
        client.on('error', () => resolve())
        client.on('end', () => resolve())
      })
      try {
        await client.connect()
        await use(client)
        // Closed while it was being made, too: nobody else would end it.
        await Promise.race([broken, closed])
        lost(new Error(`the connection for ${name} ended`))
      } catch (error) {
        lost(error)
      }
      await client.end().catch(() => undefined)
      await sleep(500, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const done = keep()

  return {
    async close() {
      closing.abort()
      await done
    },
  }
}
