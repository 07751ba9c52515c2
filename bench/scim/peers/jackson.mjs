// The directory sync of @boxyhq/saml-jackson behind a bare node:http server, over PostgreSQL.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const require = createRequire(process.env.PEERS)
const { default: jackson } = require('@boxyhq/saml-jackson')
const { directorySyncController } = await jackson({
  externalUrl: 'http://127.0.0.1',
  samlAudience: 'http://127.0.0.1',
  samlPath: '/saml',
  scimPath: '/scim',
  noAnalytics: true,
  db: { engine: 'sql', type: 'postgres', url: process.env.DATABASE_URL, ttl: 300, cleanupLimit: 1000 },
})
const { data: directory, error } = await directorySyncController.directories.create({
  tenant: 'bench',
  product: 'bench',
  name: 'bench',
  type: 'generic-scim-v2',
  webhook_url: '',
  webhook_secret: '',
})
if (error) throw new Error(error.message)
const apiSecret = directory.scim.secret

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost')
  const [, , kind, id] = url.pathname.split('/')
  let text = ''
  for await (const chunk of request) text += chunk
  const answer = await directorySyncController.requests.handle({
    method: request.method,
    directoryId: directory.id,
    apiSecret,
    resourceType: kind.toLowerCase(),
    resourceId: id,
    body: text === '' ? undefined : JSON.parse(text),
    query: {
      count: Number(url.searchParams.get('count') ?? 100),
      startIndex: Number(url.searchParams.get('startIndex') ?? 1),
      ...(url.searchParams.has('filter') ? { filter: url.searchParams.get('filter') } : {}),
    },
  })
  response.writeHead(answer.status, { 'content-type': 'application/scim+json' }).end(JSON.stringify(answer.data))
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
