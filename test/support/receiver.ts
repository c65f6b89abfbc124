import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Letter = { readonly headers: Record<string, string>; readonly body: string }

export type Receiver = {
  readonly url: string
  readonly letters: readonly Letter[]
  /** Letters by their webhook-id: what a receiver that remembers ids has taken. */
  readonly ids: () => string[]
  readonly close: () => Promise<void>
}

/** A merchant's server on this machine. `answer` may leave the caller hanging. */
export async function openReceiver(
  answer: (response: ServerResponse, letter: Letter) => void = (response) => response.end('ok'),
): Promise<Receiver> {
  const letters: Letter[] = []
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const letter = { headers: request.headers as Record<string, string>, body }
      letters.push(letter)
      answer(response, letter)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    letters,
    ids: () => [...new Set(letters.map(({ headers }) => headers['webhook-id'] ?? ''))],
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}
