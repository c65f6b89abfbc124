import { randomUUID } from 'node:crypto'
import { chinaTime, transactionId } from './ids.ts'
import { paymentDraft } from './notices.ts'
import type { Order, Twist } from './types.ts'
import type { World } from './world.ts'

/** A notice that nobody should believe, about an order in whatever state: it claims that the order was paid. */
export function sendExtra(world: World, order: Order, twist: Twist): void {
  const at = world.clock.now().getTime()
  const claim: Order = {
    ...order,
    state: 'SUCCESS',
    stateDesc: '支付成功',
    paid: order.paid ?? {
      transactionId: transactionId(at),
      at,
      amount: order.total,
      payer: 'oForgedPayer',
      merchantId: order.merchantId,
    },
  }
  const draft = paymentDraft(claim)
  world.commit({
    notices: [
      {
        ...draft,
        key: randomUUID(),
        id: randomUUID(),
        createdAt: at,
        summary: `${draft.summary} ${chinaTime(at)}`,
        twist,
        once: true,
        lost: 0,
        deliveries: [],
        state: 'waiting',
        dueWait: world.waits.now(),
      },
    ],
  })
}
