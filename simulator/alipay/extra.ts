import { randomUUID } from 'node:crypto'
import { tradeFields } from './notices.ts'
import { newNotifyId } from './text.ts'
import type { Trade, Twist } from './types.ts'
import type { World } from './world.ts'

const NOBODY = '2088000000000000'

/** A notice that nobody should believe, about a trade in whatever state: it claims that the trade was paid. */
export function sendExtra(world: World, trade: Trade, twist: Twist): boolean {
  if (!trade.notifyUrl) return false
  const at = world.now()
  const claimed: Trade = {
    ...trade,
    status: 'TRADE_SUCCESS',
    paid: trade.paid ?? { at, amount: trade.total, payer: NOBODY, sellerId: world.keys.file.sellerId },
  }
  world.commit({
    notices: [
      {
        key: randomUUID(),
        id: newNotifyId(at),
        no: trade.no,
        url: trade.notifyUrl,
        createdAt: at,
        fields: tradeFields(world, claimed),
        twist,
        once: true,
        lost: 0,
        deliveries: [],
        state: 'waiting',
        dueWait: world.waits.now(),
      },
    ],
  })
  return true
}
