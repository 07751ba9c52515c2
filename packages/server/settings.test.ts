import { AppError } from '@rollcall/core'
import { describe, expect, test } from 'vitest'
import { readSettings } from './settings.ts'

describe('settings', () => {
  test('nothing set is a working default', () => {
    expect(readSettings({})).toMatchObject({
      port: 7655,
      host: '127.0.0.1',
      baseUrl: 'http://127.0.0.1:7655',
      databaseUrl: null,
      key: { origin: 'file', path: expect.stringMatching(/\/data\/key$/) },
      logLevel: 'info',
    })
  })

  test('the base address follows host and port, and keeps only its origin', () => {
    expect(readSettings({ HOST: '0.0.0.0', PORT: '80' }).baseUrl).toBe('http://localhost:80')
    expect(readSettings({ HOST: '::1' }).baseUrl).toBe('http://[::1]:7655')
    expect(readSettings({ ROLLCALL_BASE_URL: 'https://rollcall.example.com/' }).baseUrl).toBe(
      'https://rollcall.example.com',
    )
  })

  test.each([
    ['PORT', '99999'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['ROLLCALL_BASE_URL', 'rollcall.example.com'],
    ['ROLLCALL_BASE_URL', 'https://example.com/rollcall'],
    ['DATABASE_URL', 'mysql://u:hunter2@h/d'],
    ['DATABASE_URL', 'localhost:5432'],
    ['ROLLCALL_BOOTSTRAP_TOKEN', 'short'],
    ['ROLLCALL_ALLOW_NETWORKS', '10.0.0.0/8, banana'],
    ['ROLLCALL_TRUST_PROXY', 'everyone'],
    ['ROLLCALL_CA_FILE', '/does/not/exist.pem'],
    ['ROLLCALL_LOG_LEVEL', 'loud'],
  ])('%s=%s is refused with an error that names it and shows no secret', (name, value) => {
    const read = () => readSettings({ [name]: value })
    expect(read).toThrow(AppError)
    try {
      read()
    } catch (error) {
      expect((error as AppError).code).toBe('config.invalid')
      expect((error as AppError).message).toContain(name)
      expect((error as AppError).message).not.toContain('hunter2')
    }
  })

  test('two origins of the root key are one too many', () => {
    expect(() => readSettings({ ROLLCALL_KEY: 'x', ROLLCALL_KEY_COMMAND: 'y' })).toThrow('only one of')
  })
})
