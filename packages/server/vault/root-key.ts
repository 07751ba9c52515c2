import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { AppError } from '@rollcall/core'
import type { KeySetting } from '../settings.ts'

/** The key that seals the keys of the secrets. `id` names it and says nothing about it. */
export interface RootKey {
  id: string
  bytes: Buffer
}

/**
 * The present root key first, then those from before that may still be needed to open something. A key file holds one
 * a line; it is made on first use, readable by its owner alone.
 */
export function readRootKeys(setting: KeySetting, previous: string | null): RootKey[] {
  const keys = readSetting(setting)
  if (previous !== null) keys.push(toKey(previous, 'ROLLCALL_KEY_PREVIOUS'))
  return keys
}

function readSetting(setting: KeySetting): RootKey[] {
  switch (setting.origin) {
    case 'environment':
      return [toKey(setting.value, 'ROLLCALL_KEY')]
    case 'command':
      return [toKey(runCommand(setting.command), 'ROLLCALL_KEY_COMMAND')]
    case 'file':
      return readKeyFile(setting.path)
  }
}

export function newRootKey(): RootKey {
  const bytes = randomBytes(32)
  return { id: idOf(bytes), bytes }
}

/** Writes the file whole or not at all, never readable by others. */
export function writeKeyFile(path: string, keys: readonly RootKey[]): void {
  const draft = `${path}.new`
  writeFileSync(draft, keys.map((key) => `${key.bytes.toString('base64')}\n`).join(''), { mode: 0o600, flush: true })
  renameSync(draft, path)
}

function readKeyFile(path: string): RootKey[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new AppError('key.invalid', { origin: path, problem: 'the file cannot be read' }, { cause })
    const key = newRootKey()
    try {
      writeKeyFile(path, [key])
    } catch (error) {
      throw new AppError('key.invalid', { origin: path, problem: 'the file cannot be written' }, { cause: error })
    }
    return [key]
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    try {
      chmodSync(path, 0o600)
    } catch (cause) {
      throw new AppError(
        'key.invalid',
        { origin: path, problem: 'other users may read the file (chmod 600)' },
        { cause },
      )
    }
  }
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length === 0) throw new AppError('key.invalid', { origin: path, problem: 'the file is empty' })
  return lines.map((line) => toKey(line, path))
}

function runCommand(command: string): string {
  const [program = '', ...args] = command.split(/\s+/)
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      timeout: 30_000,
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim()
  } catch (cause) {
    const reason = (cause as { status?: number }).status ?? (cause as NodeJS.ErrnoException).code ?? 'failed'
    throw new AppError('key.invalid', { origin: 'ROLLCALL_KEY_COMMAND', problem: `the command ended with ${reason}` })
  }
}

function toKey(text: string, origin: string): RootKey {
  const bytes = Buffer.from(text, 'base64')
  const canonical = /^[A-Za-z0-9+/]{43}=$/.test(text) && bytes.length === 32
  if (!canonical) throw new AppError('key.invalid', { origin, problem: 'it is not 32 bytes in base64' })
  return { id: idOf(bytes), bytes }
}

const idOf = (bytes: Buffer) =>
  createHash('sha256').update('rollcall root key id').update(bytes).digest('hex').slice(0, 12)
