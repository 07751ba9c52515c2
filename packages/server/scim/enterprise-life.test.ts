import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGroup, aUser, openDirectory, patch } from '../../../test/support/directory.ts'
import { until } from '../../../test/support/server.ts'
import {
  type DirectoryEvent,
  type Enterprise,
  evolveUser,
  isVisibleMember,
  type User,
  userKeys,
} from '../../directory/index.ts'
import { createAccount } from './change-account.ts'
import { changeEnterprise } from './change-enterprise.ts'
import { enterpriseOf } from './directory.ts'

interface Row {
  account_id: number
  id: string | null
  login_taken: string
  user_name_taken: string | null
  external_id: string | null
  external_id_taken: string | null
  email_taken: string | null
  suspended: boolean
  state: User
}

/** What the tests of an enterprise's life look at beside SCIM. */
async function lifeBench(wanted: Record<string, unknown>) {
  const bench = await openDirectory(wanted)
  const { server, enterprise } = bench
  const base = `/enterprises/${enterprise.slug}`
  const row = () =>
    server.deps.db.selectFrom('enterprise').selectAll().where('slug', '=', enterprise.slug).executeTakeFirstOrThrow()
  return {
    ...bench,
    base,
    row,
    api: server.home,
    rows: async (): Promise<Row[]> =>
      (await server.deps.db
        .selectFrom('directory_user')
        .selectAll()
        .where('enterprise_id', '=', (await row()).id)
        .orderBy('account_id')
        .execute()) as unknown as Row[],
    async provision(more: Record<string, unknown> = {}): Promise<string> {
      const answer = await bench.scim('POST', '/Users', aUser(more))
      expect(answer.statusCode, answer.body).toBe(201)
      return answer.json().id
    },
    async change(change: string, confirm = true) {
      const answer = await server.home.call(
        'POST',
        `${base}/changes/${change}`,
        confirm ? { confirm: enterprise.slug } : {},
      )
      // What other processes keep of the enterprise is forgotten when the notification comes.
      if (answer.statusCode === 200 && change !== 'sso.reset') {
        const on = change === 'scim.enable'
        await until(
          'the change to be heard of',
          async () => ((await bench.scim('GET', '/Users')).statusCode === 200) === on,
        )
      }
      return answer
    },
    /** Audit actions without those of the requests that waited for a switch. */
    switched: async () => (await bench.takeActions()).filter((action) => !action.includes('.scim_api_')),
    async options(options: Record<string, unknown>) {
      await server.home.ok('PATCH', base, { options })
    },
    async totals() {
      const { users, suspended, groups } = await server.home.ok<Record<string, number>>('GET', base)
      return { users, suspended, groups }
    },
    /** Totals as they would be if they were counted. */
    async counted() {
      const rows = await this.rows()
      const { id } = await row()
      const groups = await server.deps.db
        .selectFrom('directory_group')
        .select('id')
        .where('enterprise_id', '=', id)
        .execute()
      return {
        users: rows.filter((one) => one.id !== null).length,
        suspended: rows.filter((one) => one.id !== null && one.suspended).length,
        groups: groups.length,
      }
    },
    async account(login: string) {
      const { items } = await server.home.ok<{ items: { id: number; login: string }[] }>(
        'GET',
        `${base}/accounts?limit=200`,
      )
      return items.find((one) => one.login === login)
    },
    bugs: () => server.logs.filter((line) => line.err).map((line) => JSON.stringify(line.err).slice(0, 400)),
  }
}
type Bench = Awaited<ReturnType<typeof lifeBench>>

