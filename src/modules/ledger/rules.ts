import type { Amount, Currency } from '../../kernel/money.ts'
import type { AccountName, Entry } from './types.ts'

/**
 * Which accounts a business event moves 记账规则. Amounts are minor units of `currency`; the caller gives every
 * amount as it was frozen when the order was placed.
 */
type Money = { readonly currency: Currency }

const account = (purpose: AccountName['purpose'], ownerId: string, currency: Currency): AccountName => ({
  purpose,
  ownerId,
  currency,
})

/** The channel owes us what the buyer paid; the merchants are owed their cash. */
export function paymentReceived(
  facts: Money & { channel: string; shares: readonly { shopId: number; amount: Amount }[] },
): Entry[] {
  const { channel, currency, shares } = facts
  const total = shares.reduce((sum, share) => sum + share.amount, 0)
  return [
    { ...account('channel_receivable', channel, currency), debit: total },
    ...shares.map((s) => ({ ...account('merchant_pending', String(s.shopId), currency), credit: s.amount })),
  ]
}

/** Once an order is paid in full, the platform owes the merchant what its own promotions and points took off. */
export function orderCovered(
  facts: Money & { shopId: number; platformDiscount: Amount; points: Amount },
): Entry[] {
  const { shopId, currency, platformDiscount, points } = facts
  return [
    { ...account('promotion_cost', 'platform', currency), debit: platformDiscount },
    { ...account('points_liability', 'platform', currency), debit: points },
    { ...account('merchant_pending', String(shopId), currency), credit: platformDiscount + points },
  ]
}

/** An order with nothing due was declined: no refund carries the subsidies back, so this does. */
export function orderDeclined(
  facts: Money & { shopId: number; platformDiscount: Amount; points: Amount },
): Entry[] {
  const { shopId, currency, platformDiscount, points } = facts
  return [
    { ...account('merchant_pending', String(shopId), currency), debit: platformDiscount + points },
    { ...account('promotion_cost', 'platform', currency), credit: platformDiscount },
    { ...account('points_liability', 'platform', currency), credit: points },
  ]
}

/** Money that nobody owed us: a second success, a success after the close, or an amount that conflicts. */
export function surplusReceived(facts: Money & { channel: string; amount: Amount }): Entry[] {
  const { channel, currency, amount } = facts
  return [
    { ...account('channel_receivable', channel, currency), debit: amount },
    { ...account('suspense', channel, currency), credit: amount },
  ]
}

/** What a refund takes back from the merchant: the buyer's cash, and the subsidies in the same proportion. */
export function refundApproved(
  facts: Money & { channel: string; shopId: number; cash: Amount; platformDiscount: Amount; points: Amount },
): Entry[] {
  const { channel, shopId, currency, cash, platformDiscount, points } = facts
  return [
    { ...account('merchant_pending', String(shopId), currency), debit: cash + platformDiscount + points },
    { ...account('refund_clearing', channel, currency), credit: cash },
    { ...account('promotion_cost', 'platform', currency), credit: platformDiscount },
    { ...account('points_liability', 'platform', currency), credit: points },
  ]
}

export function surplusRefundApproved(facts: Money & { channel: string; amount: Amount }): Entry[] {
  const { channel, currency, amount } = facts
  return [
    { ...account('suspense', channel, currency), debit: amount },
    { ...account('refund_clearing', channel, currency), credit: amount },
  ]
}

/** The rest was not paid in time: by its terms the deposit is the shop's for good, and no sale stands behind it. */
export function depositKept(facts: Money & { shopId: number; amount: Amount }): Entry[] {
  const { shopId, currency, amount } = facts
  return [
    { ...account('merchant_pending', String(shopId), currency), debit: amount },
    { ...account('deposit_kept', String(shopId), currency), credit: amount },
  ]
}

/** A payer's bank asked for money back, and the channel took it out of what it owes us. */
export function disputeWithdrawn(facts: Money & { channel: string; amount: Amount }): Entry[] {
  const { channel, currency, amount } = facts
  return [
    { ...account('disputed', channel, currency), debit: amount },
    { ...account('channel_receivable', channel, currency), credit: amount },
  ]
}

