import { isObject, type JsonObject, patchSchema } from '@rollcall/scim'
import {
  type Feature,
  filterPath,
  type Ground,
  idOf,
  insist,
  insistStatus,
  listOf,
  objectOf,
  type Trial,
} from './trial.ts'

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

export const newUser = (mark: string, which: string): JsonObject => ({
  schemas: [userSchema],
  externalId: `rollcall-${mark}-${which}`,
  userName: `rollcall-${mark}-${which}@rollcall.invalid`,
  displayName: `Rollcall ${which}`,
  name: { givenName: 'Rollcall', familyName: which },
  emails: [{ value: `rollcall-${mark}-${which}@rollcall.invalid`, type: 'work', primary: true }],
  active: true,
})

export const patchOf = (...Operations: object[]) => ({ schemas: [patchSchema], Operations })

export async function readBack({ scim }: Ground, path: string): Promise<JsonObject> {
  const answer = await scim.send('GET', path)
  insistStatus(answer, 200)
  return objectOf(answer)
}

/** Sends a PATCH, which may answer the resource or nothing, and reads what became of it. */
async function patched(ground: Ground, path: string, ...operations: object[]): Promise<JsonObject> {
  insistStatus(await ground.scim.send('PATCH', path, patchOf(...operations)), 200, 204)
  return readBack(ground, path)
}

export const userPath = async (ground: Ground) => `/Users/${idOf(await ground.user())}`
const groupPath = async (ground: Ground) => `/Groups/${idOf(await ground.group())}`

export const memberIds = (group: JsonObject): unknown[] =>
  Array.isArray(group.members) ? group.members.filter(isObject).map(({ value }) => value) : []

const userTrials: readonly Trial[] = [
  {
    area: 'users',
    title: 'A POST makes a user: 201, id and meta',
    clause: 'RFC 7644 §3.3, RFC 7643 §3.1',
    run: async (ground) => {
      const { id, meta } = await ground.user()
      insist(typeof id === 'string', 'there is no id')
      insist(isObject(meta) && meta.resourceType === 'User', 'meta.resourceType is not User')
      insist(typeof meta.location === 'string' && meta.location.endsWith(id), 'meta.location does not lead to it')
    },
  },
  {
    area: 'users',
    title: 'What a POST made is at its Location header',
    clause: 'RFC 7644 §3.3',
    run: async (ground) => {
      const location = ground.located.get(await userPath(ground))
      insist(location, 'there is no Location header')
      const { meta } = await ground.user()
      insist(isObject(meta) && meta.location === location, `it is ${location}, and meta.location another`)
    },
  },
  {
    area: 'users',
    title: 'The same userName once more is 409 uniqueness',
    clause: 'RFC 7644 §3.3',
    run: async (ground) => {
      await ground.user()
      const answer = await ground.scim.send('POST', '/Users', newUser(ground.mark, 'one'))
      if (answer.status === 201 && answer.body) ground.made.push(`/Users/${idOf(answer.body)}`)
      insistStatus(answer, 409)
      insist(answer.body?.scimType === 'uniqueness', `scimType is ${String(answer.body?.scimType)}`)
    },
  },
  {
    area: 'users',
    title: 'A user without userName is refused with 400',
    clause: 'RFC 7643 §4.1.1',
    run: async ({ scim, mark, made }) => {
      const { userName: _, ...rest } = newUser(mark, 'nameless')
      const answer = await scim.send('POST', '/Users', rest)
      if (answer.status === 201 && answer.body) made.push(`/Users/${idOf(answer.body)}`)
      insistStatus(answer, 400)
    },
  },
  {
    area: 'users',
    title: 'userName eq finds exactly that user, in any case of letters',
    clause: 'RFC 7643 §4.1.1, RFC 7644 §3.4.2.2',
    needs: 'filter',
    run: async (ground) => {
      const { id, userName } = await ground.user()
      // With nobody beside it, a server that filters nothing would find it too.
      await ground.second()
      for (const name of [String(userName), String(userName).toUpperCase()]) {
        const { resources } = listOf(await ground.scim.send('GET', filterPath('/Users', `userName eq "${name}"`)))
        insist(resources.length === 1 && resources[0]?.id === id, `${name} finds ${resources.length} users`)
      }
    },
  },
  {
    area: 'users',
    title: 'externalId eq finds exactly that user',
    clause: 'RFC 7644 §3.4.2.2',
    needs: 'filter',
    run: async (ground) => {
      const { id, externalId } = await ground.user()
      await ground.second()
      const answer = await ground.scim.send('GET', filterPath('/Users', `externalId eq "${String(externalId)}"`))
      const { resources } = listOf(answer)
      insist(resources.length === 1 && resources[0]?.id === id, `it finds ${resources.length} users`)
    },
  },
  {
    area: 'users',
    title: 'startIndex goes on where the page before ended',
    clause: 'RFC 7644 §3.4.2.4',
    run: async (ground) => {
      await ground.user()
      await ground.second()
      const first = listOf(await ground.scim.send('GET', '/Users?startIndex=1&count=1'))
      const next = listOf(await ground.scim.send('GET', '/Users?startIndex=2&count=1'))
      insist(first.total >= 2, `totalResults is ${first.total} where there are two`)
      insist(first.resources[0]?.id !== next.resources[0]?.id, 'both pages hold the same user')
    },
  },
  {
    area: 'users',
    title: 'attributes=userName leaves the others out',
    clause: 'RFC 7644 §3.9',
    run: async (ground) => {
      const found = await readBack(ground, `${await userPath(ground)}?attributes=userName`)
      insist(found.userName !== undefined && found.id !== undefined, 'userName or id is missing')
      insist(found.name === undefined && found.emails === undefined, 'name or emails came all the same')
    },
  },
  {
    area: 'users',
    title: 'A PUT replaces what it holds',
    clause: 'RFC 7644 §3.5.1',
    run: async (ground) => {
      const path = await userPath(ground)
      const wanted = { ...newUser(ground.mark, 'one'), displayName: 'Put in place' }
      insistStatus(await ground.scim.send('PUT', path, wanted), 200)
      insist((await readBack(ground, path)).displayName === 'Put in place', 'displayName is as before')
    },
  },
]

