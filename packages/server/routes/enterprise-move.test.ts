import type { Move } from '@rollcall/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGroup, aUser, type DirectoryBench, openDirectory, patch } from '../../../test/support/directory.ts'
import { until } from '../../../test/support/server.ts'
import { writeNotices } from '../sign-in/audit.ts'
import { findPlace } from '../store/sign-in-setup.ts'

const kinds = [
  ['emu', { slug: 'octo', kind: 'emu', shortCode: 'octo' }, '_octo'],
  ['ghes', { slug: 'appliance', kind: 'ghes', host: 'ghes.octo.example' }, ''],
] as const

describe.each(kinds)('%s', (kind, wanted, suffix) => {
  let bench: DirectoryBench
  const base = `/enterprises/${wanted.slug}`
  beforeAll(async () => {
    bench = await openDirectory({ ...wanted })
    for (const name of ['mona', 'bob', 'eve', 'gone'])
      expect((await bench.scim('POST', '/Users', old(name))).statusCode).toBe(201)
    await bench.scim('POST', '/Groups', aGroup())
  })
  afterAll(async () => {
    expect(bench.server.logs.filter((line) => line.err).map((line) => JSON.stringify(line.err))).toEqual([])
    await bench.close()
  })

  const old = (name: string) => aUser({ userName: `${name}@old.example`, externalId: `old-${name}` })
  const api = () => bench.server.home
  const move = async () => (await api().ok<{ move: Move }>('GET', `${base}/move`)).move
  const finish = (step: string, body: object = {}) => api().call('POST', `${base}/move/steps/${step}`, body)
  async function finished(step: string, body: object = {}) {
    const answer = await finish(step, body)
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json().move as Move
  }
  async function refused(step: string, body: object = {}): Promise<string> {
    const answer = await finish(step, body)
    expect(answer.statusCode, answer.body).toBe(422)
    return answer.json().error.fix
  }

  test('names are compared before anything is switched', async () => {
    expect(await api().ok('GET', `${base}/move`)).toEqual({ move: null })
    expect((await finish('compare')).statusCode).toBe(422)
    expect((await api().call('POST', `${base}/move`)).statusCode).toBe(201)
    expect((await api().call('POST', `${base}/move`)).statusCode).toBe(422)
    expect(await refused('compare')).toContain('Give the userNames')
    expect(await refused('reset', { confirm: wanted.slug })).toContain('go on there')
    const names = ['MONA@new.example', 'bob@new.example', 'bob@other.example', '!!', 'newcomer@new.example']
    const found = await api().ok('PUT', `${base}/move/names`, { names })
    expect(found).toEqual({ names: 5, matched: 1, missing: 2, added: 1, invalid: 1, clashing: 2 })
    const list = async (of: string) =>
      (await api().ok<{ items: object[] }>('GET', `${base}/move/names?kind=${of}`)).items
    expect(await list('missing')).toMatchObject([{ login: `eve${suffix}`, userName: null }, { login: `gone${suffix}` }])
    expect(await list('invalid')).toMatchObject([
      { userName: '!!', problem: expect.stringContaining('makes no login') },
    ])
    expect(await list('clashing')).toHaveLength(2)
    expect(await refused('compare')).toContain('The names differ')
    const good = await api().ok('PUT', `${base}/move/names`, {
      names: ['mona', 'bob', 'eve'].map((name) => `${name}@new.example`),
      replace: true,
    })
    expect(good).toEqual({ names: 3, matched: 3, missing: 1, added: 0, invalid: 0, clashing: 0 })
  })

  test('a copy to rehearse on: its own, marked, with the same logins, and gone when it is removed', async () => {
    const copy = await api().ok<{ slug: string }>('POST', `${base}/rehearsal`)
    expect(copy).toMatchObject({
      slug: `${wanted.slug}-rehearsal`,
      copyOf: wanted.slug,
      host: null,
      users: 4,
      groups: 1,
    })
    expect((await api().call('POST', `${base}/rehearsal`)).statusCode).toBe(422)
    expect((await api().call('POST', `/enterprises/${copy.slug}/rehearsal`)).statusCode).toBe(422)
    // What it was copied with says nothing of the new provider.
    const early = await api().call('PUT', `${base}/move/names`, { fromRehearsal: true })
    expect(early.json().error).toMatchObject({ message: expect.stringContaining('nobody was provisioned to') })
    const at = `/enterprises/${copy.slug}`
    const { token } = await api().ok<{ token: string }>('POST', `${at}/tokens`, { scopes: ['scim:enterprise'] })
    const change = kind === 'emu' ? 'sso.reset' : 'scim.disable'
    await api().ok('POST', `${at}/changes/${change}`, { confirm: copy.slug })
    if (kind === 'ghes') await api().ok('POST', `${at}/changes/scim.enable`, {})
    const url = kind === 'emu' ? `/scim/v2/enterprises/${copy.slug}` : `/ghes/${copy.slug}/api/v3/scim/v2`
    await until('the copy to take users', async () => {
      const answer = await bench.server.app.inject({
        method: 'POST',
        url: `${url}/Users`,
        headers: { authorization: `Bearer ${token}`, 'user-agent': 'new', 'content-type': 'application/scim+json' },
        payload: JSON.stringify(aUser({ userName: 'mona@new.example' })),
      })
      return answer.statusCode === 201
    })
    const { items } = await api().ok<{ items: object[] }>('GET', `${at}/accounts?linked=yes`)
    expect(items).toMatchObject([{ login: `mona${suffix}` }])
    expect(await api().ok('GET', base)).toMatchObject({ users: 4, groups: 1, suspended: 0 })
    expect(await api().ok('PUT', `${base}/move/names`, { fromRehearsal: true })).toMatchObject({ names: 1, matched: 1 })
    expect((await bench.scim('GET', '/Users')).json()).toMatchObject({ totalResults: 4 })
    await api().ok('DELETE', `${at}?confirm=${copy.slug}`)
    expect((await api().call('PUT', `${base}/move/names`, { fromRehearsal: true })).statusCode).toBe(422)
    await api().ok('PUT', `${base}/move/names`, {
      names: ['mona', 'bob', 'eve'].map((name) => `${name}@new.example`),
      replace: true,
    })
  })

  test('the documented order, each step with what it waits for', async () => {
    const { scim } = bench
    expect(await finished('compare', { accept: true })).toMatchObject({ step: 'teams', comparison: { matched: 3 } })
    expect((await api().call('PUT', `${base}/move/names`, { names: ['x'] })).statusCode).toBe(422)
    const csv = await api().call('GET', `${base}/move/team-links`)
    expect(csv.body).toContain('organization,team,group')
    expect((await move()).exportedAt).not.toBeNull()
    expect(await finished('teams')).toMatchObject({ step: 'recovery' })
    expect(await refused('recovery')).toContain('recovery codes')
    await finished('recovery', { accept: true })
    expect(await refused('stop')).toContain('nobody unassigned')
    expect(await finished('stop', { accept: true, revokeTokens: true })).toMatchObject({
      step: 'reset',
      activeTokens: 0,
    })
    await until('the token to be refused', async () => (await scim('GET', '/Users')).statusCode === 401)
    expect(await refused('reset')).toContain(`Give confirm ${wanted.slug}`)
    expect(await finished('reset', { confirm: wanted.slug })).toMatchObject({ step: 'verify', identities: 0 })
    expect((await move()).active).toBe(kind === 'emu' ? 0 : 4)
    await finished('verify')
    expect(await refused('configure', { accept: true })).toContain('Make a token')
    const { token } = await api().ok<{ token: string }>('POST', `${base}/tokens`, { scopes: ['scim:enterprise'] })
    const configured = await finished('configure', { accept: true, identityProvider: 'entra' })
    expect(configured).toMatchObject({ step: 'reprovision', progress: { expected: 3, linked: 0 } })
    expect(await api().ok('GET', base)).toMatchObject({ identityProvider: 'entra', scim: 'on' })
    expect(await refused('reprovision')).toContain('3 of 3 accounts')
    for (const name of ['mona', 'bob', 'eve']) {
      const user = aUser({ userName: `${name}@new.example`, externalId: `new-${name}` })
      await until(
        'the account to be linked',
        async () => (await scim('POST', '/Users', user, { token })).statusCode === 201,
      )
    }
    expect((await move()).progress).toEqual({ expected: 3, linked: 3 })
    const done = await finished('reprovision')
    expect(done.steps.every(({ doneBy }) => doneBy !== null)).toBe(true)
    const { items } = await api().ok<{ items: { login: string; suspension: string | null }[] }>(
      'GET',
      `${base}/accounts`,
    )
    expect(items.map(({ login, suspension }) => [login, suspension])).toEqual([
      [`mona${suffix}`, null],
      [`bob${suffix}`, null],
      [`eve${suffix}`, null],
      [`gone${suffix}`, kind === 'emu' ? 'reset' : null],
    ])
    expect((await api().call('DELETE', `${base}/move`)).statusCode).toBe(204)
    expect((await api().call('DELETE', `${base}/move`)).statusCode).toBe(422)
    const { items: events } = await api().ok<{ items: { type: string }[] }>('GET', '/events?type=move')
    expect(events.map((event) => event.type)).toEqual([
      'move.ended',
      ...Array(8).fill('move.step_done'),
      'move.started',
    ])
  })

  test('why: the person, the group, nobody, and what was refused', async () => {
    const { token } = await api().ok<{ token: string }>('POST', `${base}/tokens`, { scopes: ['scim:enterprise'] })
    const { scim } = bench
    const why = (who: string) => api().ok<never>('GET', `${base}/why?who=${encodeURIComponent(who)}`)
    for (const who of ['mona', `MONA${suffix}`, 'mona@new.example', 'new-mona'])
      expect(await why(who), who).toMatchObject({
        subject: { kind: 'person', name: `mona${suffix}` },
        verdict: `mona${suffix} can sign in.`,
        next: null,
      })
    const { items } = await api().ok<{ items: { id: string }[] }>('GET', `${base}/users?q=mona`)
    await scim('PATCH', `/Users/${items[0]?.id}`, patch({ op: 'replace', value: { active: false } }), { token })
    expect(await why('mona')).toMatchObject({
      verdict: expect.stringContaining('cannot sign in. It is suspended: the identity provider sent active: false'),
      next: expect.stringContaining('PATCH active: true'),
      history: expect.arrayContaining([expect.objectContaining({ action: 'user.suspend' })]),
    })
    await scim('POST', '/Users', aUser({ userName: 'a!!b@new.example' }), { token })
    await until('the request to be logged', async () => {
      const found = (await why('a!!b@new.example')) as { next: string; refused: object[] }
      return found.refused.length > 0 && /two dashes/.test(found.next)
    })
    expect(await why('nobody')).toMatchObject({
      subject: null,
      verdict: 'nobody is not here.',
      next: expect.any(String),
    })
    const leaver = (await scim('POST', '/Users', aUser({ userName: 'leaver@new.example' }), { token })).json()
    expect((await scim('DELETE', `/Users/${leaver.id}`, undefined, { token })).statusCode).toBe(204)
    for (const who of ['leaver', 'leaver@new.example'])
      expect(await why(who)).toMatchObject({
        subject: null,
        next: expect.stringContaining('Provision the person anew'),
        parts: [{ steps: [{}, { what: expect.stringContaining(`leaver${suffix} was deprovisioned on`) }] }],
      })
    const made = await scim('POST', '/Groups', aGroup({ displayName: 'Painters' }), { token })
    expect(made.statusCode).toBe(201)
    expect(await why('painters')).toMatchObject({
      subject: { kind: 'group' },
      verdict: expect.stringContaining('no members'),
    })
    await scim('PATCH', `/Users/${items[0]?.id}`, patch({ op: 'replace', value: { active: true } }), { token })
    const row = await findPlace(bench.server.deps.db, wanted.slug)
    if (!row) throw new Error('the enterprise is gone')
    const tried = (fields: object) =>
      writeNotices(bench.server.deps.db, row, { now: new Date(), requestId: 'r' }, [
        {
          action: 'user.failed_login',
          by: 'Mona@Elsewhere.example',
          fields: { message: 'NameID and userName differ.', ...fields },
        },
      ])
    // What came, what it should have been, or nobody at all.
    const compared = {
      claim: 'NameID',
      given: 'mona@elsewhere.example',
      attribute: 'userName',
      expected: 'mona@new.example',
    }
    await tried({ reason: 'sign_in.mismatch', compared })
    expect(await why('mona')).toMatchObject({
      verdict: expect.stringContaining('was refused. NameID and userName differ.'),
      next: expect.stringContaining('Send the same as NameID and as userName'),
    })
    expect(JSON.stringify(await why('mona@elsewhere.example'))).toContain('was refused')
    await writeNotices(bench.server.deps.db, row, { now: new Date(), requestId: 'r' }, [
      { action: 'user.login', by: `mona${suffix}`, fields: {} },
    ])
    expect(await why('mona')).toMatchObject({ verdict: `mona${suffix} can sign in.`, next: null })
    const saml = {
      method: 'saml' as const,
      issuer: 'https://idp.example',
      certificates: '[]',
      attributes: '{}',
      updated_by: 'x',
    }
    const setUp = { enterprise_id: row.id, enabled: false, updated_at: new Date(), ...saml }
    await bench.server.deps.db.insertInto('sign_in_setup').values(setUp).execute()
    expect(await why('mona')).toMatchObject({
      verdict: expect.stringContaining('over SAML is set up, and off'),
      next: expect.stringContaining('turn it on'),
    })
    const setup = kind === 'emu' ? 'octo_admin' : 'scim-admin'
    expect(await why(setup)).toMatchObject({ verdict: expect.stringContaining('set-up user'), next: null })
  })
})
