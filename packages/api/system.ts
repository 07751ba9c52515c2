import { type Static, Type } from 'typebox'
import { nullable, object, Timestamp } from './common.ts'
import { defineRoute } from './route.ts'

export const System = object({
  version: Type.String(),
  node: Type.String(),
  startedAt: Timestamp,
  demo: Type.Boolean(),
  baseUrl: Type.String(),
  database: object({
    kind: Type.Enum(['embedded', 'external']),
    version: Type.String(),
    sizeBytes: Type.Integer(),
    migrations: Type.Integer(),
  }),
  servers: Type.Array(object({ id: Type.String(), startedAt: Timestamp, current: Type.Boolean() })),
  key: object({
    id: Type.String({ description: 'Names the root key; says nothing about it.' }),
    origin: Type.Enum(['file', 'environment', 'command']),
    secrets: Type.Integer(),
    rotatedAt: nullable(Timestamp),
  }),
  allowedNetworks: Type.Array(Type.String()),
})
export type System = Static<typeof System>

const tag = 'System'

export const getSystem = defineRoute({
  id: 'getSystem',
  tag,
  method: 'GET',
  path: '/system',
  summary: 'This installation',
  access: 'settings:manage',
  response: System,
})

export const rotateKey = defineRoute({
  id: 'rotateKey',
  tag,
  method: 'POST',
  path: '/system/key/rotate',
  summary: 'Make a new root key and seal every secret with it',
  description: 'For a key from a file. A key from the environment is rotated at start, with ROLLCALL_KEY_PREVIOUS.',
  access: 'settings:manage',
  response: object({ id: Type.String(), secrets: Type.Integer() }),
})
