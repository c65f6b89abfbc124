import { type NumberChannel, shardOf } from '../kernel/number.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { Actor, Address, Invoice, OrderRejection } from '../modules/order/index.ts'
import type { PaymentRejection } from '../modules/payment/index.ts'
import type { LaneRejection } from '../platform/lane.ts'
import type { CashierFlow } from './cashier.ts'
import { type PricedCheckout, priceCheckout, type Wanted } from './checkout.ts'
import type { Closing } from './close.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import type { Acted } from './order-actions.ts'
import type { PlacedTrade, PlaceRejection } from './place.ts'
import type { PlanChosen } from './plans.ts'

export type PlaceRequest = CallerKey & {
  readonly buyerId: string
  readonly lines: readonly Wanted[]
  readonly quoteHash: string
  readonly address: Address | null
  readonly invoice: Invoice | null
  readonly remarks: Readonly<Record<string, string>>
  readonly channel: NumberChannel
}

/** What a buyer does, from the price to the payment. */
export function checkoutFlow(deps: FlowDeps, lanes: Lanes, { closeAttempt, afterClosing }: CashierFlow) {
  const { clock, catalog, numbers } = deps

  const quote = (lines: readonly Wanted[]): Outcome<PricedCheckout, OrderRejection> =>
    priceCheckout(catalog, lines, clock.now())

  async function place(request: PlaceRequest): Promise<Outcome<PlacedTrade, PlaceRejection | LaneRejection>> {
    const shard = shardOf(request.buyerId)
    const shops = new Set(request.lines.map(({ skuId }) => catalog.skuFacts(skuId)?.shopId))
    const tradeNo = numbers.next('trade', request.channel, shard)
    const orderNos = [...shops].map(() => numbers.next('order', request.channel, shard))
    return lanes.place.submit({ ...request, now: clock.now(), tradeNo, orderNos })
  }

  /** Blocks new attempts, closes the open one at the channel, and ends the trade if nothing can pay it any more. */
  async function cancelTrade(
    request: CallerKey & { readonly tradeNo: string; readonly actor: Actor; readonly reason: string },
  ): Promise<Outcome<Closing, OrderRejection | LaneRejection>> {
    const { tradeNo } = request
    const begun = await lanes.cancelTrade.submit({ ...request, subject: tradeNo, now: clock.now() })
    for (const open of begun.ok ? begun.value.openAttemptNos : []) await closeAttempt(open, request.actor.id)
    return begun
  }

  /** Cancels one unpaid order; an attempt that could still pay it is closed first. */
  async function cancelOrder(
    request: CallerKey & { readonly orderNo: string; readonly actor: Actor; readonly reason: string | null },
  ): Promise<Outcome<Acted, OrderRejection | LaneRejection>> {
    const submit = () =>
      lanes.actOnOrder.submit({ ...request, subject: request.orderNo, action: 'cancel', now: clock.now() })
    return afterClosing(submit, request.actor.id)
  }

  /** How the trade is paid in parts; an attempt that could still pay all of it is closed first. */
  async function choosePlan(
    request: CallerKey & { readonly tradeNo: string; readonly actor: Actor; readonly plan: string },
  ): Promise<Outcome<PlanChosen, PaymentRejection | LaneRejection>> {
    const submit = () => lanes.choosePlan.submit({ ...request, subject: request.tradeNo, now: clock.now() })
    return afterClosing(submit, request.actor.id)
  }

  return { quote, place, cancelTrade, cancelOrder, choosePlan }
}
