import { worthOf } from '../../modules/payment/index.ts'
import { findWallet, type Movement, movementsOf, type WalletKind } from '../../modules/wallet/index.ts'
import type { Access } from '../access.ts'
import { buyerOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { answers } from '../schemas/shapes.ts'
import { BuyerId, MovementQuery, Movements, Wallet } from '../schemas/wallet.ts'

const tags = ['wallet']
const OWN: Access = { callers: ['buyer'], ownership: 'own' }
const SEEN: Access = { callers: ['staff'], permission: 'wallet.read', ownership: 'platform' }

export const walletRoutes = (app: App, { db, policies }: Doors): void => {
  const shown = async (buyerId: string) => {
    const { wallet, points } = await findWallet(db, buyerId)
    return {
      currency: 'CNY',
      balance: wallet.free,
      held: wallet.held,
      points: points.free,
      pointsHeld: points.held,
      pointsValue: worthOf(points.free, policies.points()),
      pointsPerYuan: policies.points().pointsPerYuan,
    }
  }
  type Query = { readonly kind?: WalletKind; readonly cursor?: number; readonly limit?: number }
  const movements = async (buyerId: string, { kind = 'wallet', cursor, limit = 20 }: Query) => {
    const before = cursor ?? Number.MAX_SAFE_INTEGER
    const rows = await movementsOf(db, buyerId, kind, { before, limit: limit + 1 })
    const items = rows.slice(0, limit) as (Movement & { event: 'hold_placed' })[]
    return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.version) : null }
  }

  app.route({
    method: 'GET',
    url: '/v1/wallet',
    config: { access: OWN },
    schema: { tags, summary: 'My wallet and my points', response: answers(200, Wallet) },
    handler: async (request) => shown(buyerOf(request).id),
  })

  app.route({
    method: 'GET',
    url: '/v1/wallet/movements',
    config: { access: OWN },
    schema: {
      tags,
      summary: 'What came into my wallet and went out of it, newest first',
      querystring: MovementQuery,
      response: answers(200, Movements),
    },
    handler: async (request) => movements(buyerOf(request).id, request.query),
  })

  app.route({
    method: 'GET',
    url: '/v1/wallets/:buyerId',
    config: { access: SEEN },
    schema: { tags, summary: "A buyer's wallet", params: BuyerId, response: answers(200, Wallet) },
    handler: async (request) => shown(request.params.buyerId),
  })

  app.route({
    method: 'GET',
    url: '/v1/wallets/:buyerId/movements',
    config: { access: SEEN },
    schema: {
      tags,
      summary: "What came into a buyer's wallet and went out of it",
      params: BuyerId,
      querystring: MovementQuery,
      response: answers(200, Movements),
    },
    handler: async (request) => movements(request.params.buyerId, request.query),
  })
}
