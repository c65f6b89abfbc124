import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import type { Order } from '../modules/order/index.ts'
import type { Attempt, PaymentRejection, Terms, TermsAt } from '../modules/payment/index.ts'

type Wanted = {
  readonly channel: string
  readonly capture: Attempt['capture']
  readonly orderNo: string | null
}

const NOT_OFFERED = reject('not_offered')

/**
 * The terms of all shops of a trade: what one of them does not offer is not offered. They are those of its placing, so
 * a later version takes back nothing that its buyer was offered.
 */
export const termsOf = (orders: readonly Order[], termsAt: TermsAt, at?: Date): readonly Terms[] => [
  ...new Map(orders.map(({ scene, placedAt }) => [scene, termsAt(scene, at ?? placedAt)])).values(),
]

/**
 * Whether the shops offer to be paid so. A promise covers the whole trade; one who brings the goods collects for his
 * own shop only, so cash on delivery is for a trade of one shop.
 */
export function offers(
  orders: readonly Order[],
  termsAt: TermsAt,
  { channel, capture, orderNo }: Wanted,
): Outcome<undefined, PaymentRejection> {
  const terms = termsOf(orders, termsAt)
  if (channel === 'offline' && terms.some(({ transferWithinHours }) => transferWithinHours === null))
    return NOT_OFFERED
  if (capture === 'manual' && orderNo !== null) return NOT_OFFERED
  if (channel !== 'cod') return accept(undefined)
  // Each order is collected by itself, so each is measured by itself.
  for (const { amounts, scene, placedAt } of orders.filter(({ state }) => state === 'created')) {
    const upTo = termsAt(scene, placedAt).onDeliveryUpTo ?? 0
    if (amounts.payable > upTo) return reject('not_offered', { detail: { upTo } })
  }
  return accept(undefined)
}
