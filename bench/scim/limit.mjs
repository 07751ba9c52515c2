// Bare node:http that reads a request and answers the bytes that Rollcall answered, headers too: no server goes below.
import { createServer } from 'node:http'

let answer = { status: 200, headers: {}, body: '' }
process.on('message', (next) => {
  answer = next
  process.send?.('set')
})
const server = createServer((request, response) => {
  const send = () => response.writeHead(answer.status, answer.headers).end(answer.body)
  if (request.method === 'GET') return send()
  request.resume().on('end', send)
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port))
