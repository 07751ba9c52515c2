import type { AccountNote, Gap, Stream, StreamRecord } from '@rollcall/core'
import { sql } from 'kysely'
import type { Executor } from './database.ts'
import type { IdentityAccountRow } from './identities.ts'
import { listCoverage } from './records.ts'

type Place = Pick<IdentityAccountRow, 'connection_id' | 'scope' | 'login'>

export interface PlacedNote {
  note: AccountNote
  scope: string
  url: string | null
  stale: boolean
}

export interface UnreadStream {
  stream: string
  title: string
  scope: string
  gap: Gap
}

interface Row extends Omit<StreamRecord, 'gaps'> {
  stale: boolean
}

/** What every other stream says of these accounts, from the records as they are kept. */
export async function notesOn(
  db: Executor,
  tenant: string,
  accounts: readonly Place[],
  streamsOf: (connectionId: string) => readonly Stream[],
): Promise<PlacedNote[]> {
  const notes: PlacedNote[] = []
  const places = new Map(accounts.map((one) => [JSON.stringify([one.connection_id, one.scope, one.login]), one]))
  for (const { connection_id, scope, login } of places.values()) {
    const streams = new Map(streamsOf(connection_id).map((one) => [one.id as string, one]))
    const telling = [...streams.values()].filter((stream) => stream.notes).map(({ id }) => id as string)
    if (telling.length === 0) continue
    // The login stands in the record as a text of its own, or is its ref; which field it is, the stream knows.
    const { rows } = await sql<Row>`
      select stream, scope, ref, name, url, data, sources, stale from record
      where tenant = ${tenant} and connection_id = ${connection_id} and scope = ${scope}
        and stream = any(${telling})
        and (strpos(lower(data::text), ${JSON.stringify(login).toLowerCase()}) > 0 or lower(ref) = ${login.toLowerCase()}
          or strpos(lower(data::text), ${JSON.stringify(login.replace(/\[bot\]$/, '')).toLowerCase()}) > 0)
      order by stream, name`.execute(db)
    for (const { stale, ...record } of rows)
      for (const note of streams.get(record.stream)?.notes?.of(record as never) ?? [])
        if (note.login.toLowerCase() === login.toLowerCase()) notes.push({ note, scope, url: record.url, stale })
  }
  return notes
}

/** Which streams that tell this kind of thing could not be read whole where these accounts are, and why. */
export async function unreadStreams(
  db: Executor,
  tenant: string,
  accounts: readonly Place[],
  streamsOf: (connectionId: string) => readonly Stream[],
): Promise<Record<'access' | 'credential' | 'use', UnreadStream[]>> {
  const unread: Record<'access' | 'credential' | 'use', UnreadStream[]> = { access: [], credential: [], use: [] }
  for (const connectionId of new Set(accounts.map((one) => one.connection_id))) {
    const scopes = new Set(accounts.filter((one) => one.connection_id === connectionId).map(({ scope }) => scope))
    const streams = streamsOf(connectionId)
    for (const { stream, scope, gap } of await listCoverage(db, tenant, connectionId)) {
      const telling = streams.find(({ id }) => id === stream)
      if (!gap || !telling?.notes || !scopes.has(scope)) continue
      for (const about of ['access', 'credential', 'use'] as const)
        if (telling.notes.about.includes(about)) unread[about].push({ stream, title: telling.title, scope, gap })
    }
  }
  return unread
}
