import { errorSchema, isObject, listResponseSchema } from '@rollcall/scim'
import type { ScimAnswer } from './client.ts'
import { filterPath, insist, insistStatus, listOf, objectOf, type Trial, Untried } from './trial.ts'

const nobody = 'nobody-has-this-name@rollcall.invalid'

export function offered(answer: ScimAnswer): ScimAnswer {
  if ([404, 405, 501].includes(answer.status)) throw new Untried(`not offered: answered ${answer.status}`)
  insistStatus(answer, 200)
  return answer
}

/** What can be asked without changing anything. */
export const readingTrials: readonly Trial[] = [
  {
    area: 'discovery',
    title: '/ServiceProviderConfig says what is supported',
    clause: 'RFC 7643 §5',
    reads: true,
    run: async ({ scim }) => {
      const config = objectOf(offered(await scim.send('GET', '/ServiceProviderConfig')))
      for (const name of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag']) {
        const feature = config[name]
        insist(isObject(feature) && typeof feature.supported === 'boolean', `${name}.supported is no boolean`)
      }
      insist(Array.isArray(config.authenticationSchemes), 'authenticationSchemes is no list')
    },
  },
  {
    area: 'discovery',
    title: '/ResourceTypes lists User with its endpoint and schema',
    clause: 'RFC 7643 §6',
    reads: true,
    run: async ({ scim }) => {
      const { resources } = listOf(offered(await scim.send('GET', '/ResourceTypes')))
      const user = resources.find(({ name }) => name === 'User')
      insist(user, 'there is no User')
      insist(user.endpoint === '/Users', `the endpoint of User is ${String(user.endpoint)}`)
    },
  },
  {
    area: 'discovery',
    title: '/Schemas describes the core User schema',
    clause: 'RFC 7643 §7',
    reads: true,
    run: async ({ scim }) => {
      const { resources } = listOf(offered(await scim.send('GET', '/Schemas')))
      const user = resources.find(({ id }) => id === 'urn:ietf:params:scim:schemas:core:2.0:User')
      insist(user && Array.isArray(user.attributes), 'the core User schema is not there with its attributes')
    },
  },
  {
    area: 'reading',
    title: 'A list is a ListResponse',
    clause: 'RFC 7644 §3.4.2',
    reads: true,
    run: async ({ scim }) => {
      const { body } = listOf(await scim.send('GET', '/Users?startIndex=1&count=1'))
      insist(Array.isArray(body.schemas) && body.schemas.includes(listResponseSchema), 'schemas does not say so')
    },
  },
  {
    area: 'reading',
    title: 'Answers are application/scim+json',
    clause: 'RFC 7644 §3.1',
    reads: true,
    run: async ({ scim }) => {
      const { type } = await scim.send('GET', '/Users?count=1')
      insist(/^application\/scim\+json(;|$)/.test(type), `the media type is ${type || 'missing'}`)
    },
  },
  {
    area: 'reading',
    title: 'count=0 answers the total and no resources',
    clause: 'RFC 7644 §3.4.2.4',
    reads: true,
    run: async ({ scim }) => {
      const { resources } = listOf(await scim.send('GET', '/Users?count=0'))
      insist(resources.length === 0, `${resources.length} resources came`)
    },
  },
  {
    area: 'reading',
    title: 'count limits a page',
    clause: 'RFC 7644 §3.4.2.4',
    reads: true,
    run: async ({ scim }) => {
      const { resources } = listOf(await scim.send('GET', '/Users?startIndex=1&count=1'))
      insist(resources.length <= 1, `${resources.length} resources came`)
    },
  },
  {
    area: 'reading',
    title: 'A filter that nothing matches answers an empty list',
    clause: 'RFC 7644 §3.4.2.2',
    reads: true,
    needs: 'filter',
    run: async ({ scim }) => {
      const { total } = listOf(await scim.send('GET', filterPath('/Users', `userName eq "${nobody}"`)))
      insist(total === 0, `totalResults is ${total}`)
    },
  },
  {
    area: 'reading',
    title: 'A filter that is none is refused as invalidFilter',
    clause: 'RFC 7644 §3.12',
    reads: true,
    needs: 'filter',
    run: async ({ scim }) => {
      const answer = await scim.send('GET', filterPath('/Users', 'userName eq'))
      insistStatus(answer, 400)
      insist(answer.body?.scimType === 'invalidFilter', `scimType is ${String(answer.body?.scimType)}`)
    },
  },
  {
    area: 'reading',
    title: 'An unknown id is 404, with an Error whose status is text',
    clause: 'RFC 7644 §3.12',
    reads: true,
    run: async ({ scim }) => {
      const answer = await scim.send('GET', '/Users/00000000-0000-4000-8000-000000000000')
      insistStatus(answer, 404)
      const { schemas, status } = objectOf(answer)
      insist(Array.isArray(schemas) && schemas.includes(errorSchema), 'schemas does not say that it is an Error')
      insist(status === '404', `status is ${JSON.stringify(status)}`)
    },
  },
  {
    area: 'reading',
    title: 'Without a token nothing is answered',
    clause: 'RFC 7644 §2',
    reads: true,
    run: async ({ scim }) => insistStatus(await scim.send('GET', '/Users', undefined, { anonymous: true }), 401),
  },
]
