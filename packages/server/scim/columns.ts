import {
  type AttributePath,
  badRequest,
  enterpriseUserSchemaId,
  type FilterColumns,
  findByName,
  groupSchema,
  printAttributePath,
  type ResourceType,
  type RowsColumn,
  resolveAttributePath,
  userSchema,
  type ValueColumn,
} from '@rollcall/scim'
import { foldCaseSql } from '../store/fold-case.ts'
import type { SortKey } from '../store/page-of.ts'

const identity = (name: string): string => `u.state->'identity'->>'${name}'`
const attribute = (name: string): ValueColumn => ({ sql: `u.state->'identity'->'attributes'->>'${name}'` })
/** Moments are kept as milliseconds since 1970. */
const moment = (milliseconds: string): ValueColumn => ({ sql: `to_timestamp((${milliseconds})::numeric / 1000)` })

/** Values of a multi-valued attribute, kept as an array in the row. */
const values = (array: string, names: readonly string[]): RowsColumn => ({
  exists: (condition) =>
    `exists (select 1 from jsonb_array_elements(coalesce(${array}, '[]'::jsonb)) v where ${condition})`,
  columns: Object.fromEntries(
    names.map((name) => [
      name,
      {
        sql:
          name === 'primary' ? `(case jsonb_typeof(v) when 'object' then v->>'primary' end)::boolean` : `v->>'${name}'`,
      },
    ]),
  ),
})
const common = ['value', 'type', 'primary', 'display']
const carried = (name: string, names: readonly string[] = common): RowsColumn =>
  values(`u.state->'identity'->'attributes'->'${name}'`, names)
const extension = (name: string): ValueColumn => ({
  sql: `u.state->'identity'->'attributes'->'${enterpriseUserSchemaId}'->>'${name}'`,
})
const manager = (name: string): ValueColumn => ({
  sql: `u.state->'identity'->'attributes'->'${enterpriseUserSchemaId}'->'manager'->>'${name}'`,
})

const nameParts = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix']
const singles = ['nickName', 'profileUrl', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone']
const plurals = ['phoneNumbers', 'ims', 'photos', 'entitlements', 'x509Certificates']

/** Where each attribute of a User stands, for filters and sorting. The query calls the table `u`. */
export const userColumns: FilterColumns = {
  schemas: {
    exists: (condition) => `exists (select from (select '${userSchema.id}' as v union all
      select jsonb_object_keys(coalesce(u.state->'identity'->'attributes', '{}')) as v) s where v like 'urn:%' and ${condition})`,
    columns: { value: { sql: 'v' } },
  },
  'meta.resourceType': { sql: `'User'` },
  id: { sql: 'u.id', as: 'uuid' },
  externalId: { sql: 'u.external_id' },
  userName: { sql: identity('userName'), key: 'u.user_name_taken' },
  displayName: { sql: identity('displayName') },
  active: { sql: `(${identity('active')})::boolean` },
  ...Object.fromEntries(nameParts.map((part) => [`name.${part}`, { sql: `u.state->'identity'->'name'->>'${part}'` }])),
  ...Object.fromEntries(singles.map((name) => [name, attribute(name)])),
  ...Object.fromEntries(plurals.map((name) => [name, carried(name)])),
  // Rows of their own, with an index: `exists` becomes a join that begins at the e-mail.
  emails: {
    exists: (condition) => `exists (select 1 from directory_email v
      where v.enterprise_id = u.enterprise_id and v.account_id = u.account_id and ${condition})`,
    columns: { ...Object.fromEntries(common.map((name) => [name, { sql: `v."${name}"` }])) },
  },
  roles: values(`u.state->'identity'->'roles'`, common),
  addresses: carried('addresses', [
    'formatted',
    'streetAddress',
    'locality',
    'region',
    'postalCode',
    'country',
    'type',
    'primary',
  ]),
  groups: {
    exists: (condition) => `exists (select 1 from directory_member m join directory_group g
      on g.enterprise_id = m.enterprise_id and g.number = m.group_number
      where m.enterprise_id = u.enterprise_id and m.account_id = u.account_id and not u.suspended and ${condition})`,
    columns: { value: { sql: 'g.id', as: 'uuid' }, display: { sql: 'g.display_name' } },
  },
  ...Object.fromEntries(
    ['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map((name) => [
      `${enterpriseUserSchemaId}:${name}`,
      extension(name),
    ]),
  ),
  [`${enterpriseUserSchemaId}:manager.value`]: manager('value'),
  [`${enterpriseUserSchemaId}:manager.displayName`]: manager('displayName'),
  'meta.created': moment(identity('createdAt')),
  'meta.lastModified': moment(identity('updatedAt')),
}

