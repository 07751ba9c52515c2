import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { createAddressGuard } from './address-guard.ts'
import { createBudget } from './budget.ts'
import { createOutbound, type Outbound } from './outbound.ts'

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const log = { debug: () => undefined }
const limits = { timeoutMs: 400, longestWaitMs: 3000, retryBaseMs: 5, attempts: 3, maxBodyBytes: 10_000 }
let outbound: Outbound | undefined
afterEach(async () => {
  await outbound?.close()
  outbound = undefined
})

function connect(
  origins: string[],
  options: { allow?: string[]; signal?: AbortSignal; ca?: string; networks?: string[] } = {},
) {
  outbound = createOutbound({
    guard: createAddressGuard(options.networks ?? [], options.allow ?? origins),
    extraCa: options.ca ?? null,
    limits,
    log,
  })
  const budget = createBudget(4)
  const signal = options.signal ?? new AbortController().signal
  return { budget, fetch: outbound.forConnection({ system: 'GitHub', origins, budget, signal }) }
}

describe('the address guard', () => {
  const guard = createAddressGuard([])
  test.each([
    'http://api.github.com',
    'https://127.0.0.1',
    'https://127.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://localhost',
    'https://foo.localhost',
    'https://10.1.2.3',
    'https://172.16.0.1',
    'https://192.168.1.1',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1',
    'https://[fe80::1]',
    'https://[fd00::1]',
    'https://0.0.0.0',
    'https://255.255.255.255',
    'https://224.0.0.1',
    'ftp://example.com',
    'file:///etc/passwd',
    'https://user:pass@example.com',
    'not an address',
  ])('refuses %s', (address) => {
    expect(() => guard.check(address)).toThrow(expect.objectContaining({ code: 'address.refused' }))
  })

  test('never repeats a password that was typed into an address', () => {
    expect(() => guard.check('https://user:hunter2@example.com?token=hunter2')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })

  test.each(['https://api.github.com', 'https://8.8.8.8', 'https://[2606:4700::1111]'])('lets %s pass', (address) => {
    expect(() => guard.check(address)).not.toThrow()
  })

  test('an allowed network opens just that network', () => {
    const wider = createAddressGuard(['10.20.0.0/16', '192.168.7.7'])
    expect(() => wider.check('https://10.20.30.40')).not.toThrow()
    expect(() => wider.check('https://192.168.7.7')).not.toThrow()
    expect(() => wider.check('https://10.21.0.1')).toThrow()
    expect(() => wider.check('https://192.168.7.8')).toThrow()
  })

  test('a name that resolves to this machine is refused when connecting', async () => {
    const { fetch } = connect(['https://localhost:9'], { allow: [] })
    await expect(fetch('https://localhost:9/')).rejects.toMatchObject({ code: 'address.refused' })
    const refused = await new Promise((resolve) => guard.lookup('localhost', { all: true }, (error) => resolve(error)))
    expect(refused).toMatchObject({ code: 'address.refused' })
  })
})

describe('a request', () => {
  test('goes to the connection’s own addresses only', async () => {
    const here = await serve((_, response) => response.end('{}'))
    const { fetch } = connect(['https://api.github.com'], { allow: [here] })
    await expect(fetch(`${here}/x`)).rejects.toMatchObject({ code: 'address.refused' })
  })

  test('follows a redirect without its credential when the host changes, and with it when not', async () => {
    const seen: IncomingMessage['headers'][] = []
    const there = await serve((request, response) => {
      seen.push(request.headers)
      response.end('{"there":true}')
    })
    const here: string = await serve((request, response) => {
      seen.push(request.headers)
      if (request.url === '/same') response.writeHead(307, { location: '/end' }).end()
      else if (request.url === '/end') response.end('{"here":true}')
      else response.writeHead(302, { location: `${there}/x` }).end()
    })
    const { fetch } = connect([here], { allow: [here, there] })
    const headers = { authorization: 'token secret', cookie: 'a=b' }
    expect(await (await fetch(`${here}/away`, { headers })).json()).toEqual({ there: true })
    expect(seen.map((one) => [one.authorization, one.cookie])).toEqual([
      ['token secret', 'a=b'],
      [undefined, undefined],
    ])
    seen.length = 0
    expect(await (await fetch(`${here}/same`, { headers })).json()).toEqual({ here: true })
    expect(seen.map((one) => one.authorization)).toEqual(['token secret', 'token secret'])
  })

  test('does not follow a redirect into the private network, nor for ever', async () => {
    const here: string = await serve((request, response) =>
      response.writeHead(302, { location: request.url === '/in' ? 'http://169.254.169.254/' : '/round' }).end(),
    )
    const { fetch } = connect([here])
    await expect(fetch(`${here}/in`)).rejects.toMatchObject({ code: 'address.refused' })
    await expect(fetch(`${here}/round`)).rejects.toMatchObject({ code: 'upstream.malformed' })
  })

  test('is sent again after a 5xx, not after a 404, and a change is never sent twice', async () => {
    let count = 0
    const here = await serve((request, response) => {
      count++
      response.writeHead(request.url === '/404' ? 404 : count < 3 ? 502 : 200).end('{}')
    })
    const { fetch, budget } = connect([here])
    expect((await fetch(`${here}/`)).status).toBe(200)
    expect(count).toBe(3)
    expect(budget.sent()).toBe(3)
    expect((await fetch(`${here}/404`)).status).toBe(404)
    expect(count).toBe(4)
    count = 0
    expect((await fetch(`${here}/`, { method: 'POST', body: '{}' })).status).toBe(502)
    expect((await fetch(`${here}/graphql`, { method: 'POST', body: '{"query":"mutation { x }"}' })).status).toBe(502)
    expect(count).toBe(2)
  })

  test('waits as long as Retry-After says, for every request of the connection', async () => {
    const times: number[] = []
    const here = await serve((_, response) => {
      times.push(Date.now())
      if (times.length === 1) response.writeHead(429, { 'retry-after': '1' }).end('{}')
      else response.end('{}')
    })
    const { fetch } = connect([here])
    const first = fetch(`${here}/`)
    await sleep(100)
    await Promise.all([first, fetch(`${here}/`)])
    expect(times).toHaveLength(3)
    for (const time of times.slice(1)) expect(time - (times[0] ?? 0)).toBeGreaterThanOrEqual(950)
  })

  test('gives a wait that is too long back as it is', async () => {
    const reset = Math.floor(Date.now() / 1000) + 3600
    const here = await serve((_, response) =>
      response.writeHead(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }).end('{}'),
    )
    expect((await connect([here]).fetch(`${here}/`)).status).toBe(403)
  })

  test('waits for an allowance that is told in seconds, as PagerDuty does, and counts it', async () => {
    let asked = 0
    const spent = { 'ratelimit-limit': '960', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' }
    const here = await serve((_, response) => {
      asked += 1
      if (asked === 1) response.writeHead(429, spent).end('{}')
      else response.writeHead(200, { ...spent, 'ratelimit-remaining': '959', 'ratelimit-reset': '60' }).end('{}')
    })
    const { fetch, budget } = connect([here])
    expect((await fetch(`${here}/`)).status).toBe(200)
    expect(asked).toBe(2)
    expect(budget.spending().pools[0]).toMatchObject({ limit: 960, remaining: 959 })
  })

  test.each([
    ['headers that never come', () => undefined],
    ['a body that stalls', (response: { write: (text: string) => void }) => response.write('{"a":')],
  ])('ends after the time limit: %s', async (_, answer) => {
    const here = await serve((_request, response) => answer(response as never))
    await expect(connect([here]).fetch(`${here}/slow`)).rejects.toMatchObject({
      code: 'upstream.timeout',
      message: expect.stringContaining('GET /slow'),
    })
  })

  test('ends at once when it is aborted, also while it waits', async () => {
    const here = await serve((_, response) => response.writeHead(429, { 'retry-after': '2' }).end('{}'))
    const abort = new AbortController()
    const { fetch } = connect([here], { signal: abort.signal })
    const pending = fetch(`${here}/`)
    setTimeout(() => abort.abort(new Error('enough')), 100)
    await expect(pending).rejects.toThrow('enough')
  })

  test.each([
    ['a cut connection', (response: { destroy: () => void }) => response.destroy(), 'upstream.unreachable'],
    [
      'an endless body',
      (response: { end: (text: string) => void }) => response.end('x'.repeat(20_000)),
      'upstream.malformed',
    ],
  ])('%s is an error that names the system', async (_, answer, code) => {
    const here = await serve((_request, response) => answer(response as never))
    await expect(connect([here]).fetch(`${here}/`)).rejects.toMatchObject({ code })
  })

  test('a closed port and an unknown name are told apart', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const gone = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`
    closed.close()
    const { fetch } = connect([gone, 'https://nowhere.invalid'])
    await expect(fetch(gone)).rejects.toThrow('nothing listens there')
    await expect(fetch('https://nowhere.invalid/')).rejects.toThrow(/does not resolve|could not be resolved/)
  })
})

describe('TLS', () => {
  const file = (name: string) => readFileSync(join(import.meta.dirname, '../../../test/support/tls', name), 'utf8')
  async function serveTls(): Promise<string> {
    const server = createTlsServer({ key: file('server.key'), cert: file('server.pem') }, (_, response) =>
      response.end('{}'),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => server.close())
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  test('a certificate of an unknown authority is refused', async () => {
    const here = await serveTls()
    await expect(connect([here]).fetch(`${here}/`)).rejects.toThrow('certificate is not trusted')
  })

  test('a private authority is accepted when it is given', async () => {
    const here = await serveTls()
    expect((await connect([here], { ca: file('ca.pem') }).fetch(`${here}/`)).status).toBe(200)
  })
})

describe('the budget', () => {
  test('lets no more requests out at a time than it has, and none is lost', async () => {
    const budget = createBudget(3)
    let now = 0
    let most = 0
    const one = async () => {
      most = Math.max(most, ++now)
      await sleep(2)
      now--
    }
    await Promise.all(Array.from({ length: 50 }, () => budget.spend(new AbortController().signal, one)))
    expect(most).toBe(3)
    expect(budget.sent()).toBe(50)
  })

  test('an aborted wait leaves its place to the next', async () => {
    const budget = createBudget(1)
    const abort = new AbortController()
    const first = budget.spend(new AbortController().signal, () => sleep(30))
    const second = budget.spend(abort.signal, async () => 'second')
    const third = budget.spend(new AbortController().signal, async () => 'third')
    abort.abort(new Error('stop'))
    await expect(second).rejects.toThrow('stop')
    await first
    expect(await third).toBe('third')
  })
})
