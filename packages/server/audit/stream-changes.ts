import { createHash, randomUUID } from 'node:crypto'
import { AppError } from '@rollcall/core'
import type { AppDeps } from '../app-deps.ts'
import { auditRow } from '../scim/directory.ts'
import { positionAt, sealedPosition } from '../store/audit-chain.ts'
import {
  addStream,
  changeStream,
  findStreamKey,
  getStream,
  listStreams,
  markChecked,
  removeStream,
  type StreamRow,
} from '../store/audit-streams.ts'
import type { Executor } from '../store/database.ts'
import type { StreamKind } from '../store/directory-schema.ts'
import { writeAuditIn } from '../store/directory-users.ts'
import type { EnterpriseRow } from '../store/enterprises.ts'
import { type Actor, recordEvent } from '../store/events.ts'
import { addressOf, type StreamConfig, type StreamSecret } from './destination.ts'
import { destinationOf } from './destinations.ts'
import { endpointOf } from './s3.ts'

const most = 10

/** Who changes a stream: a person at the console or the set-up user over REST, and the request that it came with. */
export interface Changer {
  actor: Actor
  requestId: string
}

export interface WantedStream {
  kind: StreamKind
  config: StreamConfig
  /** Null: what is sealed already stays. */
  secret: StreamSecret | null
  enabled: boolean
}

/** Where a stream begins: at the next event, at the first that is kept, or at a moment. */
export type Beginning = 'now' | 'oldest' | Date

const placeOf = (db: Executor, enterpriseId: number, from: Beginning): Promise<number> =>
  from === 'now'
    ? sealedPosition(db, enterpriseId)
    : positionAt(db, enterpriseId, from === 'oldest' ? new Date(0) : from)

export async function makeStream(
  deps: AppDeps,
  enterprise: EnterpriseRow,
  wanted: WantedStream & { from: Beginning; test?: boolean },
  changer: Changer,
): Promise<StreamRow> {
  checkWay(deps, wanted)
  if (wanted.test) await tryWay(deps, enterprise, wanted.kind, wanted.config, wanted.secret)
  return deps.db.transaction().execute(async (tx) => {
    if ((await listStreams(tx, enterprise.id)).length >= most)
      throw new AppError('stream.invalid', {
        problem: `the enterprise has ${most} streams already`,
        remedy: 'Remove one first.',
      })
    const secretId = hasSecret(wanted.secret) ? await deps.vault.seal(tx, enterprise.tenant, wanted.secret) : null
    const row = await addStream(
      tx,
      enterprise.id,
      {
        kind: wanted.kind,
        config: wanted.config,
        secretId,
        enabled: wanted.enabled,
        position: await placeOf(tx, enterprise.id, wanted.from),
        createdBy: changer.actor.name,
      },
      deps.now(),
    )
    await note(deps, tx, enterprise, row, 'created', changer, { enabled: row.enabled })
    return row
  })
}

/**
 * Changes where it leads, pauses, resumes, or sends it back to an earlier moment. With `test`, the destination is tried
 * before, and where it refuses, nothing is changed.
 */
export async function updateStream(
  deps: AppDeps,
  enterprise: EnterpriseRow,
  id: number,
  change: Partial<WantedStream> & { from?: Beginning; test?: boolean },
  changer: Changer,
): Promise<StreamRow> {
  if (change.test) {
    const row = await getStream(deps.db, enterprise.id, id)
    const config = configAfter(deps, row, change)
    await tryWay(deps, enterprise, row.kind, config, change.secret ?? (await secretOf(deps, enterprise, row)))
  }
  return deps.db.transaction().execute(async (tx) => {
    const before = await getStream(tx, enterprise.id, id, true)
    const config = configAfter(deps, before, change)
    const secretId = hasSecret(change.secret) ? await deps.vault.seal(tx, enterprise.tenant, change.secret) : undefined
    const row = await changeStream(
      tx,
      before,
      {
        ...(change.enabled === undefined ? {} : { enabled: change.enabled }),
        ...(change.config === undefined ? {} : { config }),
        ...(secretId === undefined ? {} : { secretId }),
        ...(change.from === undefined ? {} : { position: await placeOf(tx, enterprise.id, change.from) }),
      },
      deps.now(),
    )
    if (secretId !== undefined && before.secret_id !== null)
      await deps.vault.remove(tx, enterprise.tenant, before.secret_id)
    await note(deps, tx, enterprise, row, 'updated', changer, {
      enabled: row.enabled,
      ...(detailsOf(row) === detailsOf(before) ? {} : { name_was: detailsOf(before) }),
      ...(secretId === undefined ? {} : { secret: 'replaced' }),
      ...(change.from === undefined ? {} : { from: change.from }),
    })
    return row
  })
}

