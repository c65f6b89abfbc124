import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import type { Client } from '../client.ts'

export type ShopEvent = { readonly type: string; readonly resource: { readonly no: string } }

/** A merchant's own program: it listens for signed events about its orders and believes no other. */
export type ShopSystem = {
  /** What was told and genuine, each event once, however often it was sent. */
  readonly events: () => readonly ShopEvent[]
  readonly close: () => Promise<void>
}

type Registered = { readonly id: string; readonly secret: string }

/** Registers itself as `owner`, who may hear of his own shop only. */
export async function openShopSystem(owner: Client): Promise<ShopSystem> {
  const events = new Map<string, ShopEvent>()
  let verifier: Webhook | undefined
  const server = createServer((request, response) => {
    void request.toArray().then((pieces) => {
      try {
        const body = Buffer.concat(pieces as Buffer[]).toString('utf8')
        const id = String(request.headers['webhook-id'])
        events.set(id, verifier?.verify(body, request.headers as Record<string, string>) as ShopEvent)
        response.writeHead(204).end()
      } catch {
        response.writeHead(401).end()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`
  const { id, secret } = await owner.post<Registered>('/v1/webhook-endpoints', { url })
  verifier = new Webhook(secret)
  return {
    events: () => [...events.values()],
    close: async () => {
      await owner.remove(`/v1/webhook-endpoints/${id}`)
      server.closeAllConnections()
      server.close()
    },
  }
}