const patchTrials: readonly Trial[] = [
  {
    area: 'patch',
    title: 'replace with a path',
    clause: 'RFC 7644 §3.5.2.3',
    run: async (ground) => {
      const operation = { op: 'replace', path: 'displayName', value: 'By path' }
      const { displayName } = await patched(ground, await userPath(ground), operation)
      insist(displayName === 'By path', `displayName is ${String(displayName)}`)
    },
  },
  {
    area: 'patch',
    title: 'replace without a path',
    clause: 'RFC 7644 §3.5.2.3',
    run: async (ground) => {
      const operation = { op: 'replace', value: { displayName: 'Without path' } }
      const { displayName } = await patched(ground, await userPath(ground), operation)
      insist(displayName === 'Without path', `displayName is ${String(displayName)}`)
    },
  },
  {
    area: 'patch',
    title: 'replace of a sub-attribute',
    clause: 'RFC 7644 §3.5.2.3',
    run: async (ground) => {
      const operation = { op: 'replace', path: 'name.familyName', value: 'Changed' }
      const { name } = await patched(ground, await userPath(ground), operation)
      insist(isObject(name) && name.familyName === 'Changed', 'name.familyName is as before')
      insist(name.givenName === 'Rollcall', 'name.givenName was lost')
    },
  },
  {
    area: 'patch',
    title: 'replace of one value by a filter in the path',
    clause: 'RFC 7644 §3.5.2.3',
    run: async (ground) => {
      const value = `changed-${ground.mark}@rollcall.invalid`
      const operation = { op: 'replace', path: 'emails[type eq "work"].value', value }
      const { emails } = await patched(ground, await userPath(ground), operation)
      insist(Array.isArray(emails) && emails.filter(isObject).some((one) => one.value === value), 'it is as before')
    },
  },
  {
    area: 'patch',
    title: 'A path that is none is refused with 400 and changes nothing',
    clause: 'RFC 7644 §3.5.2',
    run: async (ground) => {
      const path = await userPath(ground)
      const { displayName } = await readBack(ground, path)
      const first = { op: 'replace', path: 'displayName', value: 'Half applied' }
      const broken = { op: 'replace', path: 'emails[type eq', value: 'x' }
      insistStatus(await ground.scim.send('PATCH', path, patchOf(first, broken)), 400)
      insist((await readBack(ground, path)).displayName === displayName, 'the operation before it was applied')
    },
  },
  {
    area: 'patch',
    title: 'active becomes false, and true again',
    clause: 'RFC 7643 §4.1.1',
    run: async (ground) => {
      const path = await userPath(ground)
      for (const active of [false, true]) {
        const found = await patched(ground, path, { op: 'replace', path: 'active', value: active })
        insist(found.active === active, `active is ${JSON.stringify(found.active)}`)
      }
    },
  },
]

