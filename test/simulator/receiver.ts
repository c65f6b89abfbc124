import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: Buffer }

/** The merchant's notice address: keeps what comes, answers what it is told to. */
export async function createReceiver(): Promise<{
  readonly url: string
  /** HTTP status, and the words of the body. */
  answer: number
  words: string
  take(): Received[]
  stop(): Promise<void>
}> {
  let received: Received[] = []
  const receiver = {
    url: '',
    answer: 204,
    words: '',
    take: () => {
      const taken = received
      received = []
      return taken
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    received.push({ headers: request.headers, body: Buffer.concat(chunks) })
    response.writeHead(receiver.answer).end(receiver.words)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`
  return receiver
}
