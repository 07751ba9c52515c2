import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { takeLeaks } from '../support/canary.ts'
import { runCli, startCli } from '../support/cli-process.ts'
import { bootstrapToken, type RollcallProcess, startRollcall } from '../support/process.ts'
import { until } from '../support/server.ts'

let rollcall: RollcallProcess
let token = ''
beforeAll(async () => {
  rollcall = await startRollcall()
})
afterAll(async () => {
  await rollcall.end('SIGINT')
})
afterEach(() => expect(takeLeaks()).toEqual([]))

const env = () => ({ ROLLCALL_URL: rollcall.url, ROLLCALL_TOKEN: bootstrapToken, SCIM_TOKEN: token })
const cli = (...args: string[]) => runCli(args, { env: env() })
const standard = () => `${rollcall.url}/scim/v2/standard/acme`
const addUser = () =>
  fetch(`${standard()}/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      externalId: 'a-1',
      userName: 'ada@acme.example',
      displayName: 'Ada',
      emails: [{ value: 'ada@acme.example', type: 'work', primary: true }],
    }),
  })

test('an enterprise is made, listed and shown', async () => {
  const made = await cli('enterprise', 'create', 'acme', '--kind', 'emu', '--short-code', 'acme', '--idp', 'okta')
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('rollcall enterprise token acme') })
  expect(made.stdout).toContain(standard())
  const { stdout } = await cli('enterprise', 'ls', '-o', 'json')
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'rollcall.enterprises/1', data: [{ slug: 'acme', users: 0 }] })
  expect((await cli('enterprise', 'show', 'acme')).stdout).toContain('acme_admin')
  expect(await cli('enterprise', 'create', 'acme', '--kind', 'emu', '--short-code', 'acme2')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has the slug acme'),
  })
  expect((await cli('enterprise', 'show', 'nope')).code).toBe(1)
})

test('a token stands alone on standard output', async () => {
  const { code, stdout, stderr } = await cli('enterprise', 'token', 'acme', '--name', 'pipe')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^rc_scim_[\w-]+\n$/)
  expect(stderr).not.toContain(stdout.trim())
  token = stdout.trim()
})

test('the conformance run passes on our own RFC-complete base, and leaves nothing behind', async () => {
  const { code, stdout, stderr } = await cli('scim', 'test', standard(), '-o', 'json')
  const { data } = JSON.parse(stdout) as { data: { results: { result: string }[]; leftBehind: string[] } }
  expect(data.results.filter(({ result }) => result !== 'pass')).toEqual([])
  expect({ code, leftBehind: data.leftBehind }).toEqual({ code: 0, leftBehind: [] })
  expect(stderr).toContain('0 failed')
  expect((await rollcall.call('GET', '/enterprises/acme/users')).body).toMatchObject({ total: 0 })
})

test('what GitHub does otherwise than the RFC fails, and ends with 3', async () => {
  const { code, stdout } = await cli('scim', 'test', `${rollcall.url}/scim/v2/enterprises/acme`)
  expect(code).toBe(3)
  expect(stdout).toMatch(/^fail\t.*RFC 7644 §3\.12/m)
  expect(stdout).toMatch(/^skip\tdiscovery/m)
})

test('a server with users is left alone, unless told otherwise', async () => {
  expect((await addUser()).status).toBe(201)
  const refused = await cli('scim', 'test', standard())
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('holds 1 users') })
  expect((await cli('scim', 'test', standard(), '--read-only')).code).toBe(0)
  expect((await rollcall.call('GET', '/enterprises/acme/users')).body).toMatchObject({ total: 1 })
  const withoutToken = await runCli(['scim', 'test', standard()], { env: { ...env(), SCIM_TOKEN: '' } })
  expect(withoutToken).toMatchObject({ code: 4, stderr: expect.stringContaining('SCIM_TOKEN') })
  const stranger = await runCli(['scim', 'test', standard()], {
    env: { ...env(), SCIM_TOKEN: 'a token of somebody else' },
  })
  expect(stranger).toMatchObject({ code: 4, stderr: expect.stringContaining('answers 401') })
  const nobody = await cli('scim', 'test', 'http://127.0.0.1:1/scim')
  expect(nobody).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('Nothing answers at http://127.0.0.1:1/scim'),
  })
  expect(nobody.stderr).not.toContain('ROLLCALL_URL')
})

test('the log shows what was refused, and follows', async () => {
  const { stdout } = await cli('scim', 'log', 'acme', '--outcome', 'failed', '-o', 'json', '--limit', '1')
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'rollcall.scim-requests/1', data: [{ outcome: 'failed' }] })
  const following = startCli(['scim', 'log', 'acme', '--follow', '--limit', '1', '--outcome', 'failed'], { env: env() })
  await until('the log so far', async () => following.stdout().includes('\n'))
  expect((await addUser()).status).toBe(409)
  await until('the new request', async () => following.stdout().includes('\t/scim/v2/standard/acme/Users\t409\t'))
  following.child.kill('SIGINT')
  expect(await following.ended).toBe(130)
})

test('why, and all identities, of the only enterprise', async () => {
  await until('the user to be there', async () => [201, 409].includes((await addUser()).status))
  const fine = await cli('enterprise', 'why', 'ada@acme.example')
  expect(fine).toMatchObject({ code: 0, stdout: expect.stringContaining('ada_acme can sign in.') })
  const nobody = await cli('enterprise', 'why', 'bob', '--enterprise', 'acme', '-o', 'json')
  expect(nobody.code).toBe(3)
  expect(JSON.parse(nobody.stdout)).toMatchObject({
    schema: 'rollcall.why/1',
    data: { subject: null, next: expect.any(String) },
  })
  const csv = await cli('enterprise', 'identities', 'acme', '-o', 'csv')
  expect(csv.stdout).toMatch(/^state,login,original login,userName,externalId,display name,given name,family name,/)
  expect(csv.stdout).toContain('active,ada_acme,ada_acme,ada@acme.example,a-1,Ada,')
  expect((await cli('enterprise', 'why', 'ada', '--enterprise', 'nope')).code).toBe(1)
})

test('the audit log is searched, exported and proven whole', async () => {
  const found = await cli('audit', 'search', 'acme', 'action:external_identity.provision', '-o', 'json')
  expect(found).toMatchObject({ code: 0, stderr: expect.stringMatching(/\d+ of \d+ events/) })
  const { data } = JSON.parse(found.stdout) as { data: { action: string }[] }
  expect(data.length).toBeGreaterThan(0)
  expect(new Set(data.map(({ action }) => action))).toEqual(new Set(['external_identity.provision']))
  expect(await cli('audit', 'search', 'acme', 'mona')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('free text'),
  })
  expect((await cli('audit', 'search', 'action:team')).code).toBe(2)
  const all = await cli('audit', 'export', 'acme')
  expect(all.code).toBe(0)
  for (const line of all.stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('_document_id')
  expect((await cli('audit', 'export', 'acme', '--format', 'csv')).stdout).toMatch(/^time,action/)
  const verified = await cli('audit', 'verify', 'acme', '-o', 'json')
  expect(verified.code).toBe(0)
  const { head } = JSON.parse(verified.stdout).data
  expect((await cli('audit', 'verify', 'acme', '--head', head)).stdout).toContain('part of the chain')
  expect(await cli('audit', 'verify', 'acme', '--head', `1:${'ab'.repeat(32)}`)).toMatchObject({ code: 3 })
})
