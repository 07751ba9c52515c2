import type { AppDeps } from './app-deps.ts'
import { makeEnterprise, makeScimToken } from './routes/enterprises.ts'
import { getEnterprise } from './store/enterprises.ts'
import { systemActor } from './store/events.ts'
import { makeOrganization } from './teams/organizations.ts'

interface Person {
  id: string
  name: string
  email: string
  department: string
  title: string
  status: 'active' | 'left'
}

interface Company {
  name: string
  people: readonly Person[]
}

const slug = 'harborlight'
const organization = 'harborlight-engineering'
const departments = ['Executive', 'Platform', 'Freight Core', 'Customer Apps', 'Security', 'IT']
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** Makes the example company's enterprise and provisions it as its identity provider would: over HTTP, with a token. */
export async function fillDirectory(deps: AppDeps, address: string, company: Company): Promise<void> {
  const maker = { tenant: deps.homeTenant, actor: systemActor }
  await makeEnterprise(deps, maker, {
    slug,
    kind: 'emu',
    name: company.name,
    shortCode: 'harbor',
    identityProvider: 'okta',
  })
  const { token } = await makeScimToken(deps, maker, slug, { name: 'Okta', scopes: ['scim:enterprise'] })
  const scim = async (method: string, path: string, body?: object): Promise<{ id: string }> => {
    const response = await fetch(`${address}/scim/v2/enterprises/${slug}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'Okta SCIM Client 1.0.0',
        ...(body ? { 'content-type': 'application/scim+json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return (await response.json()) as { id: string }
  }
  const people = company.people.filter(({ department }) => departments.includes(department))
  const ids = new Map<string, string>()
  for (const person of people) {
    await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${person.email}"`)}&startIndex=1&count=100`)
    ids.set(person.id, (await scim('POST', '/Users', asUser(person))).id)
  }
  for (const department of departments) {
    const members = people.filter((one) => one.department === department).map(({ id }) => ({ value: ids.get(id) }))
    await scim('POST', '/Groups', {
      schemas: [groupSchema],
      externalId: `okta-group-${department.toLowerCase().replaceAll(' ', '-')}`,
      displayName: department,
      members,
    })
  }
  const patch = (id: string, value: object) =>
    scim('PATCH', `/Users/${ids.get(id)}`, { schemas: [patchSchema], Operations: [{ op: 'replace', value }] })
  const [first, second] = people
  for (const person of people) if (person.status === 'left') await patch(person.id, { active: false })
  if (first) await patch(first.id, { displayName: `${first.name} (${first.title})` })
  // The same person once more: what a provider that lost its memory does, and how that is refused.
  if (second) await scim('POST', '/Users', asUser(second))
  await fillTeams(deps, address)
}

/** An organization whose teams follow groups, as a client of GitHub's REST API links them; one is left to be linked. */
async function fillTeams(deps: AppDeps, address: string): Promise<void> {
  const maker = { tenant: deps.homeTenant, actor: systemActor }
  const enterprise = await getEnterprise(deps.db, deps.homeTenant, slug)
  const doing = { enterprise, now: deps.now(), requestId: 'demo' }
  await makeOrganization(deps, doing, { login: organization, name: 'Harborlight Engineering' })
  const { token } = await makeScimToken(deps, maker, slug, { name: 'Teams', scopes: ['admin:enterprise'] })
  const rest = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${address}/orgs/${organization}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'octokit', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return (await response.json()) as T
  }
  const { groups } = await rest<{ groups: { group_id: number; group_name: string }[] }>('GET', '/external-groups')
  for (const name of ['Platform', 'Freight Core', 'Security', 'On call']) {
    const { slug: team } = await rest<{ slug: string }>('POST', '/teams', { name })
    const group = groups.find(({ group_name }) => group_name === name)
    if (group) await rest('PATCH', `/teams/${team}/external-groups`, { group_id: group.group_id })
  }
}

function asUser({ id, name, email }: Person): object {
  const [givenName = name, ...rest] = name.split(' ')
  return {
    schemas: [userSchema],
    externalId: `okta-${id}`,
    userName: email,
    displayName: name,
    name: { givenName, familyName: rest.join(' ') || givenName },
    emails: [{ value: email, type: 'work', primary: true }],
    active: true,
  }
}
