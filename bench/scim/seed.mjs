import pg from 'pg'

/** Fills an enterprise with users and one group of many members, by SQL: what is measured is not the filling. */
export async function seed({ host, user, database, slug, users, members }) {
  const client = new pg.Client({ host, user, database })
  await client.connect()
  const { rows } = await client.query('select id from enterprise where slug = $1', [slug])
  const id = rows[0].id
  await client.query(
    `insert into directory_user (enterprise_id, account_id, id, login_taken, user_name_taken, external_id,
      external_id_taken, suspended, state, created_at, updated_at)
    select $1, 1000000 + n, gen_random_uuid(), 'seed' || n || '_bench', 'seed' || n || '@bench.example', 'x' || n, 'x' || n,
      false, '{}', now() - interval '2 days', now() from generate_series(1, $2::int) n`,
    [id, users],
  )
  await client.query(
    `update directory_user set state = jsonb_build_object(
      'accountId', account_id, 'login', 'seed' || account_id - 1000000 || '_bench', 'loginMade', false, 'keptLogin', null,
      'email', user_name_taken, 'keptEmail', null, 'displayName', 'Seed ' || account_id, 'role', 'user',
      'suspension', null, 'suspendedAt', null, 'credentials', 'usable', 'sessionsEndedAt', null, 'origin', 'scim',
      'createdAt', 1750000000000, 'updatedAt', 1750000000000,
      'identity', jsonb_build_object('id', id, 'externalId', external_id, 'userName', user_name_taken, 'active', true,
        'displayName', 'Seed ' || account_id,
        'name', jsonb_build_object('givenName', 'Seed', 'familyName', 'User' || account_id),
        'emails', jsonb_build_array(jsonb_build_object('value', user_name_taken, 'type', 'work', 'primary', true)),
        'roles', '[]'::jsonb, 'attributes', '{}'::jsonb, 'base', 'github', 'createdAt', 1750000000000,
        'updatedAt', 1750000000000))
    where enterprise_id = $1 and account_id > 1000000`,
    [id],
  )
  await client.query('update enterprise_total set users = users + $2 where enterprise_id = $1 and slot = 0', [
    id,
    users,
  ])
  const group = await client.query('select number from directory_group where enterprise_id = $1', [id])
  await client.query(
    `insert into directory_member select $1, $2, account_id from directory_user
    where enterprise_id = $1 and account_id > 1000000 order by account_id limit $3`,
    [id, group.rows[0].number, members],
  )
  await client.query('vacuum analyze directory_user')
  await client.query('vacuum analyze directory_member')
  const some = await client.query(
    `select id, user_name_taken as name from directory_user where enterprise_id = $1 and account_id > 1000000 + $2
    order by account_id limit 500`,
    [id, members],
  )
  await client.query('checkpoint')
  await client.end()
  return some.rows
}
