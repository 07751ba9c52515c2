import { type Kysely, sql } from 'kysely'

/** Enterprise teams bring their members into organizations: none, those that were chosen, or all. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table team add column selection text not null default 'disabled' check (selection in ('disabled', 'selected', 'all')),
    add check (organization_id is null or selection = 'disabled')`,
  // With `all` there is a row for each organization too, so that nobody who asks needs to know of it.
  `create table team_organization (
    enterprise_id bigint not null,
    team_id bigint not null,
    organization_id bigint not null,
    primary key (enterprise_id, team_id, organization_id),
    foreign key (enterprise_id, team_id) references team on delete cascade,
    foreign key (enterprise_id, organization_id) references organization on delete cascade
  )`,
  'create index team_organization_organization on team_organization (enterprise_id, organization_id)',
  // Which organizations whoever is in a team is a member of.
  `create view team_reach as
    select enterprise_id, id as team_id, organization_id from team where organization_id is not null
    union all select enterprise_id, team_id, organization_id from team_organization`,
]
