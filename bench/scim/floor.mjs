// The least that a server over PostgreSQL does for a request: bare node:http and the driver, one plain statement to read and
// one to write. It reads and writes the rows that Rollcall does, in tables with the same columns and indexes, and knows no
// rules, makes no answers, gathers nothing and seals nothing. Rollcall is asked first: its last request tells which events one has.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({
  ...JSON.parse(process.env.CONNECTION),
  max: 16,
  options: '-c jit=off -c search_path=floor,public',
})
const tables = ['directory_user', 'directory_group', 'directory_member']
await pool.query('create schema floor')
for (const table of [...tables, 'audit_event'])
  await pool.query(`create table floor.${table} (like public.${table} including all excluding identity)`)
for (const table of tables) await pool.query(`insert into floor.${table} select * from public.${table}`)
for (const table of tables) await pool.query(`vacuum analyze floor.${table}`)

const one = async (name, text, values) => (await pool.query({ name, text, values })).rows[0]
const { enterprise, first, state, shown } = await one(
  'template',
  `select enterprise_id as enterprise, seq as first, state, shown from directory_user where id is not null order by seq limit 1`,
)
let made = 0

const known = new Map()
/** The events of Rollcall's last request of that kind. */
async function eventsOf(method, kind) {
  const key = `${method} ${kind}`
  if (!known.has(key)) {
    const { rows } = await pool.query(
      `select action, subject_id, request_id, data::text as data from public.audit_event where request_id = (
        select request_id from public.audit_event where action = $1 and data->>'request_method' = $2 order by seq desc limit 1)`,
      [`external_${kind === 'Users' ? 'identity' : 'group'}.scim_api_success`, method],
    )
    if (rows.length === 0) throw new Error(`Rollcall was asked no ${key} yet`)
    known.set(key, rows)
  }
  return known.get(key)
}

/** One statement: what is changed, and the events of it. */
async function write(name, changes, values, events) {
  const rows = events.map((_, index) => {
    const at = values.length + index * 4
    return `($1, now(), $${at + 1}, $${at + 2}, $${at + 3}, $${at + 4})`
  })
  await pool.query({
    name,
    text: `with ${changes} insert into audit_event (enterprise_id, at, action, subject_id, request_id, data) values ${rows.join(', ')}`,
    values: [
      ...values,
      ...events.flatMap(({ action, subject_id, request_id, data }) => [action, subject_id, request_id, data]),
    ],
  })
}

async function post({ userName }) {
  const n = made++
  const account = 10_000_000 + n
  const id = randomUUID()
  const user = { ...state, accountId: account, login: `floor${n}`, identity: { ...state.identity, id, userName } }
  await write(
    'post',
    `u as (insert into directory_user (enterprise_id, account_id, seq, id, login_taken, user_name_taken, external_id,
      external_id_taken, suspended, created_at, updated_at, shown_version, shown, state)
      values ($1, $2, $2, $3, $4, $5, $6, $6, false, now(), now(), 1, $7, $8))`,
    [enterprise, account, id, user.login, userName, `floor${n}`, shown, JSON.stringify(user)],
    await eventsOf('POST', 'Users'),
  )
  return shown
}

async function patchUser(id, { Operations: [{ value }] }) {
  const user = await one(
    'find',
    'select state, shown, version from directory_user where enterprise_id = $1 and id = $2',
    [enterprise, id],
  )
  const login = `floor${made++}`
  await write(
    'patch',
    `u as (update directory_user set state = $4, shown = $5, login_taken = $6, suspended = $7, version = version + 1,
      updated_at = now() where enterprise_id = $1 and id = $2 and version = $3)`,
    [enterprise, id, user.version, JSON.stringify({ ...user.state, login }), user.shown, login, !value],
    await eventsOf('PATCH', 'Users'),
  )
  return user.shown
}

async function patchGroup(id, { Operations: [{ op, path, value }] }) {
  const user = op === 'add' ? value[0].value : path.slice(18, -2)
  const found = await one(
    'group',
    `select g.number, g.state, u.account_id from directory_group g, directory_user u
    where g.enterprise_id = $1 and g.id = $2 and u.enterprise_id = $1 and u.id = $3`,
    [enterprise, id, user],
  )
  const change =
    op === 'add'
      ? 'insert into directory_member values ($1, $2, $3) on conflict do nothing'
      : 'delete from directory_member where enterprise_id = $1 and group_number = $2 and account_id = $3'
  await write(
    `${op} member`,
    `m as (${change}), g as (update directory_group set state = $4, version = version + 1, updated_at = now()
      where enterprise_id = $1 and number = $2)`,
    [enterprise, found.number, found.account_id, JSON.stringify(found.state)],
    await eventsOf('PATCH', 'Groups'),
  )
  return ''
}

const textOf = (where) => `select shown as text from directory_user where enterprise_id = $1 and ${where}`

async function answer(method, url, body) {
  const [, kind, id] = /\/(Users|Groups)\/?([^?]*)/.exec(url.pathname)
  if (method === 'POST') return post(body)
  if (method === 'PATCH') return kind === 'Users' ? patchUser(id, body) : patchGroup(id, body)
  if (kind === 'Groups')
    return JSON.stringify(
      (
        await one('get group', 'select state from directory_group where enterprise_id = $1 and id = $2', [
          enterprise,
          id,
        ])
      ).state,
    )
  if (id !== '') return (await one('get', textOf('id = $2'), [enterprise, id])).text
  const filter = url.searchParams.get('filter')
  if (filter !== null)
    return (await one('named', textOf('user_name_taken = $2'), [enterprise, /"(.*)"/.exec(filter)[1]])).text
  const page = await one(
    'page',
    `select string_agg(text, ',') as text from (${textOf('id is not null and seq >= $2 order by seq limit $3')}) p`,
    [enterprise, Number(first) - 1 + Number(url.searchParams.get('startIndex')), url.searchParams.get('count')],
  )
  return page.text
}

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (part) => {
    text += part
  })
  request.on('end', () => {
    answer(request.method, new URL(request.url, 'http://localhost'), text === '' ? null : JSON.parse(text)).then(
      (sent) => response.writeHead(200, { 'content-type': 'application/scim+json' }).end(sent),
      (error) => response.writeHead(500).end(String(error.stack)),
    )
  })
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port))
