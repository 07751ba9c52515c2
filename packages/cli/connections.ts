import { type Connection, listConnections, listCoverage } from '@rollcall/api'
import { usageError } from './command.ts'
import type { CoverageLine } from './output/answer.ts'
import type { Server } from './server.ts'

/** A connection by its id or its name. */
export async function findConnection({ call }: Server, wanted: string): Promise<Connection> {
  const { items } = await call(listConnections)
  const found = items.find(({ id }) => id === wanted) ?? items.find(({ name }) => name === wanted)
  if (found) return found
  const known = items.length === 0 ? 'There is none yet.' : `There are: ${items.map(({ name }) => name).join('; ')}.`
  throw usageError(`There is no connection ${wanted}. ${known}`, 'See: rollcall connections list')
}

export const nameParameter = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'connection', brief: 'Id or name of a connection' }],
} as const

export async function readCoverage(
  { call }: Server,
  connections: readonly Pick<Connection, 'id'>[],
): Promise<CoverageLine[]> {
  const lists = await Promise.all(connections.map(({ id }) => call(listCoverage, { params: { id } })))
  return lists.flatMap(({ items }) =>
    items.map(({ stream, title, scope, state, gap, methods }) => ({ stream, title, scope, state, gap, methods })),
  )
}
