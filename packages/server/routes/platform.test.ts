import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { routes } from '@rollcall/api'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tempFolder } from '../../../test/support/folder.ts'
import { openTestServer, type TestServer, until } from '../../../test/support/server.ts'
import { tell } from '../live.ts'

let server: TestServer
let address: string
beforeAll(async () => {
  server = await openTestServer()
  address = await server.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => server.close())

describe('for what watches the process', () => {
  test('it is alive and ready', async () => {
    expect((await server.app.inject('/healthz')).json()).toMatchObject({ status: 'ok' })
    expect((await server.app.inject('/readyz')).json()).toEqual({ status: 'ready' })
  })

  test('its numbers need a token, and count requests, findings and jobs', async () => {
    expect((await server.app.inject('/metrics')).statusCode).toBe(401)
    const token = await server.addToken(['metrics:read'])
    const { body } = await server.app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } })
    for (const name of [
      'rollcall_http_request_seconds_count',
      'rollcall_jobs_waiting 0',
      'rollcall_process_cpu_seconds_total',
    ])
      expect(body).toContain(name)
  })
})

describe('the description of the API', () => {
  test('has every operation with what it needs, and schemas that compile', async () => {
    const document = (await server.app.inject('/api/openapi.json')).json()
    const described = Object.entries(
      document.paths as Record<string, Record<string, { operationId: string; description: string }>>,
    ).flatMap(([, methods]) => Object.values(methods))
    expect(described.map(({ operationId }) => operationId).sort()).toEqual(routes.map(({ id }) => id).sort())
    for (const { operationId, description } of described) {
      const { access } = routes.find(({ id }) => id === operationId) ?? {}
      expect(description).toContain(
        access === 'public' ? 'everyone' : access === 'person' ? 'signed-in person' : String(access),
      )
    }
    const ajv = new Ajv({ strict: false, validateFormats: false })
    for (const { response, body } of routes)
      for (const schema of [response, body]) if (schema) ajv.compile(schema as object)
  })

  test('can be browsed', async () => {
    const page = await server.app.inject({ url: '/api/docs/', headers: { accept: 'text/html' } })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
  })
})

describe('every answer', () => {
  test('carries the usual headers', async () => {
    const { headers } = await server.app.inject('/api/v1/session')
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-request-id': expect.any(String),
    })
    expect(headers['content-security-policy']).not.toContain('unsafe-eval')
  })
})

describe('the console', () => {
  test('comes with a fresh nonce on any of its addresses, its files for ever, and nothing else', async () => {
    const folder = tempFolder('console')
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<html><meta name="nonce" content="__NONCE__"></html>')
    writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {}')
    writeFileSync(join(folder, 'assets', 'main-abc123.js.br'), brotliCompressSync('export {}'))
    const withConsole = await openTestServer({ consoleFolder: folder })
    const page = (url: string) => withConsole.app.inject({ url, headers: { accept: 'text/html,*/*' } })
    const nonces = new Set<string>()
    for (const url of ['/', '/findings?q=x', '/identities/idn_1']) {
      const { statusCode, body, headers } = await page(url)
      expect(statusCode).toBe(200)
      const nonce = /content="([^"]+)"/.exec(body)?.[1] ?? ''
      nonces.add(nonce)
      expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(headers['cache-control']).toBe('no-store')
    }
    expect(nonces.size).toBe(3)
    const file = await withConsole.app.inject('/assets/main-abc123.js')
    expect(file.headers).toMatchObject({
      'cache-control': expect.stringContaining('immutable'),
      vary: 'accept-encoding',
    })
    expect(file.body).toBe('export {}')
    const smaller = await withConsole.app.inject({
      url: '/assets/main-abc123.js',
      headers: { 'accept-encoding': 'gzip, br' },
    })
    expect(smaller.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
    expect(smaller.headers['content-type']).toContain('javascript')
    expect(brotliDecompressSync(smaller.rawPayload).toString()).toBe('export {}')
    for (const url of ['/assets/gone.js', '/index.html', '/.built-from', '/../package.json', '/api/v1/nothing'])
      expect((await withConsole.app.inject(url)).statusCode, url).toBe(404)
    await withConsole.close()
  })
})

describe('live news', () => {
  async function follow(headers: Record<string, string>) {
    const abort = new AbortController()
    const response = await fetch(`${address}/api/v1/live`, { headers, signal: abort.signal })
    const events: string[] = []
    const reading = (async () => {
      for await (const chunk of response.body ?? []) events.push(Buffer.from(chunk).toString())
    })().catch(() => undefined)
    const stop = () => {
      abort.abort()
      return reading
    }
    return { response, text: () => events.join(''), stop }
  }
  const scan = (tenant: string) =>
    tell(server.deps.db, { tenant, type: 'scan', connectionId: 'con_1', scanId: 'scn_1', state: 'running' })

  test('reach the tenant, and each caller only what it may read', async () => {
    const other = await server.addTenant()
    const connector = await server.signIn('connector_admin')
    const mine = await follow({ cookie: server.home.cookie })
    const theirs = await follow({ cookie: other.cookie })
    const limited = await follow({ cookie: connector.cookie })
    expect(mine.response.headers.get('content-type')).toContain('text/event-stream')
    await scan(server.home.tenant)
    await tell(server.deps.db, { tenant: server.home.tenant, type: 'findings' })
    await until('the news', async () => mine.text().includes('event: findings'))
    expect(mine.text()).toContain('event: scan\ndata: {"connectionId":"con_1","scanId":"scn_1","state":"running"}')
    await until('the news', async () => limited.text().includes('event: scan'))
    expect(limited.text()).not.toContain('event: findings')
    expect(theirs.text()).not.toContain('event:')
    const before = server.logs.length
    for (const one of [mine, theirs, limited]) await one.stop()
    // What comes after that is heard of after it.
    await fetch(`${address}/readyz`)
    // Whoever closes the page does nothing wrong: nobody is warned of it.
    expect(server.logs.slice(before).filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
  })

  test('are for those who may see connections', async () => {
    expect((await fetch(`${address}/api/v1/live`)).status).toBe(401)
  })
})
