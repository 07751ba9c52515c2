import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../support/directory.ts'
import { openTeams, type TeamsBench } from '../support/teams.ts'
import { restDifferences } from './github-contract.ts'

const kinds = [
  ['emu', { slug: 'octo', kind: 'emu', shortCode: 'octo' }, ''],
  ['ghes', { slug: 'appliance', kind: 'ghes', host: 'ghes.octo.example' }, '/ghes/appliance/api/v3'],
] as const

describe.each(kinds)('%s: organizations, teams and external groups', (kind, wanted, prefix) => {
  let bench: DirectoryBench
  let teams: TeamsBench
  let token: string
  beforeAll(async () => {
    bench = await openDirectory({ ...wanted })
    teams = await openTeams(bench)
    const made = await bench.server.home.ok<{ token: string }>('POST', `/enterprises/${wanted.slug}/tokens`, {
      scopes: ['admin:enterprise'],
    })
    token = made.token
    await teams.organization('octo-org')
  })
  afterAll(() => bench.close())

  /** Every answer that GitHub describes is held against its description. */
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await bench.server.app.inject({
      method: method as 'GET',
      url: prefix + path,
      headers: { 'user-agent': 'test client', authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    if (
      ![304, 400, 401].includes(answer.statusCode) &&
      (answer.statusCode < 400 || describes(method, path, answer.statusCode))
    )
      expect(restDifferences(kind, 'teams', method, path, answer.statusCode, answer.body), answer.body).toEqual([])
    return answer
  }
  /** Refusals of some operations are not in the description at all. */
  const describes = (method: string, path: string, status: number) => {
    try {
      restDifferences(kind, 'teams', method, path, status, '')
      return true
    } catch {
      return false
    }
  }
  const user = async () => {
    const answer = await bench.scim('POST', '/Users', aUser())
    const { id } = answer.json<{ id: string }>()
    const { login } = await bench.server.home.ok<{ login: string }>('GET', `/enterprises/${wanted.slug}/users/${id}`)
    return { id, login }
  }
  const group = async (displayName: string, ...members: { id: string }[]) => {
    const body = aGroup({ displayName, members: members.map(({ id }) => ({ value: id })) })
    return (await bench.scim('POST', '/Groups', body)).json<{ id: string }>().id
  }
  const numberOf = async (name: string) =>
    (await call('GET', `/orgs/octo-org/external-groups?display_name=${encodeURIComponent(name)}`)).json().groups[0]
      .group_id

  test('a team is linked to a group, its members follow, and unlinking takes them out', async () => {
    const [one, two] = [await user(), await user()]
    await group('Octocat admins', one)
    const number = await numberOf('cat adm')
    expect(number).toEqual(expect.any(Number))
    const made = await call('POST', '/orgs/octo-org/teams', { name: 'Justice League', description: 'A great team.' })
    expect(made.statusCode, made.body).toBe(201)
    expect(made.json()).toMatchObject({ slug: 'justice-league', members_count: 0, organization: { login: 'octo-org' } })
    expect((await call('GET', '/orgs/octo-org/teams/justice-league/external-groups')).json()).toEqual({ groups: [] })
    await bench.takeActions()
    const linked = await call('PATCH', '/orgs/octo-org/teams/justice-league/external-groups', { group_id: number })
    expect(linked.json()).toMatchObject({
      group_id: number,
      group_name: 'Octocat admins',
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      teams: [{ team_name: 'Justice League' }],
      members: [{ member_login: one.login }],
    })
    expect(await bench.takeActions()).toEqual(['external_group.link', 'org.add_member', 'team.add_member'])
    expect((await call('GET', '/orgs/octo-org/teams/justice-league/members')).json()).toMatchObject([
      { login: one.login },
    ])
    expect((await call('GET', `/orgs/octo-org/memberships/${one.login}`)).json()).toMatchObject({
      direct_membership: false,
    })
    expect((await call('GET', '/orgs/octo-org/teams/justice-league/external-groups')).json().groups).toHaveLength(1)
    // By hand nobody comes or goes.
    const refused = await call('PUT', `/orgs/octo-org/teams/justice-league/memberships/${two.login}`)
    expect(refused.statusCode).toBe(403)
    expect(refused.json().message).toContain('Octocat admins')
    expect((await call('DELETE', `/orgs/octo-org/memberships/${one.login}`)).statusCode).toBe(422)
    expect((await call('DELETE', '/orgs/octo-org/teams/justice-league/external-groups')).statusCode).toBe(204)
    expect((await call('GET', '/orgs/octo-org/teams/justice-league/members')).json()).toEqual([])
    expect((await call('GET', `/orgs/octo-org/members/${one.login}`)).statusCode).toBe(404)
    expect(await teams.faults()).toEqual([])
  })

  test('a team with members of its own, a nested team and an unknown group are refused with the reason', async () => {
    const person = await user()
    await group('Refused', person)
    const number = await numberOf('Refused')
    await call('POST', '/orgs/octo-org/teams', { name: 'By hand' })
    const put = await call('PUT', `/orgs/octo-org/teams/by-hand/memberships/${person.login}`, { role: 'maintainer' })
    expect(put.json()).toMatchObject({ role: 'maintainer', state: 'active' })
    const refused = await call('PATCH', '/orgs/octo-org/teams/by-hand/external-groups', { group_id: number })
    expect(refused.statusCode).toBe(422)
    expect(refused.json().errors[0].message).toContain('added by hand')
    const { id } = (await call('POST', '/orgs/octo-org/teams', { name: 'Parent' })).json()
    await call('POST', '/orgs/octo-org/teams', { name: 'Child', parent_team_id: id })
    for (const slug of ['parent', 'child'])
      expect(
        (await call('PATCH', `/orgs/octo-org/teams/${slug}/external-groups`, { group_id: number })).json().errors[0]
          .message,
      ).toContain('nested')
    const unknown = await call('PATCH', '/orgs/octo-org/teams/by-hand/external-groups', { group_id: 1 })
    expect(unknown.statusCode).toBe(422)
    expect(unknown.json().errors[0]).toMatchObject({
      field: 'group_id',
      message: expect.stringContaining('no external group 1'),
    })
    expect((await call('PATCH', '/orgs/octo-org/teams/by-hand/external-groups', {})).statusCode).toBe(422)
    expect((await call('PATCH', '/orgs/octo-org/teams/by-hand', { parent_team_id: 1 })).statusCode).toBe(422)
    expect((await call('POST', '/orgs/octo-org/teams', { name: 'By Hand' })).statusCode).toBe(422)
    expect((await call('POST', '/orgs/octo-org/teams', { name: '!!!' })).statusCode).toBe(422)
    expect((await call('DELETE', `/orgs/octo-org/teams/by-hand/memberships/${person.login}`)).statusCode).toBe(204)
    expect((await call('PATCH', '/orgs/octo-org/teams/by-hand', { name: 'No hands' })).json().slug).toBe('no-hands')
    expect((await call('DELETE', '/orgs/octo-org/teams/no-hands')).statusCode).toBe(204)
    expect((await call('GET', '/orgs/octo-org/teams/no-hands')).statusCode).toBe(404)
  })

  test('members by hand: a role, a suspended member who is not listed, and who is in for two reasons', async () => {
    const person = await user()
    const set = await call('PUT', `/orgs/octo-org/memberships/${person.login}`, { role: 'admin' })
    expect(set.json()).toMatchObject({ role: 'admin', direct_membership: true, organization: { login: 'octo-org' } })
    const listed = async () =>
      (await call('GET', '/orgs/octo-org/members?role=admin')).json().map((one: { login: string }) => one.login)
    expect(await listed()).toEqual([person.login])
    await bench.scim('PATCH', `/Users/${person.id}`, patch({ op: 'replace', path: 'active', value: false }))
    expect(await listed()).toEqual([])
    await bench.scim('PATCH', `/Users/${person.id}`, patch({ op: 'replace', path: 'active', value: true }))
    expect(await listed()).toEqual([person.login])
    expect((await call('DELETE', `/orgs/octo-org/members/${person.login}`)).statusCode).toBe(204)
    expect(await listed()).toEqual([])
    expect((await call('PUT', '/orgs/octo-org/memberships/nobody')).statusCode).toBe(422)
    expect((await call('GET', '/orgs/octo-org/memberships/nobody')).statusCode).toBe(404)
    expect((await call('GET', '/orgs/elsewhere')).statusCode).toBe(404)
    expect((await call('GET', '/orgs/octo-org')).json()).toMatchObject({ login: 'octo-org' })
  })

  test('lists are paged by Link, groups by an opaque cursor; an unchanged answer is 304', async () => {
    const people = [await user(), await user(), await user()]
    await group('Paged one', ...people)
    await group('Paged two')
    await group('Paged three')
    const seen: string[] = []
    let next = '/orgs/octo-org/external-groups?display_name=paged&per_page=2'
    for (let pages = 0; next !== '' && pages < 5; pages++) {
      const answer = await call('GET', next)
      seen.push(...answer.json().groups.map((one: { group_name: string }) => one.group_name))
      const link = /<([^>]+)>; rel="next"/.exec(String(answer.headers.link ?? ''))?.[1]
      next = link ? link.slice('http://localhost'.length + prefix.length) : ''
      if (link) expect(new URL(link).searchParams.get('page')).toMatch(/^[\w-]{4,}$/)
    }
    expect(seen).toEqual(['Paged one', 'Paged two', 'Paged three'])
    const first = await call('GET', `/orgs/octo-org/external-group/${await numberOf('Paged one')}?per_page=2`)
    expect(first.json().members).toHaveLength(2)
    expect(first.headers.link).toContain('rel="next"')
    const again = await call(
      'GET',
      `/orgs/octo-org/external-group/${await numberOf('Paged one')}?per_page=2`,
      undefined,
      {
        'if-none-match': String(first.headers.etag),
      },
    )
    expect(first.headers.etag).toMatch(/^W\//)
    expect(again.statusCode).toBe(304)
    expect((await call('GET', '/orgs/octo-org/external-groups?page=nonsense')).statusCode).toBe(422)
  })

  test('a token for SCIM alone is refused, as is none, and an organization of another enterprise is not there', async () => {
    const withScim = { authorization: `Bearer ${bench.token}` }
    const refused = await call('GET', '/orgs/octo-org/teams', undefined, withScim)
    expect(refused.statusCode).toBe(403)
    expect(refused.json().message).toContain('admin:enterprise')
    expect(
      (await call('GET', '/orgs/octo-org/teams', undefined, { authorization: 'Bearer rc_scim_x' })).statusCode,
    ).toBe(401)
    const other = await bench.server.home.ok<{ slug: string }>('POST', '/enterprises', {
      slug: `other-${kind}`,
      kind: 'emu',
      shortCode: `o${kind}`,
    })
    const made = await bench.server.home.ok<{ token: string }>('POST', `/enterprises/${other.slug}/tokens`, {
      scopes: ['admin:enterprise'],
    })
    const elsewhere = await bench.server.app.inject({
      method: 'GET',
      url: '/orgs/octo-org/teams',
      headers: { 'user-agent': 'test client', authorization: `Bearer ${made.token}` },
    })
    expect(elsewhere.statusCode).toBe(404)
  })

  test.runIf(kind === 'emu')(
    'enterprise teams: linked by SCIM id, with members of their own, and no team of an organization',
    async () => {
      const [one, two] = [await user(), await user()]
      const scimId = await group('Everyone', one)
      const made = await call('POST', '/enterprises/octo/teams', { name: 'All hands', group_id: scimId })
      expect(made.statusCode, made.body).toBe(201)
      expect(made.json()).toMatchObject({ slug: 'ent:all-hands', group_id: scimId, group_name: 'Everyone' })
      const slug = encodeURIComponent('ent:all-hands')
      expect((await call('GET', `/enterprises/octo/teams/${slug}/memberships`)).json()).toMatchObject([
        { login: one.login },
      ])
      const asOrganization = await call('GET', `/orgs/octo-org/teams/${slug}/external-groups`)
      expect(asOrganization.statusCode).toBe(422)
      expect(asOrganization.json().errors[0].message).toContain('team of the enterprise')
      expect((await call('PATCH', `/enterprises/octo/teams/${slug}`, { group_id: null })).json().group_id).toBeNull()
      expect((await call('GET', `/enterprises/octo/teams/${slug}/memberships`)).json()).toEqual([])
      const added = await call('POST', `/enterprises/octo/teams/${slug}/memberships/add`, {
        usernames: [one.login, two.login],
      })
      expect(added.json()).toHaveLength(2)
      const bad = await call('POST', `/enterprises/octo/teams/${slug}/memberships/add`, { usernames: ['nobody'] })
      expect(bad.statusCode).toBe(422)
      // Linking replaces those who were added by hand.
      await call('PATCH', `/enterprises/octo/teams/${slug}`, { group_id: scimId })
      expect((await call('GET', `/enterprises/octo/teams/${slug}/memberships`)).json()).toMatchObject([
        { login: one.login },
      ])
      expect((await call('PATCH', `/enterprises/octo/teams/${slug}`, { group_id: 'nonsense' })).statusCode).toBe(422)
      expect((await call('GET', '/enterprises/octo/teams')).json()).toHaveLength(1)
      expect((await call('GET', '/enterprises/octo/consumed-licenses')).json()).toMatchObject({
        users: expect.any(Array),
      })
      expect((await call('DELETE', `/enterprises/octo/teams/${slug}`)).statusCode).toBe(204)
      expect(await teams.faults()).toEqual([])
    },
  )

  test.runIf(kind === 'ghes')('an organization is made by its administrator', async () => {
    const owner = await user()
    const made = await call('POST', '/admin/organizations', {
      login: 'new-org',
      admin: owner.login,
      profile_name: 'New',
    })
    expect(made.statusCode, made.body).toBe(201)
    expect((await call('GET', '/orgs/new-org/members')).json()).toMatchObject([{ login: owner.login }])
    expect((await call('POST', '/admin/organizations', { login: 'new-org', admin: owner.login })).statusCode).toBe(422)
    expect((await call('POST', '/admin/organizations', { login: '-no-', admin: owner.login })).statusCode).toBe(422)
    expect((await call('DELETE', '/orgs/new-org')).statusCode).toBe(202)
    expect((await call('GET', '/orgs/new-org')).statusCode).toBe(404)
  })
})