export async function dropStream(
  deps: AppDeps,
  enterprise: EnterpriseRow,
  id: number,
  changer: Changer,
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    const row = await getStream(tx, enterprise.id, id)
    await removeStream(tx, enterprise.id, id)
    if (row.secret_id !== null) await deps.vault.remove(tx, enterprise.tenant, row.secret_id)
    await note(deps, tx, enterprise, row, 'removed', changer, {})
  })
}

/** Sends one event that is marked as a check, and says how that ended. */
export async function testStream(
  deps: AppDeps,
  enterprise: EnterpriseRow,
  id: number,
): Promise<{ problem: string | null }> {
  const { db } = deps
  const row = await getStream(db, enterprise.id, id)
  try {
    await tryWay(deps, enterprise, row.kind, row.config, await secretOf(deps, enterprise, row))
  } catch (error) {
    if (error instanceof AppError) return { problem: `${error.message} ${error.fix}` }
    throw error
  }
  await markChecked(db, row, deps.now())
  return { problem: null }
}

const secretOf = async ({ db, vault }: AppDeps, { tenant }: EnterpriseRow, { secret_id }: StreamRow) =>
  secret_id === null ? {} : vault.open(db, tenant, secret_id)

const tryWay = (
  deps: AppDeps,
  { slug }: EnterpriseRow,
  kind: StreamKind,
  config: StreamConfig,
  secret: StreamSecret | null,
): Promise<void> =>
  destinationOf(deps, kind, { config, secret: secret ?? {}, slug, signal: AbortSignal.timeout(60_000) }).check()

/** What a change makes of where it leads; refused where that cannot be. */
function configAfter(deps: AppDeps, before: StreamRow, change: Partial<WantedStream>): StreamConfig {
  if (change.kind !== undefined && change.kind !== before.kind)
    throw new AppError('stream.invalid', {
      problem: 'a stream keeps its type',
      remedy: 'Remove it and create one of the other type.',
    })
  const config = change.config ?? before.config
  checkWay(deps, { kind: before.kind, config })
  const moves =
    change.config !== undefined && placeNamed(before.kind, config) !== placeNamed(before.kind, before.config)
  if (moves && before.secret_id !== null && !hasSecret(change.secret))
    throw new AppError('stream.invalid', {
      problem: 'its secret was given for another address',
      remedy: 'Give the secret of the new destination with it.',
    })
  return config
}

const hasSecret = (secret: StreamSecret | null | undefined): secret is StreamSecret =>
  secret !== null && secret !== undefined && Object.keys(secret).length > 0

/** The place that a secret is meant for: a token must not be sent to another host because only the host was changed. */
function placeNamed(kind: StreamKind, config: StreamConfig): string {
  if (kind === 'file') return ''
  return kind === 's3' ? endpointOf(config) : addressOf(config)
}

function checkWay(deps: AppDeps, { kind, config }: { kind: StreamKind; config: StreamConfig }): void {
  if (kind !== 'file') deps.outbound.check(placeNamed(kind, config))
}

/** What a stream is called: where it leads. */
export function detailsOf({ kind, config }: Pick<StreamRow, 'kind' | 'config'>): string {
  switch (kind) {
    case 'https':
      return `${addressOf(config)}${config.path}`
    case 'splunk':
      return addressOf(config)
    case 's3':
      return `${config.bucket} (${typeof config.endpoint === 'string' ? endpointOf(config) : config.region})`
    case 'file':
      return String(config.name)
  }
}

