import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aUser } from '../../../test/support/directory.ts'
import { samlProvider, signingKey } from '../../../test/support/saml-provider.ts'
import { openSignIn, type SignInBench } from '../../../test/support/sign-in.ts'

describe('a SAML response', () => {
  let bench: SignInBench
  beforeAll(async () => {
    bench = await openSignIn()
    await bench.scim('POST', '/Users', aUser({ userName: 'mona@octo.example', displayName: 'Mona Lisa' }))
  })
  afterAll(() => bench.close())

  /** Posts what the change makes of a good response, and answers status and page. */
  async function refusedWhen(change: (xml: string) => string, answer = {}): Promise<string> {
    const browser = bench.newBrowser()
    const inResponseTo = await browser.begin()
    const good = await bench.idp.respond(await bench.spMetadata(), { inResponseTo, ...answer })
    const xml = Buffer.from(good, 'base64').toString()
    const changed = change(xml)
    expect(changed).not.toBe(xml)
    const SAMLResponse = Buffer.from(changed).toString('base64')
    const posted = await browser.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    expect(posted.statusCode).toBeGreaterThanOrEqual(400)
    expect(posted.headers['content-type']).toContain('text/html')
    expect((await browser.get(`${bench.path}/account`)).statusCode).toBe(303)
    return codeOf(posted.body)
  }
  const codeOf = (page: string) => /administrator <code>([^<]+)/.exec(page)?.[1] ?? page

  test.each(['assertion', 'response', 'both'] as const)('with a signed %s lets in', async (sign) => {
    const browser = bench.newBrowser()
    const page = await bench.signIn({ sign }, browser)
    expect(page.statusCode, page.body).toBe(200)
    expect(page.body).toContain('Mona Lisa')
    expect(page.body).toContain('mona_octo')
    const cookie = browser.cookies['rollcall-user'] ?? ''
    expect(cookie).toMatch(/^rc_user_/)
    expect(page.body).not.toContain(cookie)
  })

  test('asks where GitHub documents it: entity id, consumer, request by redirect', async () => {
    const metadata = await bench.spMetadata()
    expect(metadata).toContain('entityID="http://localhost/enterprises/octo"')
    expect(metadata).toContain('Location="http://localhost/enterprises/octo/saml/consume"')
    const { headers } = await bench.newBrowser().get(`${bench.path}/sso`)
    expect(headers.location).toMatch(/^https:\/\/idp\.example\/sso\?SAMLRequest=/)
    expect(headers['set-cookie']).toMatch(/Path=\/enterprises\/octo; HttpOnly; SameSite=Lax/)
  })

  test('that is replayed is refused, by its request and by its assertion', async () => {
    const inResponseTo = await bench.visit.begin()
    const SAMLResponse = await bench.idp.respond(await bench.spMetadata(), { inResponseTo })
    const first = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    expect(first.statusCode).toBe(303)
    const second = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    expect(second.statusCode).toBe(403)
    expect(codeOf(second.body)).toBe('sign_in.attempt_unknown')
    // Even with the request open again, as another server process might still see it.
    await bench.server.deps.db
      .updateTable('sign_in_attempt')
      .set({ claims: null })
      .where('key', '=', inResponseTo)
      .execute()
    const third = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    expect(codeOf(third.body)).toBe('sign_in.replayed')
  })

  test('that came twice at once counts once', async () => {
    const inResponseTo = await bench.visit.begin()
    const SAMLResponse = await bench.idp.respond(await bench.spMetadata(), { inResponseTo })
    const both = await Promise.all(
      [1, 2].map(() => bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)),
    )
    expect(both.map((one) => one.statusCode).sort()).toEqual([303, 403])
  })

  test('that nobody asked for is refused', async () => {
    const SAMLResponse = await bench.idp.respond(await bench.spMetadata(), { inResponseTo: '_never-asked' })
    const posted = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    expect(codeOf(posted.body)).toBe('sign_in.attempt_unknown')
    expect(posted.body).toContain('http://localhost/enterprises/octo/sso')
  })

  test('is collected by the browser that began, and by no other', async () => {
    const inResponseTo = await bench.visit.begin()
    const SAMLResponse = await bench.idp.respond(await bench.spMetadata(), { inResponseTo })
    const posted = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    const thief = bench.newBrowser()
    const without = await thief.get(String(posted.headers.location))
    expect(codeOf(without.body)).toBe('sign_in.other_browser')
    await thief.begin()
    const other = await thief.get(String(posted.headers.location))
    expect(codeOf(other.body)).toBe('sign_in.attempt_unknown')
    expect((await bench.visit.get(String(posted.headers.location))).statusCode).toBe(303)
    const again = await bench.visit.get(String(posted.headers.location))
    expect(again.statusCode).toBe(403)
  })

  test('that is not signed is refused', async () => {
    const page = await bench.signIn({ sign: 'nothing' }, bench.newBrowser())
    expect(codeOf(page.body)).toBe('sign_in.unsigned')
  })

  test('that was changed after signing is refused', async () => {
    expect(await refusedWhen((xml) => xml.replace('mona@octo.example', 'ada@octo.example'))).toBe(
      'sign_in.signature_invalid',
    )
    const whole = { sign: 'response' }
    expect(await refusedWhen((xml) => xml.replace('mona@octo.example', 'ada@octo.example'), whole)).toBe(
      'sign_in.signature_invalid',
    )
  })

  test('that another key signed is refused', async () => {
    const page = await bench.signIn({ key: await signingKey() }, bench.newBrowser())
    expect(codeOf(page.body)).toBe('sign_in.signature_invalid')
  })

  test('with a broken algorithm is refused', async () => {
    const page = await bench.signIn({ algorithm: 'sha1' }, bench.newBrowser())
    expect(codeOf(page.body)).toBe('sign_in.signature_weak')
  })

  describe('that wraps a signed assertion around another is refused:', () => {
    const assertionOf = (xml: string) => /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
    const forged = (xml: string) =>
      assertionOf(xml)
        .replace(/<ds:Signature.*<\/ds:Signature>/s, '')
        .replace('mona@octo.example', 'ada@octo.example')
    const forgedAs = (xml: string, id: string) => forged(xml).replace(/ ID="[^"]+"/, ` ID="${id}"`)

    test('a second assertion before it', async () => {
      expect(await refusedWhen((xml) => xml.replace(assertionOf(xml), forgedAs(xml, '_evil') + assertionOf(xml)))).toBe(
        'sign_in.signature_invalid',
      )
    })
    test('a second assertion after it', async () => {
      expect(await refusedWhen((xml) => xml.replace(assertionOf(xml), assertionOf(xml) + forgedAs(xml, '_evil')))).toBe(
        'sign_in.signature_invalid',
      )
    })
    test('the signed one moved into extensions', async () => {
      const move = (xml: string) =>
        xml.replace(
          assertionOf(xml),
          `<samlp:Extensions>${assertionOf(xml)}</samlp:Extensions>${forgedAs(xml, '_evil')}`,
        )
      expect(await refusedWhen(move)).toBe('sign_in.signature_invalid')
    })
    test('the signed one inside of the signature of the forged one', async () => {
      const move = (xml: string) => {
        const signed = assertionOf(xml)
        const signature = /<ds:Signature.*<\/ds:Signature>/s.exec(signed)?.[0] ?? ''
        const inner = signed.replace(signature, '')
        const outer = signature.replace('</ds:Signature>', `<ds:Object>${inner}</ds:Object></ds:Signature>`)
        return xml.replace(signed, forgedAs(xml, '_evil').replace('</saml:Issuer>', `</saml:Issuer>${outer}`))
      }
      expect(await refusedWhen(move)).toBe('sign_in.signature_invalid')
    })
    test('two elements with one id', async () => {
      const move = (xml: string) => {
        const id = / ID="([^"]+)"/.exec(assertionOf(xml))?.[1] ?? ''
        return xml.replace('<samlp:Status>', `<samlp:Extensions>${forgedAs(xml, id)}</samlp:Extensions><samlp:Status>`)
      }
      expect(await refusedWhen(move)).toBe('sign_in.signature_invalid')
    })
    test('a comment that splits the NameID changes nothing of what is read', async () => {
      const name = 'mona@octo.example.evil.example'
      const split = (xml: string) => xml.replace(name, 'mona@octo.example<!-- -->.evil.example')
      const inResponseTo = await bench.visit.begin()
      const good = await bench.idp.respond(await bench.spMetadata(), { inResponseTo, nameId: name })
      const SAMLResponse = Buffer.from(split(Buffer.from(good, 'base64').toString())).toString('base64')
      const posted = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
      const page = posted.statusCode === 303 ? await bench.visit.get(String(posted.headers.location)) : posted
      expect(codeOf(page.body)).toMatch(/^sign_in\.(not_provisioned|signature_invalid)$/)
    })
  })

  test('for another audience, recipient or destination is refused, and says which', async () => {
    const page = await bench.signIn({ audience: 'https://github.com/enterprises/other' }, bench.newBrowser())
    expect(codeOf(page.body)).toBe('sign_in.wrong_place')
    expect(page.body).toContain(
      'its Audience is https://github.com/enterprises/other, and here it must be http://localhost/enterprises/octo.',
    )
    const recipient = await bench.signIn({ recipient: 'https://elsewhere.example/saml/consume' }, bench.newBrowser())
    expect(codeOf(recipient.body)).toBe('sign_in.wrong_place')
    expect(recipient.body).toContain('Recipient is https://elsewhere.example/saml/consume')
    const destination = await bench.signIn(
      { destination: 'https://elsewhere.example/', sign: 'response' },
      bench.newBrowser(),
    )
    expect(destination.body).toContain('Destination is https://elsewhere.example/')
  })

  test('of another issuer is refused', async () => {
    const page = await bench.signIn({ issuer: 'https://other.example/metadata' }, bench.newBrowser())
    expect(codeOf(page.body)).toBe('sign_in.wrong_issuer')
  })

  test('that is too old is refused', async () => {
    const page = await bench.signIn({ lifetime: -120 }, bench.newBrowser())
    expect(codeOf(page.body)).toBe('sign_in.expired')
  })

  test.each([300, -300])('of a clock %s seconds off says that it is the clock', async (clock) => {
    const page = await bench.signIn({ clock, lifetime: 3600 }, bench.newBrowser())
    expect(codeOf(page.body)).toBe('sign_in.clock')
    expect(page.body).toContain('The clocks are 5 minutes apart')
  })

  test('of a clock a little off is forgiven', async () => {
    for (const clock of [30, -30]) expect((await bench.signIn({ clock }, bench.newBrowser())).statusCode).toBe(200)
  })

  test.each([
    ['nothing', '', 'the field SAMLResponse is missing'],
    ['no XML', 'bm90IHhtbA==', 'no XML'],
    ['another document', Buffer.from('<html/>').toString('base64'), 'its root element is html'],
    ['a document type', Buffer.from('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>').toString('base64'), 'a document type'],
  ])('that is %s is refused', async (_, SAMLResponse, said) => {
    const posted = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    expect(posted.statusCode).toBe(400)
    expect(posted.body).toContain(said)
  })

  test('that says no is told in the provider’s words', async () => {
    const inResponseTo = await bench.visit.begin()
    const xml = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" InResponseTo="${inResponseTo}"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Requester"/><samlp:StatusMessage>Not assigned</samlp:StatusMessage></samlp:Status></samlp:Response>`
    const SAMLResponse = Buffer.from(xml).toString('base64')
    const posted = await bench.visit.post(`${bench.path}/saml/consume`, { SAMLResponse }, true)
    expect(codeOf(posted.body)).toBe('sign_in.provider_refused')
    expect(posted.body).toContain('Not assigned')
  })

  test('lets the session last as long as it says, else a day', async () => {
    const sessionUntil = new Date(Date.now() + 2 * 3_600_000)
    await bench.signIn({ sessionUntil }, bench.newBrowser())
    await bench.signIn({}, bench.newBrowser())
    const rows = await bench.server.deps.db
      .selectFrom('managed_session')
      .selectAll()
      .orderBy('created_at', 'desc')
      .limit(2)
      .execute()
    const [byDefault, bySaml] = rows.map((row) => Date.parse(row.expires_at))
    expect(bySaml).toBe(sessionUntil.getTime())
    expect((byDefault ?? 0) - Date.parse(rows[0]?.created_at ?? '')).toBeCloseTo(86_400_000, -4)
    const over = await bench.signIn({ sessionUntil: new Date(Date.now() - 1000) }, bench.newBrowser())
    expect(codeOf(over.body)).toBe('sign_in.session_over')
  })

  test('leaves the log with each sign-in and each refusal', async () => {
    const events = await bench.audit()
    const login = events.findLast((event) => event.action === 'user.login')
    expect(login?.data).toMatchObject({ actor: 'mona_octo', user: 'mona_octo', login_method: 'saml', business: 'octo' })
    expect(events.filter((event) => event.action === 'business.sso_response').length).toBeGreaterThan(3)
    const reasons = events.filter((event) => event.action === 'user.failed_login').map((event) => event.data.reason)
    expect(new Set(reasons)).toEqual(
      new Set(
        [
          'sign_in.attempt_unknown',
          'sign_in.replayed',
          'sign_in.other_browser',
          'sign_in.unsigned',
          'sign_in.signature_invalid',
          'sign_in.signature_weak',
          'sign_in.wrong_place',
          'sign_in.wrong_issuer',
          'sign_in.expired',
          'sign_in.clock',
          'sign_in.not_provisioned',
          'sign_in.not_saml',
          'sign_in.provider_refused',
          'sign_in.session_over',
        ].filter((code) => reasons.includes(code)),
      ),
    )
    expect(reasons).toContain('sign_in.unsigned')
    expect(reasons.length).toBeLessThanOrEqual(31)
  })
})

describe('certificates', () => {
  let bench: SignInBench
  beforeAll(async () => {
    bench = await openSignIn()
    await bench.scim('POST', '/Users', aUser({ userName: 'mona@octo.example' }))
  })
  afterAll(() => bench.close())
  const api = '/enterprises/octo/sign-in'
  const setUp = (certificates: string[]) =>
    bench.server.home.call('PUT', `${api}/saml`, { issuer: bench.idp.issuer, ssoUrl: bench.idp.ssoUrl, certificates })

  test('may be several while one takes the place of another', async () => {
    const next = await signingKey(20)
    expect((await setUp([bench.idp.key.cert, next.cert])).statusCode).toBe(200)
    expect((await bench.signIn({}, bench.newBrowser())).statusCode).toBe(200)
    expect((await bench.signIn({ key: next }, bench.newBrowser())).statusCode).toBe(200)
    expect((await setUp([next.cert])).json()).toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'sign_in.certificate_expiring' })]),
    })
    expect((await bench.signIn({}, bench.newBrowser())).body).toContain('sign_in.signature_invalid')
    await setUp([bench.idp.key.cert])
  })

  test('that have expired let nobody in, and say so', async () => {
    const old = await signingKey(-1)
    const alone = await setUp([old.cert])
    expect(alone.statusCode).toBe(422)
    expect(alone.json().error.message).toContain('expired on')
    expect((await setUp([bench.idp.key.cert, old.cert])).statusCode).toBe(200)
    const page = await bench.signIn({ key: old }, bench.newBrowser())
    expect(page.statusCode).toBe(403)
    expect(page.body).toContain('sign_in.certificate_expired')
    expect(page.body).toContain('which expired on')
  })

  test('are read from metadata, and what is no metadata is refused with what it is', async () => {
    const read = (body: object) => bench.server.home.call('POST', `${api}/metadata`, body)
    const { provider } = { provider: await samlProvider() }
    const found = await read({ xml: provider.metadata() })
    expect(found.statusCode).toBe(200)
    expect(found.json()).toMatchObject({
      issuer: provider.issuer,
      ssoUrl: provider.ssoUrl,
      certificates: [{ subject: 'CN=idp.example', state: 'valid' }],
    })
    for (const [xml, said] of [
      ['{"issuer": "x"}', 'no XML'],
      ['hello there', 'no XML: it has no element'],
      [' ', 'it is empty'],
      ['<html></html>', 'root element is html'],
      [await bench.spMetadata(), 'service provider, perhaps this one'],
      [provider.metadata().replace('HTTP-Redirect', 'HTTP-Artifact'), 'HTTP-Redirect binding'],
      [provider.metadata().replace(/<KeyDescriptor.*<\/KeyDescriptor>/s, ''), 'no signing certificate'],
      [`<!DOCTYPE x SYSTEM "file:///etc/passwd">${provider.metadata()}`, 'document type'],
    ]) {
      const refused = await read({ xml })
      expect(refused.statusCode, said).toBe(422)
      expect(refused.json().error).toMatchObject({
        code: 'sign_in.metadata_invalid',
        message: expect.stringContaining(said ?? ''),
      })
    }
    const inside = await read({ url: 'https://127.0.0.1/metadata' })
    expect(inside.json().error.code).toBe('address.refused')
  })
})