/** The dispute was won: the channel owes us the money again. */
export const disputeReinstated = (facts: Money & { channel: string; amount: Amount }): Entry[] =>
  reversed(disputeWithdrawn(facts))

/** The dispute was lost: the merchants bear what was theirs, the platform what had gone back another way already. */
export function disputeLost(
  facts: Money & {
    channel: string
    bears: readonly { shopId: number; amount: Amount }[]
    rest: Amount
  },
): Entry[] {
  const { channel, currency, bears, rest } = facts
  const total = bears.reduce((sum, { amount }) => sum + amount, rest)
  return [
    ...bears.map((b) => ({ ...account('merchant_pending', String(b.shopId), currency), debit: b.amount })),
    { ...account('dispute_loss', 'platform', currency), debit: rest },
    { ...account('disputed', channel, currency), credit: total },
  ]
}

/** What a lost dispute took was a surplus in suspense: the payer's own, so nobody lost it. */
export function disputeCovered(facts: Money & { channel: string; amount: Amount }): Entry[] {
  const { channel, currency, amount } = facts
  return [
    { ...account('suspense', channel, currency), debit: amount },
    { ...account('dispute_loss', 'platform', currency), credit: amount },
  ]
}

/** What a lost dispute took is the merchants' after all: a refund that had stood before it will not be paid. */
export function disputeBorne(
  facts: Money & { bears: readonly { shopId: number; amount: Amount }[] },
): Entry[] {
  const { currency, bears } = facts
  return [
    ...bears.map((b) => ({ ...account('merchant_pending', String(b.shopId), currency), debit: b.amount })),
    {
      ...account('dispute_loss', 'platform', currency),
      credit: bears.reduce((sum, { amount }) => sum + amount, 0),
    },
  ]
}

/** An approved refund was given up: its entries the other way round. */
export const reversed = (entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => {
    const { ownerId, purpose, currency } = entry
    const name = { ownerId, purpose, currency }
    return 'debit' in entry ? { ...name, credit: entry.debit } : { ...name, debit: entry.credit }
  })

/** The channel has paid the refund out of what it owed us; `by`: another one paid it for it, as our bank does. */
export function refundPaid(facts: Money & { channel: string; by?: string; amount: Amount }): Entry[] {
  const { channel, by = channel, currency, amount } = facts
  return [
    { ...account('refund_clearing', channel, currency), debit: amount },
    { ...account('channel_receivable', by, currency), credit: amount },
  ]
}

/** What was refunded another way was paid by `by` as well: the buyer owes it back. */
export function refundPaidTwice(facts: Money & { channel: string; by: string; amount: Amount }): Entry[] {
  const { channel, by, currency, amount } = facts
  return [
    { ...account('refund_overpaid', channel, currency), debit: amount },
    { ...account('channel_receivable', by, currency), credit: amount },
  ]
}

/** The channel sent a refund to our own bank account: it owes us nothing of it any more, and the buyer has nothing yet. */
export function refundReturned(facts: Money & { channel: string; amount: Amount }): Entry[] {
  const { channel, currency, amount } = facts
  return [
    { ...account('returned_funds', channel, currency), debit: amount },
    { ...account('channel_receivable', channel, currency), credit: amount },
  ]
}

/** People sent on to the buyer what had come back to our bank account. */
export function refundSentOn(facts: Money & { channel: string; amount: Amount }): Entry[] {
  const { channel, currency, amount } = facts
  return [
    { ...account('refund_clearing', channel, currency), debit: amount },
    { ...account('returned_funds', channel, currency), credit: amount },
  ]
}

/** The channel paid others out of what it owed us: a shop its own pending money, others at the platform's cost. */
export function profitShared(
  facts: Money & { channel: string; parts: readonly { shopId: number | null; amount: Amount }[] },
): Entry[] {
  const { channel, currency, parts } = facts
  const total = parts.reduce((sum, part) => sum + part.amount, 0)
  return [
    ...parts.map(({ shopId, amount }) => ({
      ...(shopId === null
        ? account('sharing_cost', 'platform', currency)
        : account('merchant_pending', String(shopId), currency)),
      debit: amount,
    })),
    { ...account('channel_receivable', channel, currency), credit: total },
  ]
}
