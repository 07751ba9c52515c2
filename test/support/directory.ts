import type { Enterprise } from '@rollcall/api'
import type { LightMyRequestResponse } from 'fastify'
import { openTestServer, type TestServer, type TestServerOptions } from './server.ts'

export interface DirectoryBench {
  server: TestServer
  enterprise: Enterprise
  token: string
  /** A request to the enterprise's GitHub base, or with `standard` to the RFC-complete one. */
  scim: (method: string, path: string, body?: unknown, more?: ScimCallOptions) => Promise<LightMyRequestResponse>
  /** Audit actions since the last call, request by request in order. */
  takeActions: () => Promise<string[]>
  close: () => Promise<void>
}

export interface ScimCallOptions {
  base?: 'github' | 'standard'
  token?: string | null
  headers?: Record<string, string | undefined>
}

/** A server with one managed enterprise and a token of its set-up user. */
export async function openDirectory(
  wanted: Record<string, unknown> = { slug: 'octo', kind: 'emu', shortCode: 'octo' },
  options: TestServerOptions = {},
): Promise<DirectoryBench> {
  const server = await openTestServer(options)
  const enterprise = await server.home.ok<Enterprise>('POST', '/enterprises', wanted)
  const { token } = await server.home.ok<{ token: string }>('POST', `/enterprises/${enterprise.slug}/tokens`, {
    scopes: ['scim:enterprise'],
  })
  const { id } = await server.deps.db
    .selectFrom('enterprise')
    .select('id')
    .where('slug', '=', enterprise.slug)
    .executeTakeFirstOrThrow()
  let seen = 0
  return {
    server,
    enterprise,
    token,
    async scim(method, path, body, more = {}) {
      const address = more.base === 'standard' ? enterprise.addresses.standard : enterprise.addresses.github
      const headers: Record<string, string> = {}
      const all = {
        'user-agent': 'test client',
        authorization: more.token === null ? undefined : `Bearer ${more.token ?? token}`,
        'content-type': body === undefined ? undefined : 'application/scim+json',
        ...more.headers,
      }
      for (const [name, value] of Object.entries(all)) if (value !== undefined) headers[name] = value
      return server.app.inject({
        method: method as 'GET',
        url: new URL(address).pathname + path,
        headers,
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
    },
    async takeActions() {
      const rows = await server.deps.db
        .selectFrom('audit_event')
        .select(['seq', 'action'])
        .where('enterprise_id', '=', id)
        .where('seq', '>', seen)
        .orderBy('seq')
        .execute()
      seen = rows.at(-1)?.seq ?? seen
      return rows.map((row) => row.action)
    },
    close: () => server.close(),
  }
}

/** As if another server had counted more requests in this hour than any limit allows. */
export async function useUpTheHour({ server, enterprise }: DirectoryBench): Promise<void> {
  const window = new Date(Math.ceil((Date.now() + 1) / 3_600_000) * 3_600_000)
  await server.deps.queries.query(
    `insert into scim_rate select id, $2, 20000 from enterprise where slug = $1
    on conflict (enterprise_id, window_ends_at) do update set used = 20000`,
    [enterprise.slug, window],
  )
}

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

let made = 0

/** A user as an identity provider sends it. */
export const aUser = (more: Record<string, unknown> = {}): Record<string, unknown> => {
  const name = `mona${++made}`
  return {
    schemas: [userSchema],
    externalId: `ext-${name}`,
    userName: `${name}@octo.example`,
    displayName: `Mona ${made}`,
    name: { givenName: 'Mona', familyName: 'Lisa' },
    emails: [{ value: `${name}@octo.example`, type: 'work', primary: true }],
    active: true,
    ...more,
  }
}

export const aGroup = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  schemas: [groupSchema],
  externalId: `group-${++made}`,
  displayName: `Group ${made}`,
  ...more,
})

export const patch = (...operations: unknown[]) => ({ schemas: [patchSchema], Operations: operations })
