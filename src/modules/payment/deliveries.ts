import { present } from '../../kernel/assert.ts'
import { itemsOf } from './decide.ts'
import { isOnDelivery, isPromised } from './holds.ts'
import { type Moved, moveAttempt } from './moves.ts'
import { addNew, type Judged, payableItems, type StartFacts } from './start.ts'
import type { Attempt, Payment, PaymentBook } from './types.ts'

/** Cash on delivery 货到付款: who brings the goods of an order collects for it, so every order has a promise of its own. */
export function addDeliveries(
  book: PaymentBook,
  payment: Payment,
  { itemNos, legs }: Extract<Judged, { same: null }>,
  {
    nos,
    description,
    ...facts
  }: Omit<StartFacts, 'description'> & {
    readonly nos: readonly string[]
    readonly combinedNo: string | null
    readonly description: (itemNo: string) => string
  },
  now: Date,
): Attempt[] {
  const leg = present(legs[0], 'a leg')
  return itemsOf(book, payment)
    .filter(({ itemNo }) => itemNos.includes(itemNo))
    .map(({ itemNo, due, captured }, i) => {
      const attemptNo = present(nos[i], 'a number')
      const own = { attemptNo, itemNos: [itemNo], amount: due - captured, description: description(itemNo) }
      return addNew(book, payment, { ...facts, ...leg, ...own, groupNo: null }, now)
    })
}

/** The promise that stands already, where everything that is still to be paid will be collected. */
export function promisedOnDelivery(book: PaymentBook, payment: Payment): Attempt | undefined {
  const standing = (book.attemptsOf.get(payment.payableNo) ?? []).filter(
    (attempt) => attempt.isOpen && isPromised(attempt) && isOnDelivery(attempt),
  )
  const promised = new Set(standing.flatMap(({ itemNos }) => itemNos))
  const isWhole = payableItems(book, payment, []).every(({ itemNo }) => promised.has(itemNo))
  return isWhole ? standing.at(-1) : undefined
}

/** Nothing is held, nothing is asked at any channel. */
export function promiseOnDelivery(book: PaymentBook, attempt: Attempt, moved: Moved): void {
  attempt.presentation = { kind: 'none' }
  attempt.nextQueryAt = null
  moveAttempt(book, attempt, 'authorize', moved)
}
