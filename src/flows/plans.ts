import { DAY } from '../kernel/clock.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Actor, type Order, ordersOf } from '../modules/order/index.ts'
import * as payment from '../modules/payment/index.ts'
import { mayTouch } from './close.ts'
import { termsOf } from './offers.ts'
import { paymentOf } from './payable.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

/** The plans that all shops of a trade offer for this amount: of the same name, with the same parts. */
export function plansOf(
  orders: readonly Order[],
  due: number,
  termsAt: payment.TermsAt,
): readonly payment.PlanTerms[] {
  const [first, ...others] = termsOf(orders, termsAt)
  const isOffered = (plan: payment.PlanTerms, by: payment.Terms): boolean =>
    by.plans.some((one) => due >= one.from && promiseOf(one) === promiseOf(plan))
  return (first?.plans ?? []).filter((plan) => [first!, ...others].every((by) => isOffered(plan, by)))
}

const promiseOf = ({ name, parts, keepsDeposit }: payment.PlanTerms): string =>
  JSON.stringify([name, keepsDeposit, parts.map(({ bps, afterDays }) => [bps, afterDays])])

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
  const terms = plansOf(alive, due, policies.terms).find(({ name }) => name === plan)
  if (!terms || trade.securedBy !== null) return reject('not_offered', { param: 'plan' })
  const held = paymentOf(world, trade, policies.plan(trade.scene), now)
  const chosen = payment.choosePlan(
    world.payments,
    held,
    {
      plan,
      parts: terms.parts.map(({ bps, afterDays }) => ({ bps, afterMs: afterDays * DAY })),
      keepsDeposit: terms.keepsDeposit,
    },
    { actor: actor.id, at: now },
  )
  return chosen.ok ? accept({ tradeNo: trade.tradeNo, plan }) : chosen
}
