import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import {
  type Destination,
  type DestinationDeps,
  fetchTo,
  refusedBy,
  type StreamedEvent,
  type Way,
} from './destination.ts'

const compress = promisify(gzip)

/**
 * Storage that speaks S3: gzip files of an event a line, named by date (github-scim §11.2). A batch that is sent once
 * more gets the same name, and so takes its own place.
 */
export function s3Destination(deps: DestinationDeps, way: Way): Destination {
  const { config } = way
  const bucket = String(config.bucket)
  const put = async (key: string, body: Buffer) => {
    // It weighs as much as the rest of the server: only who streams there loads it.
    const { PutObjectCommand } = await import('@aws-sdk/client-s3')
    const { client, origin } = await connect(deps, way)
    try {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/gzip' }))
    } catch (error) {
      throw problemOf(error, `${origin}/${bucket}`)
    } finally {
      client.destroy()
    }
  }
  return {
    send: async (events) => put(nameOf(events), await compress(linesOf(events))),
    check: async () => put('rollcall-check.json.gz', await compress('{"action":"audit_log_streaming.check"}\n')),
  }
}

const linesOf = (events: readonly StreamedEvent[]) => `${events.map((event) => JSON.stringify(event)).join('\n')}\n`

/** `YYYY/MM/DD/HH/MM/<uuid>.json.gz` by the time of the first event; the uuid is of what is in it. */
function nameOf(events: readonly StreamedEvent[]): string {
  const at = new Date(Number(events[0]?.['@timestamp'])).toISOString()
  const ids = createHash('sha256')
    .update(events.map((event) => String(event._document_id)).join(' '))
    .digest('hex')
  const uuid = ids.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')
  return `${at.slice(0, 16).replace(/[-T:]/g, '/')}/${uuid}.json.gz`
}

export const endpointOf = ({ endpoint, region }: Way['config']): string =>
  typeof endpoint === 'string' ? new URL(endpoint).origin : `https://s3.${String(region)}.amazonaws.com`

/** What the SDK asks its transport to send. */
interface SignedRequest {
  method: string
  path: string
  query?: Record<string, string>
  headers: Record<string, string>
  body?: Uint8Array<ArrayBuffer>
}

/** The SDK signs; what it would send goes through the guarded way out, as everything else does. */
async function connect(deps: DestinationDeps, { config, secret, signal }: Way) {
  const { S3Client } = await import('@aws-sdk/client-s3')
  const origin = endpointOf(config)
  const fetch = fetchTo(deps, origin, signal)
  const client = new S3Client({
    region: String(config.region),
    endpoint: origin,
    // The bucket in the path and not in the host name: one origin, whatever the bucket is called.
    forcePathStyle: true,
    credentials: { accessKeyId: secret.accessKeyId ?? '', secretAccessKey: secret.secretAccessKey ?? '' },
    maxAttempts: 1,
    // Storage of others does not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      async handle(request: SignedRequest) {
        const { host: _, 'content-length': __, ...headers } = request.headers
        const query = new URLSearchParams(request.query).toString()
        const response = await fetch(`${origin}${request.path}${query === '' ? '' : `?${query}`}`, {
          method: request.method,
          headers,
          ...(request.body === undefined ? {} : { body: request.body }),
        })
        return {
          response: {
            statusCode: response.status,
            headers: Object.fromEntries(response.headers),
            body: new Uint8Array(await response.arrayBuffer()),
          },
        }
      },
    },
  })
  return { client, origin }
}

function problemOf(error: unknown, address: string): unknown {
  const { name, code, message, $metadata } = error as {
    name: string
    code?: string
    message: string
    $metadata?: { httpStatusCode?: number }
  }
  if (!$metadata || code !== undefined) return error
  return refusedBy(address, `it answered ${$metadata.httpStatusCode ?? 'nothing'} (${name}): ${message.slice(0, 200)}`)
}
