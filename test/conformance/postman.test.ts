import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import newman, { type NewmanRunSummary } from 'newman'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenDirectory } from './scim-server.ts'

let bench: Awaited<ReturnType<typeof listenDirectory>>
beforeAll(async () => {
  bench = await listenDirectory()
})
afterAll(() => bench.close())

interface Item {
  name: string
  item?: Item[]
  event?: { listen: string; script: { exec: string[] } }[]
}

/** Failures that an RFC decides against the collection: docs/adr/0015-postman-collection.md. */
const refused = [
  'Get empty Users › Status code is 200',
  'Get ServiceProviderConfig › Status code is 200',
  'Get ServiceProviderConfig › Pach supported is true',
  'Get group by id › Body contians user',
  'Group patch add member › Status code is 204',
  'Group patch add member2 › Status code is 204',
  'Patch user omalley new username › Status code is 204',
  'patch user omalley active with boolean › Status code is 204',
]

test('Microsoft’s Postman collection, but for what an RFC decides against it', async () => {
  const collection = JSON.parse(readFileSync(join(import.meta.dirname, 'suites/microsoft-scim-postman.json'), 'utf8'))
  // Its first folder asks Microsoft's own sample for a token, which is given here instead.
  collection.item = (collection.item as Item[]).filter((item) => item.name !== 'Get Token')
  const base = new URL(bench.standard)
  const summary = await new Promise<NewmanRunSummary>((resolve, reject) => {
    newman.run(
      {
        collection,
        envVar: [
          { key: 'Protocol', value: 'http' },
          { key: 'Server', value: base.hostname },
          { key: 'Port', value: `:${base.port}` },
          { key: 'Api', value: base.pathname.slice(1) },
          { key: 'token', value: bench.token },
        ],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    )
  })
  const failures = summary.run.failures.map(
    ({ source, error }) => `${source?.name ?? '?'} › ${error.test ?? error.message}`,
  )
  expect(summary.run.stats.assertions.total).toBeGreaterThan(100)
  expect(failures.toSorted()).toEqual(refused.toSorted())
})
