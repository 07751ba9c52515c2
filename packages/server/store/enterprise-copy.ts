import { sql } from 'kysely'
import type { Executor } from './database.ts'
import type { EnterpriseRow } from './enterprises.ts'

/**
 * The same people, groups and rules as an enterprise of its own. Numbers and SCIM ids are those of the original, and are
 * led by another enterprise; tokens, log and audit log are not copied.
 */
export async function copyEnterprise(
  tx: Executor,
  original: EnterpriseRow,
  copy: { slug: string; secretId: string; createdBy: string },
  now: Date,
): Promise<EnterpriseRow> {
  const { slug, secretId, createdBy } = copy
  const { rows } = await sql<EnterpriseRow>`
    insert into enterprise (tenant, slug, name, kind, short_code, host, setup_user, setup_account_id, identity_provider,
      scim_on, secret_id, options, licences, created_at, created_by, setup_email, copy_of)
    select tenant, ${slug}, left(name, 88) || ' (rehearsal)', kind, short_code, null, setup_user, setup_account_id,
      identity_provider, scim_on, ${secretId}, options, licences, ${now}, ${createdBy}, setup_email, id
    from enterprise where id = ${original.id} returning *`.execute(tx)
  const [made] = rows
  if (!made) throw new TypeError('the original is gone while it is held')
  for (const [table, columns, order] of tables) {
    const list = sql.raw(columns)
    await sql`insert into ${sql.table(table)} (enterprise_id, ${list})
      select ${made.id}, ${list} from ${sql.table(table)} where enterprise_id = ${original.id}
      order by ${sql.raw(order)}`.execute(tx)
  }
  return made
}

/** What is copied, in an order in which each row finds those that it refers to. */
const tables = [
  ['enterprise_total', 'slot, users, suspended, groups', 'slot'],
  [
    'directory_user',
    `account_id, id, login_taken, user_name_taken, external_id, external_id_taken, email_taken, suspended, state, version,
      created_at, updated_at`,
    'seq',
  ],
  [
    'directory_group',
    `number, id, display_name, display_name_taken, external_id, external_id_taken, state, version, teams, created_at,
      updated_at`,
    'seq',
  ],
  ['directory_member', 'group_number, account_id', 'group_number, account_id'],
  ['organization', 'id, login, name, description, created_at, updated_at', 'id'],
  [
    'team',
    `id, organization_id, slug, name, description, privacy, notifications, parent_id, group_number, sync, pending, failure,
      synced_at, selection, created_at, updated_at`,
    'id',
  ],
  ['team_organization', 'team_id, organization_id', 'team_id, organization_id'],
  ['team_member', 'team_id, account_id, by_link, role, added_at', 'team_id, account_id'],
  [
    'organization_member',
    'organization_id, account_id, member, direct, role, joined_at, left_at',
    'organization_id, account_id',
  ],
] as const
