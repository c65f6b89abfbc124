import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Answer,
  type Tongbao,
  TongbaoProblem,
  verifyWebhook,
  WebhookRefused,
} from '../../sdk/src/index.ts'
import { formPage, goodsPage, resultPage, scanPage } from './pages.ts'

type Purchase = {
  readonly attempt: Answer<'post', '/v1/trades/{no}/attempts'>
  readonly orderNo: string
  state: 'waiting' | 'paid' | 'refunded'
}

export type Shop = {
  readonly url: string
  /** The purchase behind a payment page. */
  readonly purchase: (reference: string) => Purchase
  readonly close: () => Promise<void>
}

/** What the shop knows of the customer; Tongbao only keeps it as the address of this order. */
const ADDRESS = {
  name: '顾客 林晓',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  street: '文三路 1 号',
}

/**
 * A shop's own server: it sells one thing, has it paid through Tongbao, and believes its signed events alone. Kept in
 * memory to be short; a real one keeps its purchases in its database and makes its references from them.
 */
export async function openShop(
  tongbao: Tongbao,
  goods: { readonly skuId: number; readonly title: string },
): Promise<Shop> {
  const purchases = new Map<string, Purchase>()
  const taken = new Set<string>()
  let secret = ''
  const lines = [{ skuId: goods.skuId, quantity: 1 }]
  const quote = () => tongbao.post('/v1/quotes', { body: { lines } })
  const purchase = (reference: string): Purchase => {
    const found = purchases.get(reference)
    if (!found) throw new Missing()
    return found
  }

  /** Both keys are made from the intent: whatever happens on the way, asking again buys nothing twice. */
  const buy = async (reference: string): Promise<void> => {
    const { hash: quoteHash } = await quote()
    const body = { lines, quoteHash, customer: { reference, address: ADDRESS } }
    const trade = await tongbao.post('/v1/trades', { body, key: `buy-${reference}` })
    const attempt = await tongbao.post('/v1/trades/{no}/attempts', {
      path: { no: trade.no },
      body: { channel: 'wechat', method: 'native' },
      key: `pay-${reference}`,
    })
    purchases.set(reference, { attempt, orderNo: trade.orders[0]!.no, state: 'waiting' })
  }

  /** An event may come twice and late: the money decides, and what was given back stays given back. */
  const hear = async (body: string, headers: IncomingMessage['headers']): Promise<void> => {
    const event = await verifyWebhook({ body, headers, secrets: [secret] })
    if (taken.has(event.id)) return
    for (const one of purchases.values()) {
      if (event.type === 'order.paid' && event.resource.no === one.orderNo && one.state === 'waiting')
        one.state = 'paid'
      if (event.type === 'refund.succeeded' && event.data.attemptNo === one.attempt.no) one.state = 'refunded'
    }
    taken.add(event.id)
  }

  const show = async ({ attempt, state }: Purchase, response: ServerResponse, reference: string) => {
    const { presentation, amount } = attempt
    if (state !== 'waiting') return to(response, `/result/${reference}`)
    if (presentation?.kind === 'redirect') return to(response, presentation.url)
    if (presentation?.kind === 'form')
      return html(response, formPage(presentation.action, presentation.fields))
    if (presentation?.kind === 'qr') return html(response, await scanPage(presentation.codeUrl, amount))
    html(response, resultPage(state, amount))
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString('utf8')
    const [, room = '', reference = ''] = (request.url ?? '').split('/')
    switch (`${request.method} /${room}`) {
      case 'GET /':
        return html(response, goodsPage(goods.title, (await quote()).payable))
      case 'POST /buy': {
        const made = crypto.randomUUID()
        await buy(made)
        return to(response, `/pay/${made}`)
      }
      case 'GET /pay':
        return show(purchase(reference), response, reference)
      case 'GET /result':
        return html(response, resultPage(purchase(reference).state, purchase(reference).attempt.amount))
      case 'POST /events':
        await hear(body, request.headers)
        return void response.writeHead(204).end()
      default:
        throw new Missing()
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const status = error instanceof WebhookRefused ? 400 : error instanceof Missing ? 404 : 502
      const said = error instanceof TongbaoProblem ? error.code : ''
      response.writeHead(status).end(said)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoint = await tongbao.post('/v1/webhook-endpoints', {
    body: { url: `${url}/events`, eventTypes: ['order.paid', 'refund.*'] },
  })
  secret = endpoint.secret
  return {
    url,
    purchase,
    close: async () => {
      await tongbao.delete('/v1/webhook-endpoints/{id}', { path: { id: endpoint.id } })
      server.closeAllConnections()
      server.close()
    },
  }
}

class Missing extends Error {}

const html = (response: ServerResponse, text: string): void =>
  void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(text)
const to = (response: ServerResponse, location: string): void =>
  void response.writeHead(303, { location }).end()
