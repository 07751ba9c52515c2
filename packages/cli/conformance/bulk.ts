import { isObject, type JsonObject } from '@rollcall/scim'
import { type Ground, insist, insistStatus, objectOf, type Trial } from './trial.ts'
import { groupSchema, memberIds, newUser, readBack, userSchema } from './writing.ts'

const request = (Operations: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
  ...more,
  Operations,
})

const remove = (path: string): JsonObject => ({ method: 'DELETE', path })
const nowhere = '/Users/00000000-0000-4000-8000-000000000000'

/** Where the results say that something was made; it is removed at the end. */
async function bulk({ scim, made }: Ground, body: JsonObject): Promise<JsonObject[]> {
  const answer = await scim.send('POST', '/Bulk', body)
  insistStatus(answer, 200)
  const { Operations } = objectOf(answer)
  insist(Array.isArray(Operations) && Operations.every(isObject), 'Operations is no list of results')
  const results = Operations as JsonObject[]
  for (const { method, status, location } of results) {
    const path = /\/(?:Users|Groups)\/[^/]+$/.exec(String(location))?.[0]
    if (method === 'POST' && status === '201' && path) made.push(path)
  }
  return results
}

const pathOf = ({ location }: JsonObject): string => {
  const path = /\/(?:Users|Groups)\/[^/]+$/.exec(String(location))?.[0]
  insist(path, `a result has no location of what was made, but ${JSON.stringify(location ?? null)}`)
  return path
}

const insistResult = (result: JsonObject | undefined, ...wanted: string[]): void =>
  insist(
    typeof result?.status === 'string' && wanted.includes(result.status),
    `the result has status ${JSON.stringify(result?.status ?? null)} instead of "${wanted.join('" or "')}"`,
  )

/** RFC 7644 §3.7. */
export const bulkTrials: readonly Trial[] = [
  {
    area: 'bulk',
    title: 'A user and a group that refers to it by bulkId are made at once',
    clause: 'RFC 7644 §3.7.2',
    needs: 'bulk',
    run: async (ground) => {
      const members = [{ value: 'bulkId:user' }]
      const group = {
        schemas: [groupSchema],
        displayName: `Rollcall bulk ${ground.mark}`,
        externalId: `bulk-${ground.mark}`,
        members,
      }
      const results = await bulk(
        ground,
        request([
          { method: 'POST', path: '/Users', bulkId: 'user', data: newUser(ground.mark, 'bulk') },
          { method: 'POST', path: '/Groups', bulkId: 'group', data: group },
        ]),
      )
      const of = (bulkId: string) => results.find((one) => one.bulkId === bulkId)
      const [user, made] = [of('user'), of('group')]
      insist(user && made, 'the results do not carry their bulkId')
      insistResult(user, '201')
      insistResult(made, '201')
      const inside = memberIds(await readBack(ground, pathOf(made)))
      insist(inside.includes(pathOf(user).split('/')[2]), 'the user is not in the group')
    },
  },
  {
    area: 'bulk',
    title: 'An operation that fails says so in its own result, and the others are done',
    clause: 'RFC 7644 §3.7.3',
    needs: 'bulk',
    run: async (ground) => {
      const results = await bulk(
        ground,
        request([
          { method: 'POST', path: '/Users', bulkId: 'nameless', data: { schemas: [userSchema] } },
          { method: 'POST', path: '/Users', bulkId: 'named', data: newUser(ground.mark, 'beside') },
        ]),
      )
      const nameless = results.find(({ bulkId }) => bulkId === 'nameless')
      insistResult(nameless, '400')
      insist(isObject(nameless?.response), 'the failed result has no response that says why')
      insistResult(
        results.find(({ bulkId }) => bulkId === 'named'),
        '201',
      )
    },
  },
  {
    area: 'bulk',
    title: 'failOnErrors ends the run when so many have failed',
    clause: 'RFC 7644 §3.7',
    needs: 'bulk',
    run: async (ground) => {
      const results = await bulk(
        ground,
        request([remove(nowhere), remove(nowhere), remove(nowhere)], { failOnErrors: 1 }),
      )
      insistResult(results[0], '404')
      insist(results.length === 1, `${results.length} operations were done instead of 1`)
    },
  },
  {
    area: 'bulk',
    title: 'More operations than announced are refused with 413',
    clause: 'RFC 7644 §3.7.4',
    needs: 'bulk',
    run: async (ground) => {
      const announced = (await ground.config())?.bulk
      const most = isObject(announced) ? announced.maxOperations : undefined
      insist(typeof most === 'number' && most > 0, `bulk.maxOperations is ${JSON.stringify(most ?? null)}`)
      // A server that takes them all the same removes what is not there.
      const answer = await ground.scim.send(
        'POST',
        '/Bulk',
        request(Array.from({ length: most + 1 }, () => remove(nowhere))),
      )
      insistStatus(answer, 413)
    },
  },
]