/** Holds every row after a change of all against what the rules say of each. */
function expectEvolved(enterprise: Enterprise, before: readonly Row[], after: readonly Row[], event: DirectoryEvent) {
  expect(after).toHaveLength(before.length)
  for (const [index, { state }] of before.entries()) {
    const found = after[index] as Row
    const wanted = evolveUser(state, event) as User
    expect(found.state).toEqual(wanted)
    const keys = userKeys(wanted, enterprise.options)
    expect({ ...found, state: null }).toMatchObject({
      id: keys.id,
      login_taken: keys.login,
      user_name_taken: keys.userName,
      external_id: wanted.identity?.externalId ?? null,
      external_id_taken: keys.externalId,
      email_taken: keys.email,
      suspended: wanted.suspension !== null,
    })
  }
}

/** People in every state that there is, in groups, some of them hidden. */
async function fill({ scim, provision, api, base, enterprise }: Bench): Promise<void> {
  const active = await provision({ userName: 'active@octo.example' })
  const soft = await provision({ userName: 'soft@octo.example' })
  const hard = await provision({ userName: 'hard@octo.example' })
  const standard = await scim(
    'POST',
    '/Users',
    { schemas: aUser().schemas, userName: 'no login !!' },
    { base: 'standard' },
  )
  expect(standard.statusCode, standard.body).toBe(201)
  await scim('POST', '/Groups', aGroup({ members: [{ value: active }, { value: soft }] }))
  await scim('POST', '/Groups', aGroup())
  expect((await scim('PATCH', `/Users/${soft}`, patch({ op: 'replace', value: { active: false } }))).statusCode).toBe(
    200,
  )
  expect((await scim('DELETE', `/Users/${hard}`)).statusCode).toBe(204)
  if (enterprise.kind !== 'ghes') return
  await api.ok('POST', `${base}/accounts`, { login: 'local', email: 'local@octo.example' })
  await api.ok('POST', `${base}/accounts`, { login: 'idle', suspended: true })
}

