import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from '@rollcall/core'
import type { Db, Executor } from '../store/database.ts'
import { type Actor, recordEvent } from '../store/events.ts'
import { newId } from '../store/id.ts'
import { newRootKey, type RootKey, writeKeyFile } from './root-key.ts'

/**
 * Sealed secrets: each with a key of its own (AES-256-GCM), which the root key seals in turn. Tenant, id and root key
 * id are authenticated with it, so that a sealed value moved to another place does not open.
 */
export interface Vault {
  readonly keyId: () => string
  seal: (db: Executor, tenant: string, value: Record<string, string>) => Promise<string>
  open: (db: Executor, tenant: string, id: string) => Promise<Record<string, string>>
  remove: (db: Executor, tenant: string, id: string) => Promise<void>
  /** A new root key in the key file, and every secret sealed with it. Only for a key from a file. */
  rotate: (db: Db, keyFile: string, tenant: string, actor: Actor, now: Date) => Promise<{ id: string; secrets: number }>
}

function presentOf(keys: readonly RootKey[]): RootKey {
  const key = keys[0]
  if (!key) throw new TypeError('a vault needs a root key')
  return key
}

const proofText = 'rollcall vault proof'

/**
 * Opens the vault. The first key is the present one; the others only open what they sealed. Secrets that an older key
 * sealed are sealed anew. A key that does not belong to the database is `key.wrong`, before anything is served.
 */
export async function openVault(db: Db, readKeys: () => RootKey[]): Promise<Vault> {
  let ring = readKeys()
  await proveKey(db, ring)
  await reseal(db, ring)

  /** The key with this id. Another server may have rotated meanwhile, so an unknown id is looked for once more. */
  function keyOf(id: string): RootKey {
    const known = ring.find((key) => key.id === id)
    if (known) return known
    ring = readKeys()
    const fresh = ring.find((key) => key.id === id)
    if (!fresh) throw new AppError('key.wrong', { given: presentOf(ring).id, expected: id })
    return fresh
  }

  return {
    keyId: () => presentOf(ring).id,

    async seal(executor, tenant, value) {
      const id = newId('sec')
      // The database says which key is the present one: sealed with any other, the secret would be lost on rotation.
      const { key_id } = await executor.selectFrom('vault').select('key_id').forShare().executeTakeFirstOrThrow()
      const root = keyOf(key_id)
      const own = randomBytes(32)
      await executor
        .insertInto('secret')
        .values({
          tenant,
          id,
          key_id: root.id,
          wrapped_key: encrypt(root.bytes, own, wrapContext(tenant, id, root.id)),
          sealed: encrypt(own, Buffer.from(JSON.stringify(value)), valueContext(tenant, id)),
        })
        .execute()
      return id
    },

    async open(executor, tenant, id) {
      const row = await executor
        .selectFrom('secret')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row) throw new AppError('internal.bug', {}, { cause: new Error(`secret ${id} is missing`) })
      const root = keyOf(row.key_id)
      const own = decrypt(root.bytes, row.wrapped_key, wrapContext(tenant, id, root.id))
      return JSON.parse(decrypt(own, row.sealed, valueContext(tenant, id)).toString())
    },

    async remove(executor, tenant, id) {
      await executor.deleteFrom('secret').where('tenant', '=', tenant).where('id', '=', id).execute()
    },

    async rotate(database, keyFile, tenant, actor, now) {
      const next = newRootKey()
      // Both keys are in the file before the first secret changes, so that a crash at any line loses nothing.
      writeKeyFile(keyFile, [next, ...ring])
      const secrets = await reseal(database, [next, ...ring])
      await recordEvent(database, tenant, now, {
        actor,
        type: 'key.rotated',
        data: { from: presentOf(ring).id, to: next.id, secrets },
      })
      writeKeyFile(keyFile, [next])
      ring = [next]
      return { id: next.id, secrets }
    },
  }
}

/** Checks that one of the keys opens this database's proof; makes the proof for a new database. */
async function proveKey(db: Db, keys: readonly RootKey[]): Promise<void> {
  const present = presentOf(keys)
  await db
    .insertInto('vault')
    .values({ key_id: present.id, proof: encrypt(present.bytes, Buffer.from(proofText), present.id) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db.selectFrom('vault').selectAll().executeTakeFirstOrThrow()
  const key = keys.find((one) => one.id === row.key_id)
  if (!key) throw new AppError('key.wrong', { given: present.id, expected: row.key_id })
  decrypt(key.bytes, row.proof, key.id)
}

/** Seals with the present key whatever an older one sealed, in one transaction. */
async function reseal(db: Db, keys: readonly RootKey[]): Promise<number> {
  const present = presentOf(keys)
  return db.transaction().execute(async (tx) => {
    const state = await tx.selectFrom('vault').selectAll().forUpdate().executeTakeFirstOrThrow()
    const rows = await tx.selectFrom('secret').selectAll().where('key_id', '!=', present.id).forUpdate().execute()
    for (const row of rows) {
      const root = keys.find((key) => key.id === row.key_id)
      if (!root) throw new AppError('key.wrong', { given: present.id, expected: row.key_id })
      const own = decrypt(root.bytes, row.wrapped_key, wrapContext(row.tenant, row.id, root.id))
      await tx
        .updateTable('secret')
        .set({
          key_id: present.id,
          wrapped_key: encrypt(present.bytes, own, wrapContext(row.tenant, row.id, present.id)),
        })
        .where('tenant', '=', row.tenant)
        .where('id', '=', row.id)
        .execute()
    }
    if (state.key_id !== present.id)
      await tx
        .updateTable('vault')
        .set({
          key_id: present.id,
          proof: encrypt(present.bytes, Buffer.from(proofText), present.id),
          rotated_at: new Date(),
        })
        .execute()
    return rows.length
  })
}

const wrapContext = (tenant: string, id: string, keyId: string) => `key ${tenant} ${id} ${keyId}`
const valueContext = (tenant: string, id: string) => `value ${tenant} ${id}`

/** Nonce (12 bytes), ciphertext, tag (16 bytes). */
function encrypt(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}
