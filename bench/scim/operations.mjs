const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const json = (value) => JSON.stringify(value)

/** What is asked of a system: for each kind of request, a function that makes the next one. */
export function operationsOn({ base, token, people, group, users }) {
  const headers = {
    authorization: `Bearer ${token}`,
    'user-agent': 'bench',
    accept: 'application/scim+json',
    'content-type': 'application/scim+json',
  }
  const reading = { authorization: headers.authorization, 'user-agent': headers['user-agent'], accept: headers.accept }
  const get = (path) => ({ method: 'GET', path: base + path, headers: reading })
  const write = (method, path, body) => ({ method, path: base + path, headers, body: json(body) })
  const patch = (path, operation) => write('PATCH', path, { schemas: [patchSchema], Operations: [operation] })
  const counted = (make) => {
    let index = 0
    return () => make(index++)
  }
  const person = (index) => people[index % people.length]
  const isEvenPass = (index) => Math.floor(index / people.length) % 2 === 0
  return {
    'GET user': counted((index) => get(`/Users/${person(index).id}`)),
    'filter userName': counted((index) =>
      get(`/Users?filter=${encodeURIComponent(`userName eq "${person(index).name}"`)}`),
    ),
    'page of 100': counted((index) => get(`/Users?startIndex=${1 + (index % 5) * 100}&count=100`)),
    // Pages that follow on each other, near the end of the list.
    'page of 100, deep': counted((index) =>
      get(`/Users?startIndex=${1 + Math.floor(users * 0.8) + (index % (users > 9000 ? 20 : 2)) * 100}&count=100`),
    ),
    POST: counted((index) =>
      write('POST', '/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: `new${index}@bench.example`,
        externalId: `new${index}`,
        displayName: `New ${index}`,
        name: { givenName: 'New', familyName: `User${index}` },
        emails: [{ value: `new${index}@bench.example`, type: 'work', primary: true }],
        active: true,
      }),
    ),
    'PATCH active': counted((index) =>
      patch(`/Users/${person(index).id}`, { op: 'replace', path: 'active', value: !isEvenPass(index) }),
    ),
    'PATCH group +1': counted((index) =>
      patch(
        `/Groups/${group}`,
        isEvenPass(index)
          ? { op: 'add', path: 'members', value: [{ value: person(index).id }] }
          : { op: 'remove', path: `members[value eq "${person(index).id}"]` },
      ),
    ),
    'GET group, no members': counted(() => get(`/Groups/${group}?excludedAttributes=members`)),
  }
}
