import { describe, expect, test } from 'vitest'
import type { ScopeReport } from './connector.ts'
import type { Gap, NoticeKind } from './coverage.ts'
import type { Notice } from './health.ts'
import { healthRecords } from './health-record.ts'

const notice = (kind: NoticeKind, scope = '', detail = `It is ${kind}.`): Notice => ({
  kind,
  scope,
  days: null,
  detail,
  fix: 'Mend it.',
  link: null,
})
const scope = (name: string, more: Partial<ScopeReport> = {}): ScopeReport => ({
  scope: name,
  name,
  url: `https://github.com/${name}`,
  role: 'owner',
  ...more,
})
const gap = (notice: NoticeKind): Gap => ({ reason: 'permission', detail: 'The App is gone.', fix: 'Mend it.', notice })
const look = (notices: Notice[], scopes = [scope('acme')], methods = ['app', 'token']) =>
  healthRecords(
    'github',
    { scopes, credential: { kind: 'x', owner: 'x', scopes: null, methods }, checkedAt: '2027-01-01T00:00:00Z' },
    notices,
  ).map(({ data }) => data)
const well = {
  credentialFailing: '',
  organizationLost: '',
  appUninstalled: '',
  appSuspended: '',
  appNarrowed: '',
  permissionMissing: '',
}

describe('the health of a connection as records', () => {
  test('one for each scope; nothing stands against one that is well', () => {
    expect(look([], [scope('acme'), scope('labs')])).toEqual([
      { methods: ['app', 'token'], ...well },
      { methods: ['app', 'token'], ...well },
    ])
  })

  test('none for a connection that nobody has looked at', () => {
    const credential = { kind: 'x', owner: 'x', scopes: null }
    expect(healthRecords('github', { scopes: [scope('acme')], credential, checkedAt: null }, [])).toEqual([])
  })

  test.each([
    ['credential_failing', 'credentialFailing'],
    ['organization_lost', 'organizationLost'],
    ['app_uninstalled', 'appUninstalled'],
    ['app_suspended', 'appSuspended'],
    ['app_narrowed', 'appNarrowed'],
    ['permission_missing', 'permissionMissing'],
  ] as const)('%s says so in %s, of its own scope, and of all where it names none', (kind, field) => {
    const words = `It is ${kind}. Mend it.`
    const [acme, labs] = look([notice(kind, 'ACME')], [scope('acme'), scope('labs')])
    expect(acme?.[field]).toBe(words)
    expect(labs).toEqual({ methods: ['app', 'token'], ...well })
    expect(look([notice(kind)], [scope('acme'), scope('labs')]).map((one) => one[field])).toEqual([words, words])
  })

  test('what nobody can see behind a refusal is unseen, and what stood there before stays', () => {
    const [record] = healthRecords(
      'github',
      {
        scopes: [scope('acme')],
        credential: { kind: 'x', owner: 'x', scopes: null },
        checkedAt: '2027-01-01T00:00:00Z',
      },
      [notice('credential_failing'), notice('app_narrowed', 'acme')],
    )
    expect(record?.data).toMatchObject({
      credentialFailing: 'It is credential_failing. Mend it.',
      organizationLost: null,
      appNarrowed: 'It is app_narrowed. Mend it.',
      permissionMissing: null,
    })
    expect(record?.gaps?.organizationLost).toMatchObject({ detail: 'It is credential_failing.', fix: 'Mend it.' })
    expect(record?.data).toMatchObject({ appUninstalled: '', appSuspended: '' })
    // Of a suspended App it was seen that it is installed, in an organization that is there.
    expect(look([notice('app_suspended', 'acme')])).toMatchObject([
      { credentialFailing: '', organizationLost: '', appUninstalled: '', appNarrowed: null, permissionMissing: null },
    ])
  })

  test('while nobody answers, nothing is seen to be well', () => {
    const [record] = look([notice('unreachable'), notice('organization_lost', 'acme')])
    expect(record).toMatchObject({ credentialFailing: null, appSuspended: null, permissionMissing: null })
    expect(record?.organizationLost).toBe('It is organization_lost. Mend it.')
  })

  test('one of two credentials that is lost is told by its own cause, and hides nothing that the other sees', () => {
    const lost = scope('acme', { without: [{ method: 'app', gap: gap('app_uninstalled') }] })
    expect(look([notice('permission_missing', 'acme', 'The App is gone.')], [lost])).toEqual([
      { ...well, methods: ['token'], appUninstalled: 'The App is gone. Mend it.' },
    ])
    // One that never reached it is how somebody wants it.
    expect(look([], [lost])).toEqual([{ ...well, methods: ['token'] }])
  })
})
