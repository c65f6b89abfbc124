import { type Amount, allocateByWeight, sum } from '../../kernel/money.ts'
import type { Attempt, PaymentBook, PaymentItem } from './types.ts'

/** A shop's own part of an attempt: what of it was asked, and what of it came in, for which of its orders. */
export type ToldShare = {
  readonly shopId: number
  readonly orderNos: readonly string[]
  readonly amount: Amount
  readonly received: Amount
}

/**
 * The shops an event of an attempt concerns, each with its own share. What was asked is split by what the items owe;
 * `taken` is what each item got of the money that came in. Money that no item took stands in suspense: it is no shop's.
 */
export function toldShares(
  book: PaymentBook,
  attempt: Attempt,
  taken: readonly { readonly item: PaymentItem; readonly amount: Amount }[] = [],
): readonly ToldShare[] {
  const items = (book.items.get(attempt.payableNo) ?? []).filter(({ itemNo }) =>
    attempt.itemNos.includes(itemNo),
  )
  const asked = allocateByWeight(
    attempt.amount,
    items.map(({ due }) => due),
  )
  return [...new Set(items.map(({ payeeId }) => payeeId))].map((shopId) => {
    const isIts = (item: PaymentItem): boolean => item.payeeId === shopId
    return {
      shopId,
      orderNos: items.filter(isIts).map(({ itemNo }) => itemNo),
      amount: sum(asked.filter((_, at) => isIts(items[at]!))),
      received: sum(taken.filter(({ item }) => isIts(item)).map(({ amount }) => amount)),
    }
  })
}

/** Whose money a refund gives back; null for a surplus, which belongs to no shop. */
export const shopOfRefund = (
  book: PaymentBook,
  { payableNo, itemNo }: { readonly payableNo: string; readonly itemNo: string | null },
): number | null => book.items.get(payableNo)?.find((item) => item.itemNo === itemNo)?.payeeId ?? null