/** The same for a Group, which the query calls `g`. */
export const groupColumns: FilterColumns = {
  schemas: {
    exists: (condition) => `exists (select from (select '${groupSchema.id}' as v) s where ${condition})`,
    columns: { value: { sql: 'v' } },
  },
  'meta.resourceType': { sql: `'Group'` },
  id: { sql: 'g.id', as: 'uuid' },
  externalId: { sql: 'g.external_id' },
  displayName: { sql: 'g.display_name' },
  members: {
    exists: (condition) => `exists (select 1 from directory_member m join directory_user u
      on u.enterprise_id = m.enterprise_id and u.account_id = m.account_id
      where m.enterprise_id = g.enterprise_id and m.group_number = g.number and not u.suspended and ${condition})`,
    columns: {
      value: { sql: 'u.id', as: 'uuid' },
      display: { sql: `coalesce(nullif(u.state->>'displayName', ''), u.state->>'login')` },
      type: { sql: `'User'` },
    },
  },
  'meta.created': moment(`g.state->>'createdAt'`),
  'meta.lastModified': moment(`g.state->>'updatedAt'`),
}

/** How much of a text sorts a list: its place has to fit into a cursor. */
const sortedLength = 256

/**
 * What sortBy means (RFC 7644 §3.4.2.3): without case where the attribute has none. Of several values the primary one counts, or
 * else the first.
 * @throws ScimError 400 `invalidPath` for what cannot be sorted by.
 */
export function sortKey(
  type: ResourceType,
  columns: FilterColumns,
  path: AttributePath | null,
  order: 'ascending' | 'descending',
): SortKey | null {
  if (path === null) return null
  const refuse = () => badRequest('invalidPath', `sortBy: ${printAttributePath(path)} cannot be sorted by.`)
  const meaning = resolveAttributePath(type, path, { bareExtensionNames: true })
  if (meaning === null || !('attribute' in meaning)) throw refuse()
  const named = meaning.attribute
  const { parent } = named
  const node = parent && named.attribute.name === 'value' && columns[named.path] === undefined ? parent : named
  const column = columns[node.path] ?? columns[findByName(node.subs, 'value')?.path ?? '']
  if (column === undefined) throw refuse()
  const key = (type: SortKey['type'], sql: string): SortKey => ({ sql, type, descending: order === 'descending' })
  const text = (sql: string, exact: boolean) =>
    key('text', `left(${exact ? sql : foldCaseSql(sql)}, ${sortedLength}) collate "C"`)
  if ('exists' in column) {
    if (!['emails', 'roles'].includes(node.path)) throw refuse()
    const list = `u.state->'identity'->'${node.path}'`
    return text(`coalesce(jsonb_path_query_first(${list}, '$[*] ? (@.primary == true)'), ${list}->0)->>'value'`, false)
  }
  switch (node.attribute.type) {
    case 'boolean':
      return key('boolean', column.sql)
    case 'dateTime':
      return key('timestamptz', column.sql)
    case 'integer':
    case 'decimal':
      return key('numeric', column.sql)
    default:
      return text(column.as === 'uuid' ? `(${column.sql})::text` : column.sql, node.attribute.caseExact)
  }
}