describe('GHES', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await lifeBench({
      slug: 'appliance',
      kind: 'ghes',
      host: 'ghes.octo.example',
      setupEmail: 'setup@octo.example',
      scim: 'off',
    })
  })
  afterAll(async () => {
    expect(bench.bugs()).toEqual([])
    await bench.close()
  })

  test('while SCIM is off its API is not there, accounts are made by hand and by sign-ins over SAML', async () => {
    const { scim, api, base, server, enterprise } = bench
    expect((await scim('GET', '/Users')).statusCode).toBe(404)
    await api.ok('POST', `${base}/accounts`, { login: 'octo_cat', email: 'cat@octo.example', displayName: 'Old Name' })
    const doer = { tenant: api.tenant, actor: { kind: 'system' as const, id: null, name: 'sign-in' }, requestId: 'r1' }
    const jit = { origin: 'saml' as const, login: 'Mona.Lisa@octo.example', email: null, displayName: 'Mona' }
    expect(await createAccount(server.deps, doer, enterprise.slug, jit)).toMatchObject({
      login: 'Mona-Lisa',
      origin: 'saml',
      suspension: null,
    })
    await expect(createAccount(server.deps, doer, enterprise.slug, jit)).rejects.toMatchObject({ status: 422 })
    expect(await bench.switched()).toEqual(['user.create', 'user.create'])
    expect(await bench.account('octo-cat')).toMatchObject({ origin: 'local', identity: null })
    expect(await bench.totals()).toEqual({ users: 0, suspended: 0, groups: 0 })
  })

  test('enabling as since 3.14: nobody is suspended, the token works, and no sign-in makes an account', async () => {
    const { api, base, server, enterprise, switched } = bench
    expect(await api.ok('GET', `${base}/changes/scim.enable`)).toMatchObject({
      changes: true,
      destroys: false,
      effect: { suspended: 0, untouched: 2 },
    })
    expect((await bench.change('scim.enable', false)).json()).toMatchObject({ changed: true })
    expect((await bench.change('scim.enable', false)).json()).toMatchObject({ changed: false })
    expect(await switched()).toEqual(['business.enable_open_scim'])
    expect((await bench.scim('GET', '/Users')).json()).toMatchObject({ totalResults: 0 })
    expect((await bench.rows()).every((row) => !row.suspended)).toBe(true)
    const doer = { tenant: api.tenant, actor: { kind: 'system' as const, id: null, name: 'sign-in' }, requestId: 'r2' }
    const jit = { origin: 'saml' as const, login: 'late', email: null, displayName: '' }
    await expect(createAccount(server.deps, doer, enterprise.slug, jit)).rejects.toMatchObject({ status: 403 })
  })

  test('an account of the same login is matched: name and e-mail overwritten, other addresses dropped', async () => {
    const before = await bench.account('octo-cat')
    await bench.takeActions()
    const id = await bench.provision({
      userName: 'OCTO_CAT@octo.example',
      displayName: 'New Name',
      emails: [
        { value: 'other@octo.example', type: 'home' },
        { value: 'new@octo.example', type: 'work', primary: true },
      ],
    })
    expect(await bench.account('octo-cat')).toMatchObject({
      id: before?.id,
      identity: id,
      displayName: 'New Name',
      email: 'new@octo.example',
      origin: 'local',
    })
    expect(await bench.takeActions()).toEqual([
      'external_identity.provision',
      'user.remove_email',
      'external_identity.scim_api_success',
    ])
    expect(await bench.totals()).toEqual(await bench.counted())
  })

  test('the set-up user is given to nobody, and is not changed', async () => {
    const { scim, api, base, row } = bench
    expect((await scim('POST', '/Users', aUser({ userName: 'scim-admin' }))).statusCode).toBe(409)
    const email = [{ value: 'Setup@octo.example', primary: true }]
    expect((await scim('POST', '/Users', aUser({ emails: email }))).statusCode).toBe(409)
    const { setup_account_id: id } = await row()
    expect((await api.call('PATCH', `${base}/accounts/${id}`, { suspended: true })).statusCode).toBe(403)
    expect((await api.call('DELETE', `${base}/accounts/${id}`)).statusCode).toBe(403)
    expect((await api.call('POST', `${base}/accounts`, { login: 'SCIM-admin' })).statusCode).toBe(422)
  })

  test('what SCIM provisioned is not suspended, promoted, renamed or deleted by hand', async () => {
    const { api, base } = bench
    const account = await bench.account('octo-cat')
    for (const body of [{ suspended: true }, { owner: true }, { login: 'other' }]) {
      const answer = await api.call('PATCH', `${base}/accounts/${account?.id}`, body)
      expect(answer.statusCode).toBe(403)
      expect(answer.json().error).toMatchObject({ code: 'directory.refused', fix: expect.stringContaining('provider') })
    }
    expect((await api.call('DELETE', `${base}/accounts/${account?.id}`)).statusCode).toBe(403)
  })

  test('an account of the appliance is: each with its audit event, and the login of another is refused', async () => {
    const { api, base, takeActions } = bench
    const account = await bench.account('Mona-Lisa')
    const at = `${base}/accounts/${account?.id}`
    await takeActions()
    expect(await api.ok('PATCH', at, { suspended: true, reason: 'on leave' })).toMatchObject({ suspension: 'local' })
    expect(await api.ok('PATCH', at, { suspended: true })).toMatchObject({ suspension: 'local' })
    expect(await api.ok('PATCH', at, { suspended: false })).toMatchObject({ suspension: null })
    expect(await api.ok('PATCH', at, { owner: true })).toMatchObject({ role: 'enterprise_owner' })
    expect(await api.ok('PATCH', at, { owner: false })).toMatchObject({ role: 'user' })
    expect((await api.call('PATCH', at, { login: 'OCTO-cat' })).statusCode).toBe(422)
    expect((await api.call('PATCH', at, { login: 'a', owner: true })).statusCode).toBe(400)
    expect(await api.ok('PATCH', at, { login: 'mona.lisa' })).toMatchObject({ login: 'mona-lisa' })
    expect((await api.call('DELETE', at)).statusCode).toBe(204)
    expect((await api.call('DELETE', at)).statusCode).toBe(404)
    expect(await takeActions()).toEqual([
      'user.suspend',
      'user.unsuspend',
      'business.add_admin',
      'business.remove_admin',
      'user.rename',
      'user.delete',
    ])
  })

  test('SCIM off: identities and groups are gone, accounts keep login and life; it can come back', async () => {
    await fill(bench)
    const before = await bench.rows()
    const enterprise = enterpriseOf(await bench.row(), 'github')
    const preview = await bench.api.ok<{ effect: object }>('GET', `${bench.base}/changes/scim.disable`)
    expect(preview).toMatchObject({
      destroys: true,
      effect: { suspended: 0, identitiesEnded: 4, groupsEnded: 2, membershipsEnded: 2 },
    })
    expect((await bench.change('scim.disable', false)).json().error).toMatchObject({ code: 'enterprise.invalid' })
    await bench.takeActions()
    expect((await bench.change('scim.disable')).json()).toMatchObject({ changed: true, effect: preview.effect })
    const after = await bench.rows()
    const at = after.find((row) => row.state.updatedAt > 0 && row.state.login === 'active')?.state.updatedAt ?? 0
    expectEvolved(enterprise, before, after, { type: 'scim.disabled', at, endsIdentities: true, set: { scim: 'off' } })
    expect(await bench.totals()).toEqual({ users: 0, suspended: 0, groups: 0 })
    expect(await bench.counted()).toEqual({ users: 0, suspended: 0, groups: 0 })
    expect(await bench.switched()).toEqual(['business.disable_open_scim'])
    expect((await bench.scim('POST', '/Users', aUser())).statusCode).toBe(404)
    // Local management is back, and SCIM links the account again.
    const account = await bench.account('active')
    await bench.api.ok('PATCH', `${bench.base}/accounts/${account?.id}`, { owner: true })
    await bench.change('scim.enable', false)
    const id = await bench.provision({ userName: 'active@octo.example' })
    expect(await bench.account('active')).toMatchObject({ id: account?.id, identity: id })
    expect(await bench.totals()).toEqual(await bench.counted())
  })

  test('the 3.10 beta suspends all but the set-up user, and SCIM brings back one by one', async () => {
    await bench.change('scim.disable')
    await bench.options({ enableMode: 'legacy_beta' })
    const before = await bench.rows()
    const preview = await bench.api.ok<{ effect: { suspended: number } }>('GET', `${bench.base}/changes/scim.enable`)
    expect(preview).toMatchObject({ destroys: true })
    expect(preview.effect.suspended).toBe(before.filter((row) => !row.suspended).length)
    expect((await bench.change('scim.enable')).statusCode).toBe(200)
    const after = await bench.rows()
    expect(after.every((row) => row.suspended)).toBe(true)
    const at = after.find((row) => row.state.suspension === 'enabled')?.state.updatedAt ?? 0
    const { setup_account_id: setupAccountId } = await bench.row()
    const enterprise = enterpriseOf(await bench.row(), 'github')
    expectEvolved(enterprise, before, after, { type: 'scim.enabled', at, suspendAll: true, setupAccountId })
    await bench.takeActions()
    const id = await bench.provision({ userName: 'active@octo.example' })
    expect(await bench.account('active')).toMatchObject({ identity: id, suspension: null })
    expect((await bench.takeActions()).slice(0, 2)).toEqual(['external_identity.provision', 'user.unsuspend'])
    expect(await bench.totals()).toEqual(await bench.counted())
  })

  test('identity made while SCIM is being turned off: it is ended too, or refused, and never left over', async () => {
    await bench.options({ enableMode: 'ga' })
    for (let round = 0; round < 3; round++) {
      const writes = Array.from({ length: 12 }, (_, index) =>
        bench.scim('POST', '/Users', aUser({ userName: `racer${index}@octo.example` })),
      )
      const [off, ...answers] = await Promise.all([bench.change('scim.disable'), ...writes])
      expect(off?.statusCode).toBe(200)
      for (const answer of answers) expect([201, 404]).toContain(answer.statusCode)
      expect(await bench.counted()).toEqual({ users: 0, suspended: 0, groups: 0 })
      expect(await bench.totals()).toEqual({ users: 0, suspended: 0, groups: 0 })
      await bench.change('scim.enable', false)
    }
  })

  test('single sign-on is not reset on the appliance', async () => {
    expect((await bench.change('sso.reset')).statusCode).toBe(422)
  })
})

