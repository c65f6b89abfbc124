import { putCartLine, readCart, removeCartLines } from '../../modules/cart/index.ts'
import { availableOf } from '../../modules/inventory/index.ts'
import type { Access } from '../access.ts'
import { buyerOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { renderQuote } from '../render/quote.ts'
import { Cart, CartLineBody } from '../schemas/cart.ts'
import { answers, Closed, Empty, Id } from '../schemas/shapes.ts'
import { inOrder } from './checkout.ts'

const OWN: Access = { callers: ['buyer'], ownership: 'own' }
const tags = ['cart']
const params = Closed({ skuId: Id })

export const cartRoutes = (app: App, doors: Doors): void => {
  const { db, clock, catalog, flows } = doors

  /** The cart, and what its selected lines cost by the same rules as the checkout (row E4). */
  const shown = async (request: Asked) => {
    const asked = { buyerId: buyerOf(request).id, now: clock.now() }
    const available = (skuIds: readonly number[]) => availableOf(db, skuIds)
    const cart = await readCart(db, asked, { facts: catalog, available })
    const lines = inOrder(catalog, cart.selected)
    const priced = lines.length > 0 ? flows.quote(lines) : null
    const { groups, promotions, selected } = cart
    const quote = priced?.ok ? renderQuote(priced.value, lines) : null
    return {
      groups,
      promotions,
      selectedCount: selected.reduce((sum, line) => sum + line.quantity, 0),
      quote,
    }
  }

  app.route({
    method: 'GET',
    url: '/v1/cart',
    config: { access: OWN },
    schema: { tags, summary: 'My cart by shop', response: { 200: Cart } },
    handler: shown,
  })

  app.route({
    method: 'PUT',
    url: '/v1/cart/lines/:skuId',
    config: { access: OWN },
    schema: {
      tags,
      summary: 'Put a SKU, or change it',
      params,
      body: CartLineBody,
      response: answers(200, Cart),
    },
    handler: async (request, reply) => {
      const { quantity, selected = true } = request.body
      const line = {
        buyerId: buyerOf(request).id,
        skuId: request.params.skuId,
        quantity,
        selected,
        now: clock.now(),
      }
      const put = await putCartLine(db, line, catalog)
      return put.ok ? shown(request) : refuse(reply, put.rejection)
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/cart/lines/:skuId',
    config: { access: OWN },
    schema: { tags, summary: 'Take a SKU out', params, response: answers(204, Empty) },
    handler: async (request, reply) => {
      await removeCartLines(db, buyerOf(request).id, [request.params.skuId])
      return reply.code(204).send(null)
    },
  })
}
