import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@rollcall/core'
import { afterAll, describe, expect, test } from 'vitest'
import { tempFolder } from '../../test/support/folder.ts'
import { openDataFolder } from './data-folder.ts'

const sleeper = spawn('sleep', ['60'])
afterAll(() => sleeper.kill())
const fresh = () => join(tempFolder('data'), 'data')

describe('the data folder', () => {
  test('is made for its owner alone, and locked while it is open', () => {
    const path = fresh()
    const folder = openDataFolder(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(path, 'rollcall.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
    folder.release()
    expect(existsSync(join(path, 'rollcall.lock'))).toBe(false)
  })

  test('refuses while another process runs on it', () => {
    const path = fresh()
    openDataFolder(path).release()
    writeFileSync(join(path, 'rollcall.lock'), `${sleeper.pid}\n`)
    expect(() => openDataFolder(path)).toThrow(expect.objectContaining({ code: 'data.in_use' }))
  })

  test.each([
    ['of a process that is gone', '999999999 1\n'],
    ['of a process id that someone else has now', `${sleeper.pid} 1\n`],
    ['that holds nothing', ''],
  ])('takes over a lock %s', (_, text) => {
    const path = fresh()
    openDataFolder(path).release()
    writeFileSync(join(path, 'rollcall.lock'), text)
    openDataFolder(path).release()
  })

  test('says what to do when it cannot be written', () => {
    const file = join(tempFolder('data'), 'file')
    writeFileSync(file, '')
    chmodSync(file, 0o400)
    expect(() => openDataFolder(join(file, 'data'))).toThrow(AppError)
    expect(() => openDataFolder(join(file, 'data'))).toThrow(/cannot be written \(E[A-Z]+\)/)
  })
})
