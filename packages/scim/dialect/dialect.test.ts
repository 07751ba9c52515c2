import { describe, expect, test } from 'vitest'
import { errorBody, ScimError } from '../error.ts'
import { dialectOf, dialects, strict, superset } from './dialect.ts'
import { strictTolerances, type Tolerances, tolerant } from './tolerance.ts'

describe('dialects', () => {
  test.each<[string | null | undefined, string]>([
    ['Okta SCIM Client 1.0.0', 'okta'],
    ['authentik@2026.5.0 (container)', 'authentik'],
    ['Microsoft Entra provisioning', 'entra'],
    ['OneLogin/1.0', 'onelogin'],
    ['PingFederate 12', 'pingfederate'],
    ['JUMPCLOUD', 'jumpcloud'],
    ['Google-SCIM', 'google'],
    ['Keycloak', 'keycloak'],
    ['curl/8.5.0', 'superset'],
    ['', 'superset'],
    [null, 'superset'],
    [undefined, 'superset'],
  ])('%s speaks %s', (agent, id) => expect(dialectOf(agent).id).toBe(id))

  test('each has a name of its own, and tolerates no more than the superset and no less than the RFC', () => {
    expect(new Set(dialects.map(({ id }) => id)).size).toBe(dialects.length)
    for (const { id, tolerances } of dialects) {
      for (const [name, value] of Object.entries(tolerances) as [keyof Tolerances, unknown][]) {
        if (id.startsWith('github') && (name === 'unknownPath' || name === 'filteredPath')) continue
        expect([strictTolerances[name], tolerant[name]]).toContain(value)
      }
    }
    expect([strict.tolerances, superset.tolerances]).toEqual([strictTolerances, tolerant])
  })
})

test('an error on the wire, for the RFC and for GitHub', () => {
  const error = new ScimError(409, 'uniqueness', 'The userName is taken.')
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error']
  expect(errorBody(error)).toEqual({ schemas, status: '409', scimType: 'uniqueness', detail: 'The userName is taken.' })
  expect(errorBody(error, { status: 'integer' })).toMatchObject({ status: 409 })
  expect(errorBody(new ScimError(404, null, 'Gone.'))).toEqual({ schemas, status: '404', detail: 'Gone.' })
  expect(error).toBeInstanceOf(Error)
})
