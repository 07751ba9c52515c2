import { daysBefore } from './calendar.ts'
import { longId, pagerdutyId } from './pagerduty-defaults.ts'
import type { PagerdutyAuditRecord, PagerdutyUser } from './pagerduty-world.ts'

/** What happened in three months: made by people, by the identity provider, and by two keys, one of which nobody knows. */
export function buildHarborlightAudit(now: Date, users: readonly PagerdutyUser[]): PagerdutyAuditRecord[] {
  const user = (name: string) => {
    const found = users.find((one) => one.name === name)
    return { kind: 'user' as const, id: found?.id ?? pagerdutyId(name), name }
  }
  const one = (daysAgo: number, given: Partial<PagerdutyAuditRecord>): PagerdutyAuditRecord => ({
    id: longId(`audit ${daysAgo} ${given.action ?? ''} ${given.token ?? ''} ${given.resource?.id ?? ''}`),
    at: daysBefore(now, daysAgo),
    action: 'update',
    method: 'browser',
    token: null,
    address: '198.51.100.20',
    actor: user('Tobias Weiss'),
    resource: user('Rajesh Menon'),
    fields: [],
    ...given,
  })
  const service = (name: string) => ({ kind: 'service' as const, id: pagerdutyId(`service ${name}`), name })
  const key = (name: string) => ({ kind: 'api_key' as const, id: pagerdutyId(`key ${name}`), name })
  const byKey = { method: 'api_token' as const, actor: key('Terraform'), token: 'k3Qz' }
  return [
    one(4, { fields: [{ name: 'role', before: 'limited_user', value: 'admin' }] }),
    one(9, { ...byKey, resource: service('freight-router') }),
    one(9.5, { ...byKey, action: 'create', resource: service('portal') }),
    one(12, { action: 'create', resource: user('Operations') }),
    one(20, {
      action: 'create',
      method: 'identity_provider',
      actor: { kind: 'app', id: pagerdutyId('scim'), name: 'Okta' },
      resource: user('Greta Hoffmann'),
    }),
    one(33, { ...byKey, resource: service('dispatch') }),
    one(47, {
      method: 'api_token',
      token: 'Wm07',
      actor: key('old-monitoring'),
      address: '192.0.2.77',
      resource: service('legacy-billing'),
    }),
    one(58, { action: 'delete', resource: user('Gareth Pryce') }),
    one(76, {
      method: 'oauth',
      actor: { kind: 'app', id: pagerdutyId('app'), name: 'Backstage' },
      resource: service('portal'),
    }),
  ]
}
