import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { SignatureV4 } from '@smithy/signature-v4'

const tls = join(import.meta.dirname, 'tls')
const read = (name: string) => readFileSync(join(tls, name), 'utf8')
export const testCa = read('ca.pem')

export interface Received {
  _document_id: string
  action: string
}

export interface Receiver {
  port: number
  origin: string
  events: Received[]
  /** Requests that were taken. */
  requests: { path: string; authorization: string | undefined }[]
  /** What it answers from now on instead of taking anything. */
  answer: (status: number | null, headers?: Record<string, string>) => void
  stop: () => Promise<void>
  start: () => Promise<void>
}

type Take = (request: IncomingMessage, body: Buffer) => Promise<{ status: number; body: string; events: Received[] }>

/** A real HTTPS server with a certificate of the test authority; what it takes is kept in memory before it answers. */
async function openReceiver(take: Take): Promise<Receiver> {
  const events: Received[] = []
  const requests: Receiver['requests'] = []
  let fixed: { status: number; headers: Record<string, string> } | null = null
  let port = 0
  let server: Server | null = null

  async function start(): Promise<void> {
    server = createServer({ key: read('server.key'), cert: read('server.pem') }, async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      if (fixed) return response.writeHead(fixed.status, fixed.headers).end()
      const taken = await take(request, Buffer.concat(parts))
      if (taken.status < 300) {
        events.push(...taken.events)
        requests.push({ path: request.url ?? '', authorization: request.headers.authorization })
      }
      response.writeHead(taken.status, { 'content-type': 'application/json' }).end(taken.body)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  await start()

  return {
    get port() {
      return port
    },
    get origin() {
      return `https://localhost:${port}`
    },
    events,
    requests,
    answer(status, headers = {}) {
      fixed = status === null ? null : { status, headers }
    },
    async stop() {
      server?.closeAllConnections()
      server?.close()
      if (server) await once(server, 'close')
      server = null
    },
    start,
  }
}

const parseLines = (text: string): Received[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Received)
/** Events of the log: what only tries the way is left out. */
const ofLog = (events: Received[]) => events.filter(({ action }) => action !== 'audit_log_streaming.check')

export const openCollector = (token: string): Promise<Receiver> =>
  openReceiver(async ({ headers, method, url }, body) =>
    headers.authorization !== `Bearer ${token}` || method !== 'POST' || !url?.startsWith('/collect')
      ? { status: 401, body: '{}', events: [] }
      : { status: 202, body: '{}', events: ofLog(parseLines(body.toString())) },
  )

/** Splunk's HTTP Event Collector, as its documentation has it: events in envelopes one after the other, and its codes. */
export const openSplunk = (token: string): Promise<Receiver> =>
  openReceiver(async ({ headers, url }, body) => {
    if (url !== '/services/collector') return { status: 404, body: '{"text":"Not found","code":404}', events: [] }
    if (headers.authorization !== `Splunk ${token}`)
      return { status: 403, body: '{"text":"Invalid token","code":4}', events: [] }
    const envelopes = parseLines(body.toString()) as unknown as { time: number; event: Received }[]
    const isSound =
      envelopes.length > 0 && envelopes.every(({ time, event }) => time > 1e9 && time < 1e10 && event._document_id)
    if (!isSound) return { status: 400, body: '{"text":"Invalid data format","code":6}', events: [] }
    return { status: 200, body: '{"text":"Success","code":0}', events: ofLog(envelopes.map(({ event }) => event)) }
  })

export interface Storage extends Receiver {
  objects: Map<string, Buffer>
}

/** SHA-256 as the signer wants it. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }
  update(data: string | ArrayBuffer | Uint8Array): void {
    this.#hash.update(data as Uint8Array)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {}
}

/** Storage that speaks S3's PutObject: the signature is computed anew by the SDK's own signer, and must be the same. */
export async function openStorage(keys: { accessKeyId: string; secretAccessKey: string }): Promise<Storage> {
  const objects = new Map<string, Buffer>()
  const signer = new SignatureV4({
    service: 's3',
    region: 'eu-central-1',
    credentials: keys,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  })
  const receiver = await openReceiver(async (request, body) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://localhost')
    const deny = (code: string, status = 403) => ({ status, body: `<Error><Code>${code}</Code></Error>`, events: [] })
    const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? '')?.[1]?.split(';') ?? []
    const at = String(request.headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..)Z$/, '$1-$2-$3:$4:$5Z')
    if (request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex'))
      return deny('XAmzContentSHA256Mismatch', 400)
    const signed = await signer.sign(
      {
        method: request.method ?? '',
        protocol: 'https:',
        hostname: 'localhost',
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: Object.fromEntries(names.map((name) => [name, String(request.headers[name] ?? '')])),
      },
      { signingDate: new Date(at), signableHeaders: new Set(names), unsignableHeaders: new Set() },
    )
    if (signed.headers.authorization !== request.headers.authorization) return deny('SignatureDoesNotMatch')
    if (request.method !== 'PUT' || !pathname.startsWith('/audit-bucket/')) return deny('NoSuchBucket', 404)
    objects.set(pathname.slice('/audit-bucket/'.length), body)
    return { status: 200, body: '', events: ofLog(parseLines(gunzipSync(body).toString())) }
  })
  return Object.assign(receiver, { objects })
}