const groupTrials: readonly Trial[] = [
  {
    area: 'groups',
    title: 'A POST makes a group with a member',
    clause: 'RFC 7644 §3.3',
    run: async (ground) => {
      const { id } = await ground.user()
      const group = await readBack(ground, await groupPath(ground))
      insist(memberIds(group).includes(id), 'the member is not in it')
    },
  },
  {
    area: 'groups',
    title: 'PATCH adds a member beside those there are',
    clause: 'RFC 7644 §3.5.2.1',
    needs: 'patch',
    run: async (ground) => {
      const [first, second] = [await ground.user(), await ground.second()]
      const operation = { op: 'add', path: 'members', value: [{ value: idOf(second) }] }
      const members = memberIds(await patched(ground, await groupPath(ground), operation))
      insist(members.includes(first.id) && members.includes(second.id), `it holds ${members.length} members`)
    },
  },
  {
    area: 'groups',
    title: 'PATCH removes one member by a filter in the path',
    clause: 'RFC 7644 §3.5.2.2',
    needs: 'patch',
    run: async (ground) => {
      const second = idOf(await ground.second())
      const operation = { op: 'remove', path: `members[value eq "${second}"]` }
      insist(
        !memberIds(await patched(ground, await groupPath(ground), operation)).includes(second),
        'it is still there',
      )
    },
  },
  {
    area: 'groups',
    title: 'displayName eq finds the group',
    clause: 'RFC 7644 §3.4.2.2',
    needs: 'filter',
    run: async (ground) => {
      const { id, displayName } = await ground.group()
      const answer = await ground.scim.send('GET', filterPath('/Groups', `displayName eq "${String(displayName)}"`))
      insist(
        listOf(answer).resources.some((one) => one.id === id),
        'it is not found',
      )
    },
  },
]

/** What ends a run: a group and a user that it made are gone. */
export const removingTrials: readonly Trial[] = (['Groups', 'Users'] as const).map(
  (kind): Trial => ({
    area: kind === 'Groups' ? 'groups' : 'users',
    title: `DELETE answers 204, and the ${kind === 'Groups' ? 'group' : 'user'} is gone`,
    clause: 'RFC 7644 §3.6',
    run: async (ground) => {
      const path = `/${kind}/${idOf(await (kind === 'Groups' ? ground.group() : ground.second()))}`
      insistStatus(await ground.scim.send('DELETE', path), 204)
      ground.made.splice(ground.made.indexOf(path), 1)
      insistStatus(await ground.scim.send('GET', path), 404)
    },
  }),
)

/** Marked for servers that say that they do not have what all of these are about. */
const needing = (needs: Feature, trials: readonly Trial[]): Trial[] => trials.map((trial) => ({ ...trial, needs }))

export const writingTrials: readonly Trial[] = [...userTrials, ...needing('patch', patchTrials), ...groupTrials]
