import { DirectoryError } from '@rollcall/directory'
import type { HTTPMethods } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { getStream, listStreams, type StreamRow } from '../store/audit-streams.ts'
import type { StreamKind } from '../store/directory-schema.ts'
import type { RestCall, RestHandle } from './rest-call.ts'
import {
  type Changer,
  detailsOf,
  dropStream,
  makeStream,
  openSealedBox,
  streamKeyOf,
  updateStream,
  type WantedStream,
} from './stream-changes.ts'

/** GitHub's REST API for the streams of an audit log (github-scim §11.2). */
export const streamOperations: readonly [HTTPMethods, string, RestHandle][] = [
  ['GET', '/stream-key', showKey],
  ['GET', '/streams', async ({ deps, exchange }) => (await listStreams(deps.db, exchange.enterprise.id)).map(toStream)],
  ['POST', '/streams', create],
  ['GET', '/streams/:stream_id', async (call) => toStream(await named(call))],
  ['PUT', '/streams/:stream_id', replace],
  ['DELETE', '/streams/:stream_id', remove],
]

/** GitHub's names. It has no file; this is what one that the console made is listed as. */
const types: Record<StreamKind, string> = {
  https: 'HTTPS Event Collector',
  splunk: 'Splunk',
  s3: 'Amazon S3',
  file: 'File',
}
const elsewhere = ['Azure Blob Storage', 'Azure Event Hubs', 'Google Cloud Storage', 'Datadog']

const toStream = (row: StreamRow) => ({
  id: row.id,
  stream_type: types[row.kind],
  stream_details: detailsOf(row),
  enabled: row.enabled,
  created_at: row.created_at,
  updated_at: row.updated_at,
  paused_at: row.paused_at,
})

async function showKey({ deps, exchange }: RestCall) {
  const { keyId, publicKey } = await streamKeyOf(deps, exchange.enterprise)
  return { key_id: keyId, key: publicKey }
}

const refuse = (message: string, fix: string) => new DirectoryError(422, message, { fix })

async function named({ deps, exchange, params }: RestCall): Promise<StreamRow> {
  const { stream_id = '' } = params
  const none = new DirectoryError(404, `There is no stream ${stream_id.slice(0, 20)}.`, {
    fix: 'GET …/streams lists them.',
  })
  if (!/^\d{1,15}$/.test(stream_id)) throw none
  return getStream(deps.db, exchange.enterprise.id, Number(stream_id)).catch(() => {
    throw none
  })
}

const changerOf = ({ exchange }: RestCall): Changer => ({
  actor: { kind: 'token', id: exchange.token.id, name: exchange.enterprise.setup_user },
  requestId: exchange.requestId,
})

async function create(call: RestCall) {
  const { deps, exchange } = call
  const wanted = await readBody(call)
  return toStream(await makeStream(deps, exchange.enterprise, { ...wanted, from: 'now' }, changerOf(call)))
}

async function replace(call: RestCall) {
  const { id } = await named(call)
  return toStream(await updateStream(call.deps, call.exchange.enterprise, id, await readBody(call), changerOf(call)))
}

async function remove(call: RestCall): Promise<undefined> {
  const { id } = await named(call)
  await dropStream(call.deps, call.exchange.enterprise, id, changerOf(call))
}

const Body = Type.Object({
  enabled: Type.Boolean(),
  stream_type: Type.String({ maxLength: 60 }),
  vendor_specific: Type.Record(Type.String(), Type.Unknown()),
})
const Text = Type.String({ minLength: 1, maxLength: 2048 })
const Port = Type.Integer({ minimum: 1, maximum: 65_535 })
const Collector = { domain: Text, port: Port, key_id: Text, encrypted_token: Text, ssl_verify: Type.Boolean() }
const Splunk = Type.Object(Collector)
const Https = Type.Object({ ...Collector, path: Text })
const S3 = Type.Object({
  bucket: Text,
  region: Text,
  key_id: Text,
  authentication_type: Type.Literal('access_keys'),
  encrypted_secret_key: Text,
  encrypted_access_key_id: Text,
})

async function readBody(call: RestCall): Promise<WantedStream> {
  const { enabled, stream_type, vendor_specific } = read(Body, call.body, 'The body')
  switch (stream_type) {
    case types.https: {
      const { path, ...rest } = read(Https, vendor_specific, 'vendor_specific')
      const config = { ...collectorOf(rest), path: path.startsWith('/') ? path : `/${path}` }
      return { kind: 'https', enabled, config, secret: { token: await opened(call, rest, 'encrypted_token') } }
    }
    case types.splunk: {
      const given = read(Splunk, vendor_specific, 'vendor_specific')
      const config = collectorOf(given)
      return { kind: 'splunk', enabled, config, secret: { token: await opened(call, given, 'encrypted_token') } }
    }
    case types.s3: {
      if (vendor_specific.authentication_type === 'oidc')
        throw refuse('Amazon S3 with OIDC is not done here.', 'Use authentication_type access_keys.')
      const given = read(S3, vendor_specific, 'vendor_specific')
      const secret = {
        accessKeyId: await opened(call, given, 'encrypted_access_key_id'),
        secretAccessKey: await opened(call, given, 'encrypted_secret_key'),
      }
      return { kind: 's3', enabled, config: { bucket: given.bucket, region: given.region }, secret }
    }
    default:
      throw refuse(
        elsewhere.includes(stream_type)
          ? `Streaming to ${stream_type} is not done here.`
          : `There is no stream_type ${stream_type}.`,
        `Use ${types.https}, ${types.splunk} or ${types.s3}. The name is case-sensitive.`,
      )
  }
}

function read<Schema extends typeof Body | typeof Splunk | typeof Https | typeof S3>(
  schema: Schema,
  value: unknown,
  what: string,
): Static<Schema> {
  if (Value.Check(schema, value)) return value as Static<Schema>
  const [first] = Value.Errors(schema, value)
  const at = first?.instancePath.replaceAll('/', '.').slice(1)
  throw refuse(
    `${what}${at ? `.${at}` : ''} ${first?.message ?? 'is not what it must be'}.`,
    'GitHub documents each field.',
  )
}

function collectorOf({ domain, port, ssl_verify }: Static<typeof Splunk>) {
  if (!ssl_verify)
    throw refuse(
      'ssl_verify cannot be off: the token and the audit log would go to whoever answers.',
      'For a certificate authority of your own, set ROLLCALL_CA_FILE.',
    )
  return { domain: domain.replace(/^https:\/\//, '').replace(/\/$/, ''), port }
}

async function opened<Name extends string>(
  { deps, exchange }: RestCall,
  given: { key_id: string } & Record<Name, string>,
  name: Name,
): Promise<string> {
  const key = await streamKeyOf(deps, exchange.enterprise)
  const text = given.key_id === key.keyId ? await openSealedBox(key, given[name]) : null
  if (text === null || text === '')
    throw refuse(
      `${name} is not sealed with the key ${key.keyId}.`,
      'Get the key from …/audit-log/stream-key and seal the secret with it (libsodium crypto_box_seal, base64).',
    )
  return text
}
