import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBudget } from './budget.ts'
import { type KeptAnswer, withKeptAnswers } from './kept-answers.ts'

type EtagOf = (headers: Headers, body: string) => Promise<string>

interface World {
  /** What the system has at an address; its ETag is derived from the body alone, the worst case, or from the token as well. */
  pages: Map<string, { body: unknown; headers?: Record<string, string> }>
  kept: Map<string, KeptAnswer>
  asked: Headers[]
}

function open(
  keeps: (url: URL) => string[] | null = () => ['temp_clone_token'],
  { theirs, ours }: { theirs: (token: string | null, text: string) => string; ours?: EtagOf } = {
    theirs: (_, text) => `"${text}"`,
  },
) {
  const world: World = { pages: new Map(), kept: new Map(), asked: [] }
  const budget = createBudget(8)
  const fetch = withKeptAnswers(
    async (url, init) => {
      const headers = new Headers(init?.headers)
      world.asked.push(headers)
      const page = world.pages.get(url)
      if (!page) return new Response('{}', { status: 404, headers: { etag: '"none"' } })
      const text = JSON.stringify(page.body)
      const etag = theirs(headers.get('authorization'), text)
      if (headers.get('if-none-match') === etag)
        return new Response(null, { status: 304, headers: { 'x-github-request-id': 'second' } })
      return new Response(text, { status: 200, headers: { etag, ...page.headers } })
    },
    {
      keeps,
      ...(ours ? { etagOf: ours } : {}),
      budget,
      store: {
        find: async (url) => world.kept.get(url) ?? null,
        save: async (url, answer) => {
          world.kept.set(url, answer)
        },
      },
    },
  )
  return { world, budget, fetch }
}

const list = 'https://api.example/orgs/acme/repos?per_page=2&page=1'
const next = { link: '<https://api.example/x?page=2>; rel="next"' }

describe('an answer that has not changed', () => {
  test('is the kept one, with the headers of the new one, and without what is secret', async () => {
    const { world, budget, fetch } = open()
    world.pages.set(list, { body: [{ id: 1, temp_clone_token: 'AAAA' }, { id: 2 }], headers: next })
    expect(await (await fetch(list)).json()).toEqual([{ id: 1, temp_clone_token: 'AAAA' }, { id: 2 }])
    expect(JSON.stringify([...world.kept.values()].map(({ body }) => body))).not.toContain('AAAA')
    const again = await fetch(list)
    expect(again.status).toBe(200)
    expect(await again.json()).toEqual([{ id: 1 }, { id: 2 }])
    expect(again.headers.get('x-github-request-id')).toBe('second')
    expect(again.headers.get('link')).toBe(next.link)
    expect(budget.spending()).toMatchObject({ asked: 1, unchanged: 1 })
  })

  test('a changed one is read anew, and is the one that is kept from then on', async () => {
    const { world, budget, fetch } = open()
    world.pages.set(list, { body: [{ id: 1 }] })
    await fetch(list)
    world.pages.set(list, { body: [{ id: 7 }] })
    expect(await (await fetch(list)).json()).toEqual([{ id: 7 }])
    expect(await (await fetch(list)).json()).toEqual([{ id: 7 }])
    expect(budget.spending()).toMatchObject({ asked: 2, unchanged: 1 })
  })

  test('nothing is kept of a refusal, of what the connector does not name, of a change, and of what is too long', async () => {
    const { world, fetch } = open((url) => (url.pathname.includes('hooks') ? null : []))
    world.pages.set('https://api.example/hooks', { body: {} })
    world.pages.set('https://api.example/long', { body: { text: 'x'.repeat(1_000_001) } })
    world.pages.set('https://api.example/sso', { body: {}, headers: { 'x-github-sso': 'partial-results' } })
    for (const path of ['hooks', 'long', 'sso', 'missing']) await fetch(`https://api.example/${path}`)
    world.pages.set('https://api.example/thing', { body: {} })
    await fetch('https://api.example/thing', { method: 'POST' })
    expect(world.kept.size).toBe(0)
    await fetch('https://api.example/thing')
    expect(world.kept.size).toBe(1)
  })

  test('a list that grew or shrank is never taken for the whole one, though its pages look the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 6 }), async (lengths) => {
        const { world, fetch } = open()
        const address = (page: number) => `https://api.example/list?per_page=3&page=${page}`
        for (const length of lengths) {
          const items = Array.from({ length }, (_, id) => ({ id }))
          const last = Math.max(1, Math.ceil(length / 3))
          world.pages.clear()
          for (let page = 1; page <= 5; page++)
            world.pages.set(address(page), {
              body: items.slice((page - 1) * 3, page * 3),
              ...(page < last ? { headers: next } : {}),
            })
          const read: unknown[] = []
          for (let page = 1, more = true; more; page++) {
            const answer = await fetch(address(page))
            read.push(...((await answer.json()) as unknown[]))
            more = /rel="next"/.test(answer.headers.get('link') ?? '')
          }
          expect(read).toEqual(items)
        }
      }),
    )
  })
})

describe('a tag that depends on the token', () => {
  const theirs = (token: string | null, text: string) => `"${token}:${text}"`
  const ours: EtagOf = async (headers, text) => theirs(headers.get('authorization'), text)
  const as = (token: string) => ({ headers: { authorization: token } })

  test('is of no use to the next token, unless it is worked out', async () => {
    for (const [how, unchanged] of [
      [{ theirs }, 0],
      [{ theirs, ours }, 1],
    ] as const) {
      const { world, budget, fetch } = open(undefined, how)
      world.pages.set(list, { body: [{ id: 1 }], headers: next })
      await fetch(list, as('first'))
      expect(await (await fetch(list, as('second'))).json()).toEqual([{ id: 1 }])
      expect(budget.spending()).toMatchObject({ asked: 1, unchanged })
    }
  })

  test('once it is made in another way, every answer is read anew and nothing is missed', async () => {
    let salt = ''
    const salted = (token: string | null, text: string) => theirs(token, salt + text)
    const { world, budget, fetch } = open(undefined, { theirs: salted, ours })
    world.pages.set(list, { body: [{ id: 1 }] })
    await fetch(list, as('first'))
    salt = 'new'
    expect(await (await fetch(list, as('second'))).json()).toEqual([{ id: 1 }])
    // By now it is known not to follow: the token's own tag is asked by, and still good for that token.
    expect(world.kept.get(list)?.derived).toBe(false)
    await fetch(list, as('second'))
    world.pages.set(list, { body: [{ id: 2 }] })
    expect(await (await fetch(list, as('third'))).json()).toEqual([{ id: 2 }])
    expect(budget.spending()).toMatchObject({ asked: 3, unchanged: 1 })
  })

  test('is never worked out for a body that something secret was taken out of', async () => {
    const { world, budget, fetch } = open(undefined, { theirs, ours })
    world.pages.set(list, { body: [{ id: 1, temp_clone_token: 'AAAA' }] })
    await fetch(list, as('first'))
    expect(world.kept.get(list)).toMatchObject({ derived: false, body: '[{"id":1}]' })
    await fetch(list, as('second'))
    world.pages.set(list, { body: [{ id: 1, temp_clone_token: null }] })
    await fetch(list, as('second'))
    await fetch(list, as('third'))
    expect(budget.spending()).toMatchObject({ asked: 3, unchanged: 1 })
  })
})
