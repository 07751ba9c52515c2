import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { tempFolder } from '../../../test/support/folder.ts'
import { type Db, openDatabase } from '../store/database.ts'
import { systemActor } from '../store/events.ts'
import { newRootKey, readRootKeys, writeKeyFile } from './root-key.ts'
import { openVault } from './vault.ts'

let database: TestDatabase
let db: Db
const tenant = 'ten_1'

beforeAll(async () => {
  database = await createDatabase()
  db = openDatabase(database)
  await db
    .insertInto('tenant')
    .values([
      { id: tenant, name: 'one' },
      { id: 'ten_2', name: 'two' },
    ])
    .execute()
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const keyFile = () => join(tempFolder('key'), 'key')
const fresh = async () => {
  await db.deleteFrom('secret').execute()
  await db.deleteFrom('vault').execute()
  const file = keyFile()
  const vault = await openVault(db, () => readRootKeys({ origin: 'file', path: file }, null))
  return { file, vault }
}

describe('the vault', () => {
  test('opens what it sealed, and keeps no trace of it in the row', async () => {
    const { vault } = await fresh()
    const id = await vault.seal(db, tenant, { token: 'plain-text-token' })
    expect(await vault.open(db, tenant, id)).toEqual({ token: 'plain-text-token' })
    const row = await db.selectFrom('secret').selectAll().executeTakeFirstOrThrow()
    for (const bytes of [row.sealed, row.wrapped_key]) expect(bytes.includes('plain-text-token')).toBe(false)
    expect(row.key_id).toBe(vault.keyId())
  })

  test('a sealed value does not open in another place, for another tenant, or when it was changed', async () => {
    const { vault } = await fresh()
    const id = await vault.seal(db, tenant, { token: 'a' })
    const other = await vault.seal(db, 'ten_2', { token: 'b' })
    await expect(vault.open(db, 'ten_2', id)).rejects.toThrow()
    const row = await db.selectFrom('secret').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await db
      .updateTable('secret')
      .set({ sealed: row.sealed, wrapped_key: row.wrapped_key })
      .where('id', '=', other)
      .execute()
    await expect(vault.open(db, 'ten_2', other)).rejects.toThrow()
    const changed = Buffer.from(row.sealed)
    changed[20] = (changed[20] ?? 0) ^ 1
    await db.updateTable('secret').set({ sealed: changed }).where('id', '=', id).execute()
    await expect(vault.open(db, tenant, id)).rejects.toThrow()
  })

  test('a key that does not belong to the database is refused before anything is served, and named by its id', async () => {
    const { vault } = await fresh()
    const stranger = newRootKey()
    await expect(openVault(db, () => [stranger])).rejects.toMatchObject({
      code: 'key.wrong',
      message: expect.stringContaining(vault.keyId()),
    })
  })

  test('rotating seals every secret anew, drops the old key from the file, and writes an event', async () => {
    const { file, vault } = await fresh()
    const before = readFileSync(file, 'utf8')
    const id = await vault.seal(db, tenant, { token: 'kept' })
    const result = await vault.rotate(db, file, tenant, systemActor, new Date())
    expect(result).toEqual({ id: vault.keyId(), secrets: 1 })
    expect(readFileSync(file, 'utf8')).not.toContain(before.trim())
    expect(await vault.open(db, tenant, id)).toEqual({ token: 'kept' })
    const again = await openVault(db, () => readRootKeys({ origin: 'file', path: file }, null))
    expect(await again.open(db, tenant, id)).toEqual({ token: 'kept' })
    expect(await db.selectFrom('event').select('type').where('type', '=', 'key.rotated').execute()).toHaveLength(1)
  })

  test('a crash in mid-rotation loses nothing: with both keys in the file it ends at the next start', async () => {
    const { file, vault } = await fresh()
    const old = readRootKeys({ origin: 'file', path: file }, null)
    const id = await vault.seal(db, tenant, { token: 'kept' })
    const next = newRootKey()
    writeKeyFile(file, [next, ...old])
    const reopened = await openVault(db, () => readRootKeys({ origin: 'file', path: file }, null))
    expect(reopened.keyId()).toBe(next.id)
    expect(await reopened.open(db, tenant, id)).toEqual({ token: 'kept' })
    // The process that had not noticed reads its file again and goes on, sealing with the present key.
    const late = await vault.seal(db, tenant, { token: 'late' })
    writeKeyFile(file, [next])
    const final = await openVault(db, () => readRootKeys({ origin: 'file', path: file }, null))
    expect(await final.open(db, tenant, late)).toEqual({ token: 'late' })
  })

  test('a key from the environment is rotated with the previous one beside it', async () => {
    const { file, vault } = await fresh()
    const old = readFileSync(file, 'utf8').trim()
    const id = await vault.seal(db, tenant, { token: 'kept' })
    const next = newRootKey().bytes.toString('base64')
    await openVault(db, () => readRootKeys({ origin: 'environment', value: next }, old))
    const alone = await openVault(db, () => readRootKeys({ origin: 'environment', value: next }, null))
    expect(await alone.open(db, tenant, id)).toEqual({ token: 'kept' })
  })
})

describe('the root key', () => {
  test('is made once, for its owner alone', () => {
    const path = keyFile()
    const [first] = readRootKeys({ origin: 'file', path }, null)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readRootKeys({ origin: 'file', path }, null)[0]).toEqual(first)
    chmodSync(path, 0o644)
    readRootKeys({ origin: 'file', path }, null)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('can come from a command', () => {
    const path = keyFile()
    const [key] = readRootKeys({ origin: 'file', path }, null)
    expect(readRootKeys({ origin: 'command', command: `cat ${path}` }, null)).toEqual([key])
  })

  test.each([
    ['too short', Buffer.alloc(16).toString('base64')],
    ['not base64', 'x'.repeat(44)],
    ['nothing', ''],
  ])('%s is refused, and not repeated', (_, text) => {
    const path = keyFile()
    writeFileSync(path, `${text}\n`)
    expect(() => readRootKeys({ origin: 'file', path }, null)).toThrow(expect.objectContaining({ code: 'key.invalid' }))
    if (text !== '') expect(() => readRootKeys({ origin: 'environment', value: text }, null)).not.toThrow(text)
  })

  test('a command that fails is told without its output', () => {
    expect(() => readRootKeys({ origin: 'command', command: 'false' }, null)).toThrow('the command ended with 1')
    expect(() => readRootKeys({ origin: 'command', command: '/does/not/exist' }, null)).toThrow('ENOENT')
  })
})
