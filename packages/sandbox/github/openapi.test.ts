import { describe, expect, test } from 'vitest'
import { validateAnswer } from './contract.ts'
import { findOperation, publishedExamples, readExtract } from './openapi.ts'
import type { Route } from './rest/request.ts'
import { routes } from './rest/routes.ts'

const operationOf = ({ method, template }: Route) => `${method ?? 'GET'} ${template}`

describe('the extract of GitHub’s description', () => {
  test('has every route that is played, and no other', () => {
    const operations = routes.map(operationOf).sort()
    const { sources } = readExtract()
    expect(Object.keys(sources.ghec.operations).sort()).toEqual(operations)
    for (const source of Object.values(sources))
      expect(operations).toEqual(expect.arrayContaining(Object.keys(source.operations)))
    // What a server does not have, the stand-in of one does not answer.
    const onServer = routes.filter((route) => !route.cloudOnly).map(operationOf)
    expect(Object.keys(sources['ghes-3.19'].operations).sort()).toEqual(onServer.sort())
  })

  test('tells where it comes from', () => {
    expect(readExtract().from).toMatchObject({ name: '@octokit/openapi', version: '23.0.2', license: 'MIT' })
  })

  test('routes point to the page of the documentation that the description names', () => {
    const { sources } = readExtract()
    for (const route of routes) {
      const { docs } = route
      const plain = sources['api.github.com'].operations[operationOf(route)]?.docs
      const cloud = sources.ghec.operations[operationOf(route)]?.docs
      // One of them the description of github.com sends to an old server's page.
      if (plain) expect(plain.replace('enterprise-server@3.9/', '')).toBe(`https://docs.github.com/rest${docs}`)
      else expect(cloud).toBe(`https://docs.github.com/enterprise-cloud@latest/rest${docs}`)
    }
  })

  test('gives its examples, as copies', () => {
    const [example] = publishedExamples('GET /orgs/{org}/members')
    expect(example).toMatchObject({ name: 'default', status: 200, value: [{ login: 'octocat', id: 1 }] })
    if (Array.isArray(example?.value)) example.value.length = 0
    expect(publishedExamples('GET /orgs/{org}/members')[0]?.value).toHaveLength(1)
    expect(publishedExamples('GET /meta', 'ghes-3.19')[0]?.value).toHaveProperty('installed_version')
    for (const route of routes) expect(publishedExamples(operationOf(route), 'ghec').length).toBeGreaterThan(0)
    expect(() => publishedExamples('GET /zen')).toThrow('no GET /zen')
  })

  test('knows an operation by its template, by an address, and by the address in a link', () => {
    expect(findOperation('get', '/orgs/{org}/members')).toBe('GET /orgs/{org}/members')
    expect(findOperation('GET', '/orgs/acme/members?page=2')).toBe('GET /orgs/{org}/members')
    expect(findOperation('GET', '/organizations/42/members?page=2')).toBe('GET /orgs/{org}/members')
    expect(findOperation('GET', '/repositories/42/rulesets')).toBe('GET /repos/{owner}/{repo}/rulesets')
    expect(findOperation('GET', '/api/v3/meta')).toBe('GET /meta')
    expect(findOperation('GET', '/api/v3')).toBe('GET /')
    expect(findOperation('POST', '/orgs/acme/members')).toBeUndefined()
    expect(findOperation('GET', '/zen')).toBeUndefined()
  })
})

describe('validateAnswer', () => {
  const [example] = publishedExamples('GET /orgs/{org}/members')
  const [member] = (example?.value ?? []) as Record<string, unknown>[]

  test('takes what GitHub publishes', () => {
    expect(validateAnswer('GET', '/orgs/acme/members', 200, [member])).toEqual([])
    expect(validateAnswer('GET', '/orgs/acme', 304, undefined)).toEqual([])
    const refused = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' }
    expect(validateAnswer('GET', '/orgs/acme', 404, refused, 'ghec')).toEqual([])
    // Not documented for this operation; every error looks alike.
    expect(validateAnswer('GET', '/orgs/acme', 403, refused)).toEqual([])
  })

  test('names what is missing, of the wrong kind, or made up', () => {
    const { id: _id, ...nameless } = member ?? {}
    expect(validateAnswer('GET', '/orgs/acme/members', 200, [nameless])[0]).toContain("required property 'id'")
    expect(validateAnswer('GET', '/orgs/acme/members', 200, [{ ...member, id: 'x' }])[0]).toContain('must be integer')
    expect(validateAnswer('GET', '/orgs/acme/members', 200, [{ ...member, role: 'x' }])[0]).toContain('"role"')
    expect(validateAnswer('GET', '/orgs/acme/members', 200, {})[0]).toContain('must be array')
    expect(validateAnswer('GET', '/orgs/acme', 304, {})).toEqual(['304 with a body'])
    expect(validateAnswer('GET', '/zen', 200, '')[0]).toContain('not in the OpenAPI extract')
    expect(validateAnswer('GET', '/orgs/acme', 201, {})[0]).toContain('does not answer 201')
  })

  test('heeds nullable', () => {
    const [organization] = publishedExamples('GET /orgs/{org}')
    // GitHub's own example forgets a property that its schema requires.
    const value = { ...(organization?.value as Record<string, unknown>), archived_at: null }
    const judge = (change: object) => validateAnswer('GET', '/orgs/acme', 200, { ...value, ...change })
    expect(judge({ two_factor_requirement_enabled: null, description: null })).toEqual([])
    expect(judge({ login: null })[0]).toContain('/login must be string')
  })
})
