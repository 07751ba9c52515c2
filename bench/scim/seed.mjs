import assert from 'node:assert/strict'
import pg from 'pg'
import { shownText } from '../../packages/server/dist/scim/render.js'

/**
 * Fills an enterprise with users and one group of many members, by SQL: what is measured is not the filling. Answers the
 * group's id and 500 users who are not in it.
 */
export async function seed({ connection, slug, users, members }) {
  const client = new pg.Client(connection)
  await client.connect()
  const { rows } = await client.query('select id from enterprise where slug = $1', [slug])
  const enterprise = rows[0].id
  await client.query(
    `insert into directory_user (enterprise_id, account_id, id, login_taken, user_name_taken, external_id,
      external_id_taken, suspended, created_at, updated_at, shown_version, shown, state)
    select $1, 1000000 + n, id, 'seed' || n || '_bench', 'seed' || n || '@bench.example', 'x' || n, 'x' || n,
      false, now() - interval '2 days', now(), 1,
      '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"' || id || '","externalId":"x' || n
        || '","userName":"seed' || n || '@bench.example","displayName":"Seed ' || n
        || '","name":{"givenName":"Seed","familyName":"User' || n || '"},"emails":[{"value":"seed' || n
        || '@bench.example","type":"work","primary":true}],"roles":[],"active":true,"meta":{"resourceType":"User",'
        || '"created":"2025-06-15T15:06:40.000Z","lastModified":"2025-06-15T15:06:40.000Z","location":"',
      jsonb_build_object(
        'accountId', 1000000 + n, 'login', 'seed' || n || '_bench', 'loginMade', false, 'keptLogin', null,
        'email', 'seed' || n || '@bench.example', 'keptEmail', null, 'displayName', 'Seed ' || n, 'role', 'user',
        'suspension', null, 'suspendedAt', null, 'credentials', 'usable', 'sessionsEndedAt', null, 'origin', 'scim',
        'createdAt', 1750000000000, 'updatedAt', 1750000000000,
        'identity', jsonb_build_object('id', id, 'externalId', 'x' || n, 'userName', 'seed' || n || '@bench.example',
          'active', true, 'displayName', 'Seed ' || n,
          'name', jsonb_build_object('givenName', 'Seed', 'familyName', 'User' || n),
          'emails', jsonb_build_array(
            jsonb_build_object('value', 'seed' || n || '@bench.example', 'type', 'work', 'primary', true)),
          'roles', '[]'::jsonb, 'attributes', '{}'::jsonb, 'base', 'github', 'createdAt', 1750000000000,
          'updatedAt', 1750000000000))
    from (select n, gen_random_uuid() as id from generate_series(1, $2::int) n) s`,
    [enterprise, users],
  )
  await client.query('update enterprise_total set users = users + $2 where enterprise_id = $1 and slot = 0', [
    enterprise,
    users,
  ])
  // The filling writes what the server would have written, or it is not the server that is measured.
  const { rows: made } = await client.query('select state, shown from directory_user where account_id = 1000001')
  const parsed = (text) => JSON.parse(`${text}"}}`)
  assert.deepEqual(parsed(made[0].shown), parsed(shownText(made[0].state)))
  const group = await client.query('select id, number from directory_group where enterprise_id = $1', [enterprise])
  await client.query(
    `insert into directory_member select $1, $2, account_id from directory_user
    where enterprise_id = $1 and account_id > 1000000 order by account_id limit $3`,
    [enterprise, group.rows[0].number, members],
  )
  await client.query('vacuum analyze directory_user')
  await client.query('vacuum analyze directory_member')
  const people = await client.query(
    `select id, user_name_taken as name from directory_user where enterprise_id = $1 and account_id > 1000000 + $2
    order by account_id limit 500`,
    [enterprise, members],
  )
  await client.query('checkpoint')
  await client.end()
  return { people: people.rows, group: group.rows[0].id }
}
