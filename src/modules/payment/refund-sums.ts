import { present } from '../../kernel/assert.ts'
import type { Amount } from '../../kernel/money.ts'
import { itemsOf } from './decide.ts'
import type { Payment, PaymentBook, Refund } from './types.ts'

/** What is being refunded, and what was: of the payment, of its item, and of the share that brought it, always together. */

/** Takes what a refund gives back out of what is free: of its item and share, or of the surplus. */
export function setAside(book: PaymentBook, refund: Refund): void {
  const { amount, source, currency } = refund
  const payment = present(book.payments.get(refund.payableNo), `payment ${refund.payableNo}`)
  book.touched.payments.add(payment)
  if (source === 'surplus') {
    // A payment counts surpluses of its own currency; another stands with its attempt alone.
    if (currency === payment.currency) payment.surplusRefunding += amount
    return
  }
  const { item, share } = sharedBy(book, payment, refund)
  payment.refunding += amount
  item.refunding += amount
  share.refunding += amount
}

/** The item and the share whose money a refund gives back. */
function sharedBy(book: PaymentBook, payment: Payment, { refundNo, itemNo, attemptNo }: Refund) {
  const item = present(
    itemsOf(book, payment).find((one) => one.itemNo === itemNo),
    `item ${itemNo}`,
  )
  const share = present(
    book.shares.get(payment.payableNo)?.find((one) => one.itemNo === itemNo && one.attemptNo === attemptNo),
    `share of ${refundNo}`,
  )
  book.touched.items.add(item)
  book.touched.shares.add(share)
  return { item, share }
}

/** Moves what was set aside to refunded (`paid` = its amount), or back to what is free (`paid` = 0). */
export function settleRefund(book: PaymentBook, refund: Refund, paid: Amount): void {
  const { amount, source, currency } = refund
  const payment = present(book.payments.get(refund.payableNo), `payment ${refund.payableNo}`)
  book.touched.payments.add(payment)
  if (source === 'surplus') {
    if (currency !== payment.currency) return
    payment.surplusRefunding -= amount
    payment.surplusRefunded += paid
    return
  }
  for (const held of [payment, ...Object.values(sharedBy(book, payment, refund))]) {
    held.refunding -= amount
    held.refunded += paid
  }
}

/** What had arrived came back: it is on its way again, until somebody says how. */
export function unsettleRefund(book: PaymentBook, refund: Refund): void {
  const { amount, source, currency } = refund
  const payment = present(book.payments.get(refund.payableNo), `payment ${refund.payableNo}`)
  book.touched.payments.add(payment)
  if (source === 'surplus') {
    if (currency !== payment.currency) return
    payment.surplusRefunding += amount
    payment.surplusRefunded -= amount
    return
  }
  for (const held of [payment, ...Object.values(sharedBy(book, payment, refund))]) {
    held.refunding += amount
    held.refunded -= amount
  }
}
