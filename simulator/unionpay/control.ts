import type { Reply } from '../provider.ts'
import { done, latest, missing, wrong } from '../replies.ts'
import { extraNotice } from './notices.ts'
import { settleRefund } from './refunds.ts'
import { twists } from './types.ts'
import type { World } from './world.ts'

type Fields = Readonly<Record<string, unknown>>

/** The control routes of UnionPay; README.md describes them. */
export function createUnionpayControl(world: World) {
  return async (route: string, id: string, fields: Fields, url: URL): Promise<Reply | undefined> => {
    switch (route) {
      case 'GET /orders':
        return done(latest(world.orders.values(), url))
      case 'GET /refunds':
        return done(latest(world.refunds.values(), url))
      case 'GET /notices':
        return done(latest(world.notices.values(), url))
      case 'POST /orders/:/notify': {
        const order = world.orders.get(id)
        if (!order) return missing('order')
        const twist = twists.find((one) => one === fields.twist)
        if (!twist) return wrong(`twist: one of ${twists.join(', ')}`)
        extraNotice(world, order, twist)
        return done()
      }
      case 'POST /refunds/:/settle': {
        const refund = world.refunds.get(id)
        if (refund?.state !== 'processing') return missing('open refund')
        const state = (['succeeded', 'failed'] as const).find((one) => one === fields.state)
        if (!state) return wrong('state: succeeded or failed')
        settleRefund(world, refund, state)
        return done()
      }
      case 'POST /keys/switch':
        world.signingChain = (world.signingChain + 1) % world.keys.chains.length
        return done({ chain: world.signingChain })
      default:
        return undefined
    }
  }
}
