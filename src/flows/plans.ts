import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Actor, type Order, ordersOf, type PlanTerms } from '../modules/order/index.ts'
import * as payment from '../modules/payment/index.ts'
import { mayTouch } from './close.ts'
import { termsOf } from './offers.ts'
import { paymentOf } from './payable.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

/** The plans that all shops of a trade offer for this amount, by name. */
export function plansOf(orders: readonly Order[], due: number): ReadonlyMap<string, PlanTerms> {
  const [first, ...others] = termsOf(orders)
  const offered = Object.entries(first?.plans ?? {}).filter(
    ([name, { from }]) => due >= from && others.every(({ plans }) => Object.hasOwn(plans, name)),
  )
  return new Map(offered)
}

export type ChoosePlan = SubjectCommand & { readonly actor: Actor; readonly plan: string }
export type PlanChosen = { readonly tradeNo: string; readonly plan: string }

/** How a trade is paid in parts, chosen before the first payment; `subject` is the trade. */
export const planLane = (
  wiring: Parameters<typeof worldLane>[0],
  policies: payment.PaymentPolicies = payment.DEFAULT_POLICIES,
) =>
  worldLane<ChoosePlan, PlanChosen, payment.PaymentRejection>(wiring, {
    operation: 'trade.plan',
    keys: 'table',
    retryOf: (code) => payment.paymentRejections[code].retry,
    decide: (world, command) => decidePlan(world, command, policies),
  })

export function decidePlan(
  world: World,
  { subject, actor, plan, now }: ChoosePlan,
  policies: payment.PaymentPolicies,
): Outcome<PlanChosen, payment.PaymentRejection> {
  const trade = world.orders.trades.get(subject)
  if (!trade || !mayTouch(actor, trade.buyerId)) return reject('not_found')
  if (trade.state === 'paid') return reject('already_paid')
  if (trade.state !== 'open') return reject('payment_closed')
  const alive = ordersOf(world.orders, trade).filter(({ state }) => state === 'created')
  const due = alive.reduce((sum, { amounts }) => sum + amounts.payable, 0)
  const terms = plansOf(alive, due).get(plan)
  if (!terms || trade.securedBy !== null) return reject('not_offered', { param: 'plan' })
  const held = paymentOf(world, trade, policies.plan(trade.scene), now)
  const chosen = payment.choosePlan(world.payments, held, { ...terms, plan }, { actor: actor.id, at: now })
  return chosen.ok ? accept({ tradeNo: trade.tradeNo, plan }) : chosen
}
