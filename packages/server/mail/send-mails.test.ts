import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { canaryPassword } from '../../../test/support/canary.ts'
import { aGroup, aUser, type DirectoryBench, openDirectory } from '../../../test/support/directory.ts'
import { openCollector, type Receiver, testCa } from '../../../test/support/receivers.ts'
import { until } from '../../../test/support/server.ts'
import { deliverDue } from '../audit/keeper.ts'
import { tellOutages } from '../audit/outages.ts'
import { readSettings } from '../settings.ts'
import { sendMails } from './send-mails.ts'

const tls = join(import.meta.dirname, '../../../test/support/tls')
const pem = (name: string) => readFileSync(join(tls, name), 'utf8')

interface Received {
  from: string
  to: string[]
  text: string
  secure: boolean
  user: string | undefined
}

/** A real mail server on a port of its own. `refuse` says what to answer to a recipient. */
async function openMailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = []
  let refusal: (Error & { responseCode?: number }) | null = null
  const server = new SMTPServer({
    disabledCommands: ['AUTH'],
    key: pem('server.key'),
    cert: pem('server.pem'),
    logger: false,
    onRcptTo: (_address, _session, done) => done(refusal ?? undefined),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
          secure: session.secure,
          user: session.user,
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  const listen = (port = 0) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  await listen()
  const { port } = server.server.address() as AddressInfo
  return {
    received,
    port,
    refuse(code: number | null, text = 'come back later') {
      refusal = code === null ? null : Object.assign(new Error(text), { responseCode: code })
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

type MailServer = Awaited<ReturnType<typeof openMailServer>>

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** An appliance whose e-mail goes to this server; the job that sends it goes by a clock that is set. */
async function bench(server: MailServer | null, url?: string, options: { jobs?: boolean; collector?: Receiver } = {}) {
  const began = new Date('2026-03-01T08:00:00Z')
  let now = began
  const mail = server
    ? readSettings({
        ROLLCALL_SMTP_URL: url ?? `smtp://localhost:${server.port}`,
        ROLLCALL_SMTP_FROM: 'Rollcall <rollcall@octo.example>',
        ROLLCALL_CA_FILE: join(tls, 'ca.pem'),
      }).mail
    : null
  const directory = await openDirectory(
    { slug: 'appliance', name: 'Octo', kind: 'ghes', host: 'ghes.octo.example' },
    {
      mail,
      ...(options.jobs ? { jobs: true } : { now: () => began }),
      ...(options.collector ? { extraCa: testCa, origins: [options.collector.origin] } : {}),
    },
  )
  opened.push(() => directory.close())
  return {
    ...directory,
    deps: () => ({ ...directory.server.deps, now: () => now }),
    send: () => sendMails({ ...directory.server.deps, now: () => now }, new AbortController().signal),
    later: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000)
    },
    mails: () => mailsOf(directory),
  }
}

const mailsOf = ({ server }: DirectoryBench) =>
  server.home.ok<{ total: number; ready: boolean; items: Record<string, unknown>[] }>(
    'GET',
    '/enterprises/appliance/mails',
  )

async function mailServer(options?: SMTPServerOptions): Promise<MailServer> {
  const server = await openMailServer(options)
  opened.push(server.close)
  return server
}

test('whom the appliance provisions gets one e-mail, and nobody else does', async () => {
  const server = await mailServer()
  const { scim, send, mails, server: rollcall } = await bench(server)
  await rollcall.home.ok('POST', '/enterprises/appliance/accounts', { login: 'here', email: 'here@octo.example' })
  expect((await scim('POST', '/Users', aUser({ userName: 'here@octo.example' }))).statusCode).toBe(201)
  expect((await scim('POST', '/Users', aUser({ active: false }))).statusCode).toBe(201)
  const sent = aUser({ userName: 'Mona.Lisa', emails: [{ value: 'mona@octo.example', primary: true }] })
  expect((await scim('POST', '/Users', sent)).statusCode).toBe(201)
  expect((await scim('POST', '/Users', sent)).statusCode).toBe(409)
  await send()
  await send()
  expect(server.received).toHaveLength(1)
  expect(server.received[0]).toMatchObject({ from: 'rollcall@octo.example', to: ['mona@octo.example'], secure: true })
  const { text = '' } = server.received[0] ?? {}
  expect(text).toContain('Subject: Your account at Octo')
  expect(text).toMatch(/Message-ID: <onboarding-\d+\.appliance@localhost>/i)
  expect(text).toContain('Your username is Mona-Lisa.')
  expect(text).toContain('http://localhost/ghes/appliance/account')
  expect(await mails()).toMatchObject({ total: 1, ready: true, items: [{ state: 'sent', attempts: 1, error: null }] })
  await rollcall.home.ok('PATCH', '/enterprises/appliance', { options: { onboardingMail: 'nobody' } })
  await until('the option to be heard of', async () => {
    await rollcall.deps.db.deleteFrom('mail_outbox').execute()
    await scim('POST', '/Users', aUser())
    return (await mails()).total === 0
  })
})

test('a server that refuses: tried again, ever later, visible with its reason, and nothing is lost', async () => {
  const server = await mailServer()
  const { scim, send, later, mails, server: rollcall } = await bench(server)
  for (let count = 0; count < 3; count++) await scim('POST', '/Users', aUser())
  server.refuse(451)
  await send()
  expect(server.received).toHaveLength(0)
  const first = await mails()
  expect(first.items).toHaveLength(3)
  for (const mail of first.items)
    expect(mail).toMatchObject({ state: 'waiting', attempts: 1, error: expect.stringContaining('come back later') })
  expect(await rollcall.home.ok('GET', '/enterprises/appliance')).toMatchObject({
    notices: [{ code: 'mail.failing', message: expect.stringContaining('come back later') }],
  })
  await send()
  expect((await mails()).items[0]).toMatchObject({ attempts: 1 })
  later(1)
  await send()
  expect((await mails()).items[0]).toMatchObject({ attempts: 2, nextAt: '2026-03-01T08:03:00.000Z' })
  // After three days it is no longer tried by itself, and stays.
  later(3 * 24 * 60 + 5)
  await send()
  expect((await mails()).items.map((mail) => mail.state)).toEqual(['given_up', 'given_up', 'given_up'])
  later(60)
  server.refuse(null)
  await send()
  expect(server.received).toHaveLength(0)
  expect(await rollcall.home.ok('POST', '/enterprises/appliance/mails/retry')).toEqual({ count: 3 })
  await send()
  expect(server.received).toHaveLength(3)
  expect((await mails()).items.map((mail) => mail.state)).toEqual(['sent', 'sent', 'sent'])
  expect(await rollcall.home.ok('GET', '/enterprises/appliance')).toMatchObject({ notices: [] })
})

test('an address that is refused holds up no other', async () => {
  const server = await mailServer({
    onRcptTo: ({ address }, _session, done) =>
      done(address === 'gone@octo.example' ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
  })
  const { scim, send, mails } = await bench(server)
  await scim('POST', '/Users', aUser({ emails: [{ value: 'gone@octo.example', primary: true }] }))
  await scim('POST', '/Users', aUser({ emails: [{ value: 'there@octo.example', primary: true }] }))
  await send()
  expect(server.received.map(({ to }) => to)).toEqual([['there@octo.example']])
  expect((await mails()).items).toMatchObject([
    { state: 'sent' },
    { state: 'waiting', error: expect.stringContaining('no such mailbox') },
  ])
})

test('a server that is away, and one that does not take the password', async () => {
  const away = await openMailServer()
  const { scim, send, later, mails } = await bench(away)
  await scim('POST', '/Users', aUser())
  await away.close()
  await send()
  expect((await mails()).items).toMatchObject([{ state: 'waiting', error: expect.stringContaining('ECONNREFUSED') }])
  later(2)
  await send()
  expect((await mails()).items).toMatchObject([{ attempts: 2 }])
})

test('with a password: over TLS only, and a wrong one is said without being shown', async () => {
  const password = canaryPassword()
  const accepting = { disabledCommands: [], allowInsecureAuth: true }
  const server = await mailServer({
    ...accepting,
    onAuth: ({ username, password: given }, _session, done) =>
      given === password ? done(null, { user: username }) : done(new Error('Invalid username or password')),
  })
  const url = (secret: string) => `smtp://user:${encodeURIComponent(secret)}@localhost:${server.port}`
  const good = await bench(server, url(password))
  await good.scim('POST', '/Users', aUser())
  await good.send()
  expect(server.received).toMatchObject([{ secure: true, user: 'user' }])
  const bad = await bench(server, url(canaryPassword()))
  await bad.scim('POST', '/Users', aUser())
  await bad.send()
  expect((await bad.mails()).items).toMatchObject([{ state: 'waiting', error: expect.stringContaining('Invalid') }])

  const open = await mailServer({ ...accepting, disabledCommands: ['STARTTLS'] })
  const unsafe = await bench(open, `smtp://user:${encodeURIComponent(password)}@localhost:${open.port}`)
  await unsafe.scim('POST', '/Users', aUser())
  await unsafe.send()
  expect(open.received).toEqual([])
  expect((await unsafe.mails()).items).toMatchObject([{ state: 'waiting', error: expect.stringMatching(/STARTTLS/i) }])
})

test('without a mail server none is written; the job sends when it is asked to', async () => {
  const none = await bench(null)
  await none.scim('POST', '/Users', aUser())
  expect(await none.mails()).toMatchObject({ total: 0, ready: false })
  const server = await mailServer()
  const running = await bench(server, undefined, { jobs: true })
  await running.scim('POST', '/Users', aUser())
  await running.server.home.ok('POST', '/enterprises/appliance/mails/retry')
  await until('the e-mail to arrive', async () => server.received.length === 1)
})

test('whom SCIM provisions wakes the job that sends, once for all who come together', async () => {
  const { scim, server } = await bench(await mailServer())
  const jobs = async () => {
    const asked = await server.deps.queries.query(`select * from graphile_worker.jobs where key = 'send-mail'`)
    return asked.rows
  }
  await Promise.all([scim('POST', '/Users', aUser()), scim('POST', '/Users', aUser())])
  expect(await until('the job to be asked for', async () => ((await jobs()).length > 0 ? jobs() : null))).toHaveLength(
    1,
  )
})

/** A stream to a collector that can be told to refuse, and a clock that goes on by minutes as the jobs do. */
async function streamBench(server: MailServer | null) {
  const token = canaryPassword()
  const collector = await openCollector(token)
  opened.push(collector.stop)
  const it = await bench(server, undefined, { collector })
  const { home } = it.server
  const streams = '/enterprises/appliance/audit-log/streams'
  const destination = { kind: 'https', domain: 'localhost', port: collector.port, path: '/collect', token }
  const { id } = await home.ok<{ id: string }>('POST', streams, { destination })
  const types = async () =>
    (await home.ok<{ items: { type: string }[] }>('GET', '/events?type=audit_stream')).items.map(({ type }) => type)
  return {
    ...it,
    collector,
    token,
    types,
    change: (body: object) => home.ok('PATCH', `${streams}/${id}`, body),
    /** Something that happens, and writes no e-mail by itself. */
    happen: async () => expect((await it.scim('POST', '/Groups', aGroup())).statusCode).toBe(201),
    minutes: async (many: number) => {
      for (let minute = 0; minute < many; minute++) {
        it.later(1)
        await deliverDue(it.deps())
        await tellOutages(it.deps())
        await it.send()
      }
    },
  }
}

test('admins are told once when a stream fails for long and once when it works again, however it flaps', async () => {
  const smtp = await mailServer()
  const { server, collector, token, types, happen, minutes } = await streamBench(smtp)
  const second = await server.signIn('admin')
  const gone = await server.signIn('admin')
  await server.home.ok('PATCH', `/people/${gone.personId}`, { disabled: true })
  await server.signIn('viewer')
  await server.addTenant()
  const told = () => smtp.received.map(({ to, text }) => [...to, /^Subject: (.*)$/m.exec(text)?.[1]])
  const both = (subject: string) => [server.home.email, second.email].sort().map((email) => [email, subject])

  collector.answer(500)
  await happen()
  await minutes(5)
  expect(told(), 'a blip').toEqual([])
  await minutes(60)
  expect(told().sort()).toEqual(both('Audit log of Octo: a stream failing'))
  const text = (smtp.received[0]?.text ?? '').replaceAll(/=\r\n/g, '').replaceAll('=3D', '=')
  expect(text).toContain(`has not reached https://localhost:${collector.port}/... since 2026-03-01 08:01 UTC.`)
  expect(text).toContain('answered 500')
  expect(text).toContain('http://localhost/directory/appliance?tab=streams')
  expect(text).not.toContain('/collect')
  expect(text).not.toContain(token)

  smtp.received.length = 0
  for (let flap = 0; flap < 3; flap++) {
    collector.answer(null)
    await minutes(15)
    collector.answer(500)
    await happen()
    await minutes(12)
  }
  expect(told(), 'it comes and goes').toEqual([])
  collector.answer(null)
  await minutes(45)
  expect(told().sort()).toEqual(both('Audit log of Octo: a stream recovered'))
  await happen()
  await minutes(60)
  expect(smtp.received).toHaveLength(2)
  expect(await types()).toEqual(['audit_stream.recovered', 'audit_stream.failing', 'audit_stream.created'])
})

test('who paused a stream that fails is not told that it works; without a mail server it stands in the log alone', async () => {
  const smtp = await mailServer()
  const paused = await streamBench(smtp)
  paused.collector.answer(500)
  await paused.happen()
  await paused.minutes(8)
  expect(smtp.received).toHaveLength(1)
  await paused.change({ enabled: false })
  paused.collector.answer(null)
  await paused.minutes(40)
  await paused.change({ enabled: true })
  await paused.minutes(40)
  expect(smtp.received).toHaveLength(1)

  const silent = await streamBench(null)
  silent.collector.answer(500)
  await silent.happen()
  await silent.minutes(8)
  expect(await silent.mails()).toMatchObject({ total: 0 })
  expect(await silent.types()).toEqual(['audit_stream.failing', 'audit_stream.created'])
})

test('SMTP settings are checked at start, and a password is never repeated', () => {
  const from = 'rollcall@octo.example'
  const read =
    (url: string, sender: string | undefined = from) =>
    () =>
      readSettings({ ROLLCALL_SMTP_URL: url, ...(sender ? { ROLLCALL_SMTP_FROM: sender } : {}) })
  expect(read('smtps://u%40x:p%2Fw@mail.octo.example')().mail).toMatchObject({
    host: 'mail.octo.example',
    port: 465,
    secure: true,
    login: { user: 'u@x', pass: 'p/w' },
    from,
  })
  expect(readSettings({}).mail).toBeNull()
  for (const url of [
    'mail.octo.example',
    'http://mail.octo.example',
    'smtp://mail.octo.example/path',
    'smtp://user@mail.octo.example',
  ])
    expect(read(url), url).toThrow('ROLLCALL_SMTP_URL is not valid')
  expect(read('smtp://user:hunter2@/x')).toThrow(expect.not.stringContaining('hunter2'))
  expect(read('smtp://mail.octo.example', '')).toThrow('ROLLCALL_SMTP_FROM is not valid')
  expect(read('smtp://mail.octo.example', 'nobody')).toThrow('is no e-mail address')
  expect(() => readSettings({ ROLLCALL_SMTP_FROM: from })).toThrow('without ROLLCALL_SMTP_URL')
})
