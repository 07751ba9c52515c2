// Bare node:http that answers fixed bytes: what no server of any kind goes below.
import { createServer } from 'node:http'

const answers = JSON.parse(process.env.ANSWERS ?? '{}')
const server = createServer((request, response) => {
  request.resume()
  const body = answers[request.method === 'GET' && request.url.includes('count=100') ? 'page' : 'user'] ?? '{}'
  response.writeHead(200, { 'content-type': 'application/scim+json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port))