const actions = { created: 'create', updated: 'update', removed: 'destroy' } as const
const operations = { created: 'create', updated: 'modify', removed: 'remove' } as const

/** A change of a stream is itself in the audit log, and in the log of the server. */
async function note(
  deps: AppDeps,
  tx: Executor,
  enterprise: EnterpriseRow,
  row: StreamRow,
  what: keyof typeof actions,
  { actor, requestId }: Changer,
  data: Record<string, unknown>,
): Promise<void> {
  const now = deps.now()
  const name = detailsOf(row)
  const action = `audit_log_streaming.${actions[what]}`
  const record = {
    '@timestamp': now.getTime(),
    _document_id: randomUUID(),
    action,
    actor: actor.name,
    business: enterprise.slug,
    business_id: enterprise.id,
    operation_type: operations[what],
    request_id: requestId,
    stream_id: row.id,
    name,
    ...data,
    created_at: now.getTime(),
  }
  await writeAuditIn(tx, enterprise.id, auditRow(record, null), requestId, now)
  await recordEvent(tx, enterprise.tenant, now, {
    actor,
    type: `audit_stream.${what}`,
    subject: { kind: 'enterprise', id: enterprise.slug, name: enterprise.name },
    data: { stream: row.id, kind: row.kind, leadsTo: name, ...data },
  })
}

/** The key pair with which clients of the REST API seal secrets; made when it is first asked for. */
export async function streamKeyOf(
  deps: AppDeps,
  enterprise: EnterpriseRow,
): Promise<{ keyId: string; publicKey: string; privateKey: () => Promise<string> }> {
  const known = (await findStreamKey(deps.db, enterprise.id)) ?? (await makeKey(deps, enterprise))
  return {
    keyId: known.key_id,
    publicKey: known.public_key,
    privateKey: async () => (await deps.vault.open(deps.db, enterprise.tenant, known.secret_id)).privateKey ?? '',
  }
}

const loadSodium = async () => {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  return sodium
}

async function makeKey(deps: AppDeps, enterprise: EnterpriseRow) {
  const sodium = await loadSodium()
  const pair = sodium.crypto_box_keypair()
  const publicKey = Buffer.from(pair.publicKey).toString('base64')
  const privateKey = Buffer.from(pair.privateKey).toString('base64')
  const keyId = String(createHash('sha256').update(publicKey).digest().readBigUInt64BE() >> 1n)
  return deps.db.transaction().execute(async (tx) => {
    // Of two that ask at once, the second gets the first one's key.
    await tx.selectFrom('enterprise').select('id').where('id', '=', enterprise.id).forUpdate().execute()
    const other = await findStreamKey(tx, enterprise.id)
    if (other) return other
    const secretId = await deps.vault.seal(tx, enterprise.tenant, { privateKey })
    return tx
      .insertInto('audit_stream_key')
      .values({ enterprise_id: enterprise.id, key_id: keyId, public_key: publicKey, secret_id: secretId })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

/** Opens what a client sealed with the enterprise's public key (libsodium sealed box). */
export async function openSealedBox(
  key: Awaited<ReturnType<typeof streamKeyOf>>,
  sealed: string,
): Promise<string | null> {
  const sodium = await loadSodium()
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
  try {
    const open = sodium.crypto_box_seal_open(bytes(sealed), bytes(key.publicKey), bytes(await key.privateKey()))
    return Buffer.from(open).toString('utf8')
  } catch {
    // What is not sealed with this key does not open, and says nothing more.
    return null
  }
}

/** Secrets of an enterprise that is removed go with it. */
export async function dropStreamSecrets(deps: AppDeps, tx: Executor, enterprise: EnterpriseRow): Promise<void> {
  const key = await findStreamKey(tx, enterprise.id)
  const ids = [key?.secret_id, ...(await listStreams(tx, enterprise.id)).map((row) => row.secret_id)]
  for (const id of ids) if (id) await deps.vault.remove(tx, enterprise.tenant, id)
}
