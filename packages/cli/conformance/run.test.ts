import type { JsonObject } from '@rollcall/scim'
import { describe, expect, test } from 'vitest'
import type { ScimAnswer, ScimClient } from './client.ts'
import { countUsers, runTrials } from './run.ts'

const answer = (status: number, body: JsonObject | null = null, location: string | null = null): ScimAnswer => ({
  status,
  type: 'application/json',
  location,
  etag: null,
  body,
})

/** A server that takes everything, checks nothing and lets nothing go. */
function careless(config: JsonObject = {}): { scim: ScimClient; asked: string[] } {
  const asked: string[] = []
  let made = 0
  return {
    asked,
    scim: {
      async send(method, path, body) {
        asked.push(`${method} ${path}`)
        if (method === 'POST') {
          const id = String(++made)
          return answer(201, { ...(body as JsonObject), id }, `/x/${id}`)
        }
        if (method === 'DELETE') return answer(500)
        if (path === '/ServiceProviderConfig') return answer(200, config)
        return answer(200, { totalResults: 3, Resources: [] })
      },
    },
  }
}

describe('a conformance run', () => {
  test('says what fails with its clause, and what it could not remove', async () => {
    const { scim } = careless()
    const { results, leftBehind } = await runTrials(scim, { readOnly: false, mark: 'm' })
    const of = (title: RegExp) => results.find((one) => title.test(one.title))
    expect(of(/same userName/)).toMatchObject({
      result: 'fail',
      clause: 'RFC 7644 §3.3',
      detail: 'answered 201 instead of 409',
    })
    expect(of(/unknown id/)).toMatchObject({ result: 'fail' })
    expect(of(/Without a token/)).toMatchObject({ result: 'fail', detail: 'answered 200 instead of 401' })
    expect(of(/count=0/)).toMatchObject({ result: 'pass' })
    // Three users, the one without a name, the one twice, a group: nothing is forgotten, and nothing named twice.
    expect(leftBehind.toSorted()).toEqual(['/Groups/5', '/Users/1', '/Users/2', '/Users/3', '/Users/4', '/Users/7'])
  })

  test('what is not announced is skipped and says so; what is announced and not done fails', async () => {
    const optional = async (config: JsonObject) => {
      const { results } = await runTrials(careless(config).scim, { readOnly: false, mark: 'm' })
      return results.filter(({ area }) => ['sorting', 'cursors', 'etag', 'bulk'].includes(area))
    }
    const yes = { supported: true }
    const no = { supported: false }
    const silent = await optional({})
    expect(silent).toHaveLength(14)
    for (const { result, detail } of silent)
      expect({ result, detail }).toEqual({
        result: 'skip',
        detail: expect.stringMatching(/^not announced: .* is silent/),
      })
    for (const { result, detail } of await optional({ sort: no, etag: no, bulk: no, pagination: { cursor: false } }))
      expect({ result, detail }).toEqual({ result: 'skip', detail: expect.stringMatching(/says no to/) })
    for (const { result, title } of await optional({ sort: yes, etag: yes, bulk: yes, pagination: { cursor: true } }))
      expect({ result, title }).toEqual({ result: 'fail', title })
    const [unsorted] = await optional({ sort: yes, filter: no })
    expect(unsorted).toMatchObject({ result: 'skip', detail: expect.stringContaining('filter') })
  })

  test('with --read-only sends nothing but GET', async () => {
    const { scim, asked } = careless()
    const { results } = await runTrials(scim, { readOnly: true, mark: 'm' })
    expect(asked.filter((one) => !one.startsWith('GET '))).toEqual([])
    expect(results.filter(({ result }) => result === 'skip').length).toBeGreaterThan(15)
  })

  test('skips what a server does not offer, and does not start where no list is answered', async () => {
    const scim: ScimClient = { send: async () => answer(404) }
    const { results } = await runTrials(scim, { readOnly: true, mark: 'm' })
    expect(results.filter(({ area }) => area === 'discovery').map(({ result }) => result)).toEqual(
      Array(3).fill('skip'),
    )
    await expect(countUsers(scim)).rejects.toMatchObject({ code: 'command.invalid' })
    expect(await countUsers(careless().scim)).toBe(3)
  })
})
