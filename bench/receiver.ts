import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Merchants' servers in a process of their own: all take what comes at once, but those whose path is `/dead/…` never answer. */
const server = createServer((request, response) => {
  request.resume()
  if (!request.url?.startsWith('/dead')) request.on('end', () => response.writeHead(204).end())
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit())
