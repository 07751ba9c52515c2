import { AppError } from '@rollcall/core'
import { licencesOf, licensedUsers, organizationMembers } from '../store/organizations.ts'
import {
  byHand,
  dropOrganization,
  makeOrganization,
  type Person,
  personNamed,
  removeOrganizationMember,
  setOrganizationMember,
} from './organizations.ts'
import { type Add, type Call, invalid, numbered, type Reply, slice } from './rest-call.ts'
import { organizationIn, personIn } from './rest-find.ts'
import { fullOrganization, simpleOrganization, simpleUser } from './rest-shapes.ts'

export function organizationRoutes(add: Add, kind: 'emu' | 'ghes' | 'any'): void {
  add('GET', '/orgs/:org', 'read:org', async (call) => ({
    body: fullOrganization(call.place, await organizationIn(call)),
  }))
  add('DELETE', '/orgs/:org', 'admin:org', async (call) => {
    await dropOrganization(call.deps, call.doing, await organizationIn(call))
    return { status: 202, body: {} }
  })
  add('GET', '/orgs/:org/members', 'read:org', listMembers)
  add('GET', '/orgs/:org/members/:username', 'read:org', async (call) => {
    await memberIn(call)
    return { status: 204 }
  })
  add('DELETE', '/orgs/:org/members/:username', 'admin:org', remove)
  add('GET', '/orgs/:org/memberships/:username', 'read:org', async (call) => ({ body: await membership(call) }))
  add('PUT', '/orgs/:org/memberships/:username', 'write:org', async (call) => {
    const organization = await organizationIn(call)
    const { role = 'member' } = call.body
    if (role !== 'member' && role !== 'admin') throw invalid('role', 'role is member or admin.', 'invalid')
    await byHand(call.deps, call.doing, async (hand) =>
      setOrganizationMember(hand, organization, await personNamed(hand, call.params.username ?? ''), role),
    )
    return { body: await membership(call) }
  })
  add('DELETE', '/orgs/:org/memberships/:username', 'write:org', remove)
  if (kind === 'ghes') add('POST', '/admin/organizations', 'admin:enterprise', create)
  else add('GET', '/enterprises/:enterprise/consumed-licenses', 'read:enterprise', consumedLicenses)
}

async function listMembers(call: Call): Promise<Reply> {
  const { db, doing, query } = call
  const organization = await organizationIn(call)
  const { filter = 'all', role = 'all' } = query
  if (!['all', '2fa_disabled', '2fa_insecure'].includes(filter)) throw invalid('filter', 'filter is all.', 'invalid')
  if (!['all', 'admin', 'member'].includes(role)) throw invalid('role', 'role is all, admin or member.', 'invalid')
  // Managed users sign in at their identity provider: of second factors there is nothing to list.
  const found =
    filter === 'all'
      ? await organizationMembers(
          db,
          doing.enterprise.id,
          organization.id,
          { suspended: false, role: role === 'all' ? undefined : (role as 'admin' | 'member') },
          slice(call),
        )
      : []
  const { rows, next } = numbered(call, found)
  return { body: rows.map(({ accountId, login }) => simpleUser(call.place, { accountId, login })), next }
}

async function memberIn(call: Call) {
  const { db, doing } = call
  const organization = await organizationIn(call)
  const person = await personIn(call)
  const [row] = await organizationMembers(
    db,
    doing.enterprise.id,
    organization.id,
    { accountId: person.accountId },
    { limit: 1 },
  )
  if (!row) throw new AppError('request.not_found', { what: `A member ${person.login} of ${organization.login}` })
  return { organization, person, row }
}

async function membership(call: Call) {
  const { organization, person, row } = await memberIn(call)
  const enterpriseTeams = row.teams.flatMap((team) => (team.ofEnterprise ? [team.slug] : [])).slice(0, 100)
  const url = `${call.place.api}/orgs/${organization.login}`
  return {
    url: `${url}/memberships/${person.login}`,
    state: 'active',
    role: row.role,
    direct_membership: row.direct,
    ...(enterpriseTeams.length > 0 ? { enterprise_teams_providing_indirect_membership: enterpriseTeams } : {}),
    organization_url: url,
    organization: simpleOrganization(call.place, organization),
    user: simpleUser(call.place, person),
  }
}

async function remove(call: Call): Promise<Reply> {
  const organization = await organizationIn(call)
  const person: Person = await personIn(call)
  await byHand(call.deps, call.doing, (hand) => removeOrganizationMember(hand, organization, person))
  return { status: 204 }
}

/** Enterprise Server alone has it. `admin` becomes an owner, where it is not the set-up user, who owns all. */
async function create(call: Call): Promise<Reply> {
  const { login, admin, profile_name: name } = call.body
  if (typeof login !== 'string') throw invalid('login', 'login is missing.', 'missing_field', 'Organization')
  if (typeof admin !== 'string') throw invalid('admin', 'admin is missing.', 'missing_field', 'Organization')
  const isSetup = admin.toLowerCase() === call.doing.enterprise.setup_user.toLowerCase()
  const owner = isSetup ? null : await personNamed(call, admin)
  const made = await makeOrganization(call.deps, call.doing, {
    login,
    name: typeof name === 'string' ? name : undefined,
  })
  if (owner) await byHand(call.deps, call.doing, (hand) => setOrganizationMember(hand, made, owner, 'admin'))
  return { status: 201, body: simpleOrganization(call.place, made) }
}

async function consumedLicenses(call: Call): Promise<Reply> {
  const { limit, used } = await licencesOf(call.db, call.doing.enterprise.id)
  const page = numbered(call, await licensedUsers(call.db, call.doing.enterprise.id, slice(call)))
  return {
    body: {
      total_seats_consumed: used,
      ...(limit === null ? {} : { total_seats_purchased: limit }),
      users: page.rows.map(({ login, name, organizations }) => ({
        github_com_login: login,
        github_com_name: name,
        github_com_user: true,
        license_type: 'enterprise',
        github_com_profile: `${call.place.web}/${login}`,
        github_com_member_roles: organizations,
        total_user_accounts: 1,
      })),
    },
    next: page.next,
  }
}
