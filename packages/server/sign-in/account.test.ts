import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aGroup, aUser } from '../../../test/support/directory.ts'
import { openSignIn, type SignInBench } from '../../../test/support/sign-in.ts'
import { openTeams } from '../../../test/support/teams.ts'

const codeOf = (page: string) => /administrator <code>([^<]+)/.exec(page)?.[1] ?? page

describe('the account page and recovery codes', () => {
  let bench: SignInBench
  let codes: string[]
  const api = '/enterprises/octo/sign-in'
  const recover = (login: string, code: string, browser = bench.newBrowser()) =>
    browser.post(`${bench.path}/sso/recover`, { login, code })
  beforeAll(async () => {
    bench = await openSignIn()
    const owner = aUser({ userName: 'ada@octo.example', roles: [{ value: 'enterprise_owner' }] })
    expect((await bench.scim('POST', '/Users', owner)).statusCode).toBe(201)
    const { id } = (
      await bench.scim('POST', '/Users', aUser({ userName: 'mona@octo.example', displayName: '<b>Mona</b>' }))
    ).json()
    await bench.scim('POST', '/Groups', aGroup({ displayName: 'Painters & more', members: [{ value: id }] }))
  })
  afterAll(() => bench.close())

  test('shows profile, groups, tokens and sessions, with all that people typed as text', async () => {
    const page = await bench.signIn()
    expect(page.body).toContain('&#60;b&#62;Mona&#60;/b&#62;')
    expect(page.body).not.toContain('<b>')
    expect(page.body).toContain('Painters &#38; more')
    expect(page.body).toContain('You have no tokens.')
    expect(page.body).toContain('Firefox on Linux')
    expect(page.body).not.toContain('<script')
    expect(page.headers['content-security-policy']).toContain("form-action 'self'")
    expect(page.headers['cache-control']).toBe('no-store')
    // With no-referrer browsers send these forms with an origin of null, which is refused.
    expect(page.headers['referrer-policy']).toBe('same-origin')
  })

  test('shows organizations and teams, those of the person and no others', async () => {
    const teams = await openTeams(bench)
    const painting = await teams.organization('painting')
    await teams.organization('sculpture')
    const restorers = await teams.team('restorers', painting)
    await teams.team('framers', painting)
    const guild = await teams.team('guild', null)
    const before = await bench.visit.get(`${bench.path}/account`)
    expect(before.body).toContain('You are in no organization.')
    expect(before.body).toContain('You are in no team.')
    const group = await bench.server.deps.db.selectFrom('directory_group').select('id').executeTakeFirstOrThrow()
    await teams.link(restorers, group.id)
    await teams.link(guild, group.id)
    const { body } = await bench.visit.get(`${bench.path}/account`)
    expect(body).toContain('<li>painting</li>')
    expect(body).toContain('restorers <span class="soft">in painting, by the group Painters &#38; more</span>')
    expect(body).toContain('guild <span class="soft">in the whole enterprise')
    expect(body).not.toMatch(/sculpture|framers|You are in no/)
    const ada = await bench.signIn({ nameId: 'ada@octo.example' }, bench.newBrowser())
    expect(ada.body).toContain('You are in no team.')
    expect(ada.body).not.toMatch(/painting|restorers/)
  })

  test('ends one session, or all', async () => {
    const other = bench.newBrowser()
    await bench.signIn({}, other)
    const page = await bench.visit.get(`${bench.path}/account`)
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const ids = [...page.body.matchAll(/name="id" value="([^"]+)"/g)].map((one) => one[1] ?? '')
    expect(ids).toHaveLength(2)
    const rows = await bench.server.deps.db
      .selectFrom('managed_session')
      .select(['id'])
      .orderBy('created_at', 'desc')
      .execute()
    const id = rows[0]?.id ?? ''
    const form = `${bench.path}/account/sessions`
    expect((await bench.visit.post(form, { id, csrf: 'wrong' })).statusCode).toBe(403)
    expect((await bench.newBrowser().post(form, { id, csrf })).statusCode).toBe(401)
    expect((await bench.visit.post(form, { id, csrf })).headers.location).toContain('/account')
    expect((await other.get(`${bench.path}/account`)).statusCode).toBe(303)
    expect((await bench.visit.get(`${bench.path}/account`)).statusCode).toBe(200)
    expect((await bench.visit.post(form, { csrf })).headers.location).toBe('http://localhost/enterprises/octo')
    expect((await bench.visit.get(`${bench.path}/account`)).statusCode).toBe(303)
    expect((await bench.audit()).at(-1)).toMatchObject({
      action: 'user.logout',
      data: { user: 'mona_octo', sessions: 1 },
    })
  })

  test('recovery codes are shown once, kept as hashes, and let the set-up user and owners in once', async () => {
    const made = await bench.server.home.ok<{ codes: string[] }>('POST', `${api}/recovery-codes`)
    codes = made.codes
    expect(codes).toHaveLength(16)
    expect(new Set(codes).size).toBe(16)
    const kept = JSON.stringify(await bench.server.deps.db.selectFrom('recovery_code').selectAll().execute())
    expect(codes.every((code) => !kept.includes(code))).toBe(true)
    expect(await bench.server.home.ok('GET', api)).toMatchObject({
      recoveryCodes: { left: 16, total: 16, keptAt: null },
    })
    await bench.server.home.ok('POST', `${api}/recovery-codes/kept`, { how: 'downloaded' })
    const [one = '', two = ''] = codes
    const setup = bench.newBrowser()
    expect((await recover('OCTO_admin', one.toUpperCase().replaceAll('-', ' '), setup)).statusCode).toBe(303)
    const page = await setup.get(`${bench.path}/account`)
    expect(page.body).toContain('Set-up user')
    expect(page.body).toContain('scim:enterprise')
    expect((await recover('octo_admin', one)).statusCode).toBe(401)
    expect((await recover('ada_octo', two)).statusCode).toBe(303)
    expect(await bench.server.home.ok('GET', api)).toMatchObject({ recoveryCodes: { left: 14, total: 16 } })
    expect((await bench.audit()).map((event) => event.action)).toEqual(
      expect.arrayContaining([
        'business.recovery_codes_generated',
        'business.recovery_codes_downloaded',
        'business.recovery_code_used',
        'business.recovery_code_failed',
      ]),
    )
  })

  test('nobody else, and nobody for long', async () => {
    const [, , code = ''] = codes
    expect(codeOf((await recover('mona_octo', code)).body)).toBe('sign_in.recovery_refused')
    expect(codeOf((await recover('nobody', code)).body)).toBe('sign_in.recovery_refused')
    for (let attempt = 0; attempt < 8; attempt++) await recover('octo_admin', 'aaaaa-bbbbb')
    const locked = await recover('octo_admin', code)
    expect(locked.statusCode).toBe(429)
    expect((await recover('ada_octo', code)).statusCode).toBe(303)
    const foreign = await bench.newBrowser().post(`${bench.path}/sso/recover`, { login: 'ada_octo', code }, true)
    expect(foreign.statusCode).toBe(403)
  })

  test('new codes end the old ones, and sessions by code outlive single sign-on', async () => {
    const [, , , old = ''] = codes
    const browser = bench.newBrowser()
    expect((await recover('ada_octo', old, browser)).statusCode).toBe(303)
    await bench.server.home.ok('POST', `${api}/recovery-codes`)
    const [, , , , older = ''] = codes
    expect((await recover('ada_octo', older)).statusCode).toBe(401)
    await bench.server.home.ok('PATCH', api, { enabled: false })
    expect((await browser.get(`${bench.path}/account`)).statusCode).toBe(200)
    expect(await bench.server.home.ok('DELETE', `${api}/sessions?login=ada_octo`)).toMatchObject({ ended: 3 })
    expect((await browser.get(`${bench.path}/account`)).statusCode).toBe(303)
    expect((await bench.server.home.call('DELETE', `${api}/sessions?login=nobody`)).statusCode).toBe(404)
  })

  test('a page of an enterprise that is not there says so', async () => {
    const page = await bench.visit.get('/enterprises/nowhere/account')
    expect(page.statusCode).toBe(404)
    expect(page.headers['content-type']).toContain('text/html')
  })
})
