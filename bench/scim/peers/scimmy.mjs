// SCIMMY with scimmy-routers, as their documentation puts them together, over one table of PostgreSQL.
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import pg from 'pg'

const require = createRequire(process.env.PEERS)
const express = require('express')
const cjs = require('scimmy')
const SCIMMY = cjs.default ?? cjs
const routers = require('scimmy-routers')
const Routers = routers.default ?? routers

const pool = new pg.Pool({ ...JSON.parse(process.env.CONNECTION), max: 16 })
await pool.query(`create table if not exists scimmy (kind text, id uuid primary key, name text, seq bigint generated always as identity,
  data jsonb not null, unique (kind, name))`)

const toResource = ({ id, data }) => ({ ...data, id })

function handlersOf(kind, nameOf) {
  return {
    async egress({ id, filter, constraints: { startIndex = 1, count = 100 } = {} }) {
      if (id) {
        const { rows } = await pool.query({
          name: 'by_id',
          text: 'select id, data from scimmy where kind = $1 and id = $2',
          values: [kind, id],
        })
        if (rows.length === 0) throw new SCIMMY.Types.Error(404, null, 'not found')
        return toResource(rows[0])
      }
      const name = filter?.[0]?.userName?.[1] ?? filter?.[0]?.username?.[1]
      const { rows } = await pool.query(
        name === undefined
          ? {
              name: 'page',
              text: 'select id, data from scimmy where kind = $1 order by seq limit $2 offset $3',
              values: [kind, count, startIndex - 1],
            }
          : {
              name: 'by_name',
              text: 'select id, data from scimmy where kind = $1 and name = $2',
              values: [kind, name],
            },
      )
      return rows.map(toResource)
    },
    async ingress({ id = randomUUID() }, { id: _, meta: __, schemas: ___, ...instance }) {
      await pool.query({
        name: 'write',
        text: `insert into scimmy (kind, id, name, data) values ($1, $2, $3, $4)
          on conflict (id) do update set name = excluded.name, data = excluded.data`,
        values: [kind, id, nameOf(instance), JSON.stringify(instance)],
      })
      return { ...instance, id }
    },
    degress: ({ id }) => pool.query('delete from scimmy where id = $1', [id]),
  }
}
SCIMMY.Resources.declare(
  SCIMMY.Resources.User,
  handlersOf('User', (user) => user.userName),
)
SCIMMY.Resources.declare(
  SCIMMY.Resources.Group,
  handlersOf('Group', (group) => group.displayName),
)

const app = express()
app.use('/scim', new Routers({ type: 'bearer', docUri: 'https://example.com', handler: () => 'bench' }))
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port))