describe('EMU', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await lifeBench({ slug: 'octo', kind: 'emu', shortCode: 'octo' })
  })
  afterAll(async () => {
    expect(bench.bugs()).toEqual([])
    await bench.close()
  })

  test('SCIM off and on: nothing of it is lost', async () => {
    await fill(bench)
    const before = await bench.rows()
    await bench.takeActions()
    expect(await bench.api.ok('GET', `${bench.base}/changes/scim.disable`)).toMatchObject({ destroys: false })
    await bench.change('scim.disable', false)
    expect((await bench.scim('GET', '/Users')).statusCode).toBe(404)
    await bench.change('scim.enable', false)
    expect(await bench.switched()).toEqual(['business.disable_open_scim', 'business.enable_open_scim'])
    expect(await bench.rows()).toEqual(before)
    expect((await bench.api.call('POST', `${bench.base}/accounts`, { login: 'x' })).statusCode).toBe(422)
  })

  test('single sign-on disabled: all suspended and none renamed, credentials and groups gone', async () => {
    const before = await bench.rows()
    const enterprise = enterpriseOf(await bench.row(), 'github')
    expect(await bench.api.ok('GET', `${bench.base}/changes/sso.reset`)).toMatchObject({
      destroys: true,
      effect: { suspended: 2, untouched: 0, identitiesEnded: 3, groupsEnded: 2 },
    })
    expect((await bench.change('sso.reset')).json()).toMatchObject({ changed: true })
    const after = await bench.rows()
    const at = after.find((row) => row.state.suspension === 'reset')?.state.updatedAt ?? 0
    const { setup_account_id: setupAccountId } = await bench.row()
    expectEvolved(enterprise, before, after, { type: 'sso.reset', at, setupAccountId })
    expect(after.some((row) => isVisibleMember(row.state))).toBe(false)
    expect(await bench.totals()).toEqual({ users: 0, suspended: 0, groups: 0 })
    expect(await bench.takeActions()).toEqual(['business.disable_saml'])
  })

  test('the new provider links the same accounts again, the renamed one with its own login', async () => {
    const before = await bench.rows()
    for (const name of ['active', 'soft']) {
      const id = await bench.provision({ userName: `${name}@new.example`, externalId: `new-${name}` })
      expect(await bench.account(`${name}_octo`)).toMatchObject({ identity: id, suspension: null })
    }
    expect((await bench.rows()).map((row) => row.account_id)).toEqual(before.map((row) => row.account_id))
    expect(await bench.totals()).toEqual(await bench.counted())
  })

  test('another tenant sees and changes nothing of it', async () => {
    const other = await bench.server.addTenant()
    expect((await other.call('GET', `${bench.base}/changes/sso.reset`)).statusCode).toBe(404)
    expect((await other.call('POST', `${bench.base}/changes/sso.reset`, { confirm: 'octo' })).statusCode).toBe(404)
    expect((await other.call('GET', `${bench.base}/accounts`)).statusCode).toBe(404)
    expect((await other.call('GET', `${bench.base}/why?who=active`)).statusCode).toBe(404)
    const doer = { tenant: other.tenant, actor: { kind: 'system' as const, id: null, name: 'x' }, requestId: 'r' }
    await expect(changeEnterprise(bench.server.deps, doer, 'octo', 'sso.reset')).rejects.toMatchObject({
      code: 'request.not_found',
    })
  })
})
