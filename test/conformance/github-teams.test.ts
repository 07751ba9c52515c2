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
    expect(refused.json().message).toContain('admin:org')
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

  test('a team by its number, as by its slug', async () => {
    const [one, two] = [await user(), await user()]
    const { id } = (await call('POST', '/orgs/octo-org/teams', { name: 'Numbered' })).json()
    const { id: child } = (
      await call('POST', '/orgs/octo-org/teams', { name: 'Below', parent_team_id: id, privacy: 'closed' })
    ).json()
    expect((await call('GET', `/teams/${id}`)).json()).toEqual(
      (await call('GET', '/orgs/octo-org/teams/numbered')).json(),
    )
    for (const at of [`/teams/${id}`, '/orgs/octo-org/teams/numbered']) {
      expect((await call('GET', `${at}/teams`)).json()).toMatchObject([{ id: child, parent: { id } }])
      if (kind === 'emu') expect((await call('GET', `${at}/invitations`)).json()).toEqual([])
    }
    const put = await call('PUT', `/teams/${id}/memberships/${one.login}`, { role: 'maintainer' })
    expect(put.json()).toMatchObject({ role: 'maintainer', state: 'active' })
    expect((await call('PUT', `/teams/${id}/members/${two.login}`)).statusCode).toBe(204)
    // Who is in it stays what they are.
    expect((await call('PUT', `/teams/${id}/members/${one.login}`)).statusCode).toBe(204)
    expect((await call('GET', `/teams/${id}/memberships/${one.login}`)).json().role).toBe('maintainer')
    expect((await call('GET', `/teams/${id}/members?role=maintainer`)).json()).toMatchObject([{ login: one.login }])
    expect((await call('GET', `/teams/${id}/members/${two.login}`)).statusCode).toBe(204)
    expect((await call('DELETE', `/teams/${id}/members/${two.login}`)).statusCode).toBe(204)
    expect((await call('GET', `/teams/${id}/members/${two.login}`)).statusCode).toBe(404)
    expect((await call('DELETE', `/teams/${id}/memberships/${one.login}`)).statusCode).toBe(204)
    expect((await call('GET', `/teams/${id}/memberships/${one.login}`)).statusCode).toBe(404)
    expect((await call('PATCH', `/teams/${child}`, { name: 'Renamed', parent_team_id: null })).json()).toMatchObject({
      slug: 'renamed',
      parent: null,
    })
    expect((await call('DELETE', `/teams/${child}`)).statusCode).toBe(204)
    for (const none of [child, 0, 999_999, 'numbered', '1e3'])
      expect((await call('GET', `/teams/${none}`)).statusCode, String(none)).toBe(404)
  })

  test('a linked team takes nobody by hand under its number either, and its links lead to it', async () => {
    const [one, two] = [await user(), await user()]
    await group('By number', one)
    const { id, url } = (await call('POST', '/orgs/octo-org/teams', { name: 'Linked' })).json()
    await call('PATCH', '/orgs/octo-org/teams/linked/external-groups', { group_id: await numberOf('By number') })
    const refused = await call('PUT', `/teams/${id}/memberships/${two.login}`)
    expect(refused.statusCode).toBe(403)
    expect(refused.json().message).toContain('By number')
    expect((await call('DELETE', `/teams/${id}/memberships/${one.login}`)).statusCode).toBe(403)
    // "Not Found if team synchronization is set up"
    const older = await call('PUT', `/teams/${id}/members/${two.login}`)
    expect(older.statusCode).toBe(404)
    expect(older.json().detail).toContain('By number')
    expect((await call('DELETE', `/teams/${id}/members/${one.login}`)).statusCode).toBe(404)
    expect((await call('GET', `/teams/${id}/members`)).json()).toMatchObject([{ login: one.login }])
    const followed = await bench.server.app.inject({
      url: new URL(url).pathname,
      headers: { 'user-agent': 'test client', authorization: `Bearer ${token}` },
    })
    expect(followed.json()).toMatchObject({ id, slug: 'linked' })
    const elsewhere = await bench.server.app.inject({
      url: new URL(url).pathname.replace(/organizations\/\d+/, 'organizations/1'),
      headers: { 'user-agent': 'test client', authorization: `Bearer ${token}` },
    })
    expect(elsewhere.statusCode).toBe(404)
  })

  test.each([
    ['read:org', { list: 200, one: 200, member: 404, team: 404, groups: 403 }],
    ['write:org', { list: 200, one: 200, member: 200, team: 404, groups: 403 }],
    ['admin:org', { list: 200, one: 200, member: 200, team: 201, groups: 200 }],
    ['admin:enterprise', { list: 200, one: 200, member: 200, team: 201, groups: 200 }],
    ['read:enterprise', { list: 403, one: 404, member: 404, team: 404, groups: 403 }],
    ['read:audit_log', { list: 403, one: 404, member: 404, team: 404, groups: 403 }],
  ])('%s opens what GitHub opens with it', async (scope, expected) => {
    const made = await bench.server.home.ok<{ token: string }>('POST', `/enterprises/${wanted.slug}/tokens`, {
      scopes: [scope],
    })
    const person = await user()
    const name = `Scope ${scope}`
    await call('POST', '/orgs/octo-org/teams', { name: `Seen ${scope}` })
    const as = { authorization: `Bearer ${made.token}` }
    const list = await call('GET', '/orgs/octo-org/teams', undefined, as)
    expect(list.headers).toMatchObject({
      'x-oauth-scopes': scope,
      'x-accepted-oauth-scopes': 'admin:org, read:org, write:org',
    })
    const slug = `seen-${scope.replace(/[^a-z]/g, '-')}`
    const one = await call('GET', `/orgs/octo-org/teams/${slug}`, undefined, as)
    const member = await call('PUT', `/orgs/octo-org/memberships/${person.login}`, {}, as)
    const team = await call('POST', '/orgs/octo-org/teams', { name }, as)
    const groups = await call('GET', '/orgs/octo-org/external-groups', undefined, as)
    const answers = { list, one, member, team, groups }
    const statuses = Object.fromEntries(Object.entries(answers).map(([what, { statusCode }]) => [what, statusCode]))
    expect(statuses).toEqual(expected)
    for (const { statusCode, body } of Object.values(answers))
      if (statusCode === 403) expect(JSON.parse(body).message).toContain('needs the scope admin:org')
    if (expected.team === 404) {
      expect(team.json()).toMatchObject({ message: 'Not Found', detail: expect.stringContaining('admin:org') })
      expect((await call('GET', `/orgs/octo-org/teams/scope-${scope.replace(/[^a-z]/g, '-')}`)).statusCode).toBe(404)
    }
  })

  if (kind === 'emu') {
    test('enterprise teams: linked by SCIM id, with members of their own, and no team of an organization', async () => {
      const [one, two] = [await user(), await user()]
      const scimId = await group('Everyone', one)
      const made = await call('POST', '/enterprises/octo/teams', { name: 'All hands', group_id: scimId })
      expect(made.statusCode, made.body).toBe(201)
      expect(made.json()).toMatchObject({ slug: 'ent:all-hands', group_id: scimId })
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
    })

    test('an enterprise team brings its members into organizations: chosen ones, all, none', async () => {
      const [one, two] = [await user(), await user()]
      for (const login of ['first-org', 'second-org']) await teams.organization(login)
      const scimId = await group('Travellers', one)
      const made = await call('POST', '/enterprises/octo/teams', {
        name: 'Travellers',
        group_id: scimId,
        organization_selection_type: 'selected',
      })
      expect(made.json()).toMatchObject({ organization_selection_type: 'selected' })
      const at = '/enterprises/octo/teams/ent:travellers'
      expect((await call('GET', `${at}/organizations`)).json()).toEqual([])
      await bench.takeActions()
      const slugs = { organization_slugs: ['first-org', 'Second-Org'] }
      const added = await call('POST', `${at}/organizations/add`, slugs)
      expect(added.json()).toMatchObject([{ login: 'first-org' }, { login: 'second-org' }])
      const joined = ['enterprise_team.assign_organization', 'org.add_member']
      expect((await bench.takeActions()).toSorted()).toEqual([joined[0], joined[0], joined[1], joined[1]])
      expect((await call('GET', '/orgs/first-org/members')).json()).toMatchObject([{ login: one.login }])
      expect((await call('GET', `/orgs/first-org/memberships/${one.login}`)).json()).toMatchObject({
        direct_membership: false,
        enterprise_teams_providing_indirect_membership: ['ent:travellers'],
      })
      const kept = await call('DELETE', `/orgs/first-org/members/${one.login}`)
      expect(kept.statusCode).toBe(422)
      expect(kept.json().errors[0].message).toContain('ent:travellers')
      // Of both, the one by hand alone is taken.
      await call('PUT', `/orgs/first-org/memberships/${one.login}`, { role: 'admin' })
      expect((await call('DELETE', `/orgs/first-org/memberships/${one.login}`)).statusCode).toBe(204)
      expect((await call('GET', `/orgs/first-org/memberships/${one.login}`)).json()).toMatchObject({
        direct_membership: false,
        role: 'member',
      })
      // By its number too, one at a time, and by page.
      const numbered = `/enterprises/octo/teams/${made.json().id}`
      expect((await call('GET', `${numbered}/organizations?per_page=1`)).headers.link).toContain('page=2')
      expect((await call('GET', `${numbered}/organizations/SECOND-org`)).json()).toMatchObject({ login: 'second-org' })
      expect((await call('DELETE', `${at}/organizations/first-org`)).statusCode).toBe(204)
      expect((await call('GET', `${at}/organizations/first-org`)).statusCode).toBe(404)
      expect((await call('GET', `/orgs/first-org/members/${one.login}`)).statusCode).toBe(404)
      expect((await call('PUT', `${at}/organizations/first-org`)).statusCode).toBe(201)
      expect((await call('POST', `${at}/organizations/remove`, slugs)).statusCode).toBe(204)
      expect((await call('GET', `${at}/organizations`)).json()).toEqual([])
      expect(await teams.faults()).toEqual([])
      // All: those there are, and one that is made later.
      const all = await call('PATCH', at, { organization_selection_type: 'all' })
      expect(all.json()).toMatchObject({ organization_selection_type: 'all' })
      await bench.server.home.ok('POST', '/enterprises/octo/organizations', { login: 'later-org' })
      expect((await call('GET', `/orgs/later-org/members/${one.login}`)).statusCode).toBe(204)
      const refused = await call('POST', `${at}/organizations/remove`, { organization_slugs: ['later-org'] })
      expect(refused.statusCode).toBe(422)
      expect(refused.json().errors[0].message).toContain('all organizations')
      // With every change of the group, and by hand once it is unlinked.
      await bench.scim('PATCH', `/Groups/${scimId}`, patch({ op: 'add', path: 'members', value: [{ value: two.id }] }))
      expect((await call('GET', `/orgs/later-org/members/${two.login}`)).statusCode).toBe(204)
      await call('PATCH', at, { group_id: null, organization_selection_type: 'selected' })
      expect((await call('GET', `/orgs/later-org/members/${two.login}`)).statusCode).toBe(404)
      expect((await call('GET', `${at}/organizations/later-org`)).statusCode).toBe(200)
      await call('PUT', `${at}/memberships/${two.login}`)
      expect((await call('GET', `/orgs/later-org/memberships/${two.login}`)).json()).toMatchObject({
        direct_membership: false,
      })
      expect(await teams.faults()).toEqual([])
      await call('DELETE', `${at}/memberships/${two.login}`)
      expect((await call('GET', `/orgs/later-org/members/${two.login}`)).statusCode).toBe(404)
      for (const bad of [{}, { organization_slugs: ['nowhere'] }, { organization_slugs: [1] }])
        expect((await call('POST', `${at}/organizations/add`, bad)).statusCode).toBe(422)
      expect((await call('PATCH', at, { organization_selection_type: 'some' })).statusCode).toBe(422)
      expect((await call('PUT', `${at}/organizations/nowhere`)).statusCode).toBe(404)
      // A deleted team takes nobody along.
      await call('PUT', `${at}/memberships/${one.login}`)
      expect((await call('DELETE', at)).statusCode).toBe(204)
      expect((await call('GET', `/orgs/later-org/members/${one.login}`)).statusCode).toBe(404)
      expect((await call('GET', `/teams/${made.json().id}`)).statusCode).toBe(404)
      expect(await teams.faults()).toEqual([])
      for (const login of ['first-org', 'second-org', 'later-org']) await call('DELETE', `/orgs/${login}`)
    })

    test('enterprise teams are read with read:enterprise, changed with admin:enterprise, and never with admin:org', async () => {
      const tokenOf = async (scope: string) => ({
        authorization: `Bearer ${
          (await bench.server.home.ok<{ token: string }>('POST', '/enterprises/octo/tokens', { scopes: [scope] })).token
        }`,
      })
      const [reads, org] = [await tokenOf('read:enterprise'), await tokenOf('admin:org')]
      const list = await call('GET', '/enterprises/octo/teams', undefined, reads)
      expect([list.statusCode, list.headers['x-accepted-oauth-scopes']]).toEqual([
        200,
        'admin:enterprise, read:enterprise',
      ])
      expect((await call('POST', '/enterprises/octo/teams', { name: 'No' }, reads)).statusCode).toBe(403)
      expect((await call('GET', '/enterprises/octo/teams', undefined, org)).statusCode).toBe(403)
    })
  } else
    test('an organization is made by its administrator', async () => {
      const owner = await user()
      const made = await call('POST', '/admin/organizations', {
        login: 'new-org',
        admin: owner.login,
        profile_name: 'New',
      })
      expect(made.statusCode, made.body).toBe(201)
      expect((await call('GET', '/orgs/new-org/members')).json()).toMatchObject([{ login: owner.login }])
      expect((await call('POST', '/admin/organizations', { login: 'new-org', admin: owner.login })).statusCode).toBe(
        422,
      )
      expect((await call('POST', '/admin/organizations', { login: '-no-', admin: owner.login })).statusCode).toBe(422)
      expect((await call('DELETE', '/orgs/new-org')).statusCode).toBe(202)
      expect((await call('GET', '/orgs/new-org')).statusCode).toBe(404)
    })
})
