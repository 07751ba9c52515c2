import { type Kysely, sql } from 'kysely'

/** Organizations and teams of managed enterprises, who is in them and why, and licences. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Null: as many as are wanted.
  'alter table enterprise add column licences integer check (licences >= 0)',
  // How many teams are linked to the group: whoever changes its members must know that they follow.
  'alter table directory_group add column teams integer not null default 0 check (teams >= 0)',
  'create index directory_group_linked on directory_group (enterprise_id, number) where teams > 0',
  `create table organization (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    id bigint not null,
    login text not null,
    name text not null,
    description text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (enterprise_id, id)
  )`,
  'create unique index organization_login on organization (enterprise_id, lower(login) text_pattern_ops)',
  // An enterprise team has no organization. `pending`: a job is about to bring it to what its group says; `failure`: why the
  // last one could not.
  `create table team (
    enterprise_id bigint not null references enterprise (id) on delete cascade,
    id bigint not null,
    organization_id bigint,
    slug text not null,
    name text not null,
    description text,
    privacy text not null check (privacy in ('closed', 'secret')),
    notifications boolean not null default true,
    parent_id bigint,
    group_number bigint,
    sync text check (sync in ('in_sync', 'frozen', 'over_limit', 'no_licences')),
    pending boolean not null default false,
    failure text,
    synced_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (enterprise_id, id),
    foreign key (enterprise_id, organization_id) references organization on delete cascade,
    foreign key (enterprise_id, parent_id) references team on delete set null (parent_id),
    foreign key (enterprise_id, group_number) references directory_group on delete set null (group_number)
  )`,
  'create unique index team_slug on team (enterprise_id, coalesce(organization_id, 0), slug text_pattern_ops)',
  'create index team_group on team (enterprise_id, group_number) where group_number is not null',
  'create index team_parent on team (enterprise_id, parent_id) where parent_id is not null',
  // `by_link`: its group put the user there, and nobody takes it out by hand.
  `create table team_member (
    enterprise_id bigint not null,
    team_id bigint not null,
    account_id bigint not null,
    by_link boolean not null,
    role text not null default 'member' check (role in ('member', 'maintainer')),
    added_at timestamptz not null,
    primary key (enterprise_id, team_id, account_id),
    foreign key (enterprise_id, team_id) references team on delete cascade,
    foreign key (enterprise_id, account_id) references directory_user on delete cascade
  )`,
  'create index team_member_account on team_member (enterprise_id, account_id)',
  // Kept once the user has left: within ninety days a membership comes back as it was. `direct`: added by hand.
  `create table organization_member (
    enterprise_id bigint not null,
    organization_id bigint not null,
    account_id bigint not null,
    member boolean not null,
    direct boolean not null,
    role text not null default 'member' check (role in ('member', 'admin')),
    joined_at timestamptz not null,
    left_at timestamptz,
    primary key (enterprise_id, organization_id, account_id),
    foreign key (enterprise_id, organization_id) references organization on delete cascade,
    foreign key (enterprise_id, account_id) references directory_user on delete cascade
  )`,
  'create index organization_member_account on organization_member (enterprise_id, account_id) where member',
]
