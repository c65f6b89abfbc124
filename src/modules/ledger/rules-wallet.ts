import type { Amount, Currency } from '../../kernel/money.ts'
import { reversed } from './rules.ts'
import type { AccountName, Entry } from './types.ts'

/** Points are a currency of their own: their journals balance in points, what they are worth balances in money. */
export const POINTS: Currency = 'PNT'

/** Whose wallet, and how much: money in `currency`, or so many points that are worth `amount` of it. */
export type WalletMoney = {
  readonly kind: 'wallet' | 'points'
  readonly buyerId: string
  readonly currency: Currency
  readonly amount: Amount
  readonly units: number
}

const FREE = { wallet: 'member_balance', points: 'member_points' } as const
const HELD = { wallet: 'member_balance_held', points: 'member_points_held' } as const

type Held = Pick<WalletMoney, 'kind' | 'buyerId' | 'currency'>
const coin = ({ kind, currency }: Held): Currency => (kind === 'points' ? POINTS : currency)
const free = (of: Held): AccountName => ({ purpose: FREE[of.kind], ownerId: of.buyerId, currency: coin(of) })
const held = (of: Held): AccountName => ({ purpose: HELD[of.kind], ownerId: of.buyerId, currency: coin(of) })
const platform = (purpose: AccountName['purpose'], currency: Currency): AccountName => ({
  purpose,
  ownerId: 'platform',
  currency,
})

/** In the wallet's own coin: fen, or points. */
const sizeOf = ({ kind, amount, units }: WalletMoney): number => (kind === 'points' ? units : amount)

/** Set aside for a payment: it can be spent on nothing else. */
export const holdPlaced = (of: WalletMoney): Entry[] => [
  { ...free(of), debit: sizeOf(of) },
  { ...held(of), credit: sizeOf(of) },
]

export const holdReleased = (of: WalletMoney): Entry[] => [
  { ...held(of), debit: sizeOf(of) },
  { ...free(of), credit: sizeOf(of) },
]

/** What was held pays the shops: money is theirs; points end, and the platform pays what it owed for them. */
export function holdTaken(
  of: WalletMoney,
  shares: readonly { readonly shopId: number; readonly amount: Amount }[],
): Entry[] {
  const { currency, amount, units } = of
  const paid: Entry[] = shares.map((share) => ({
    purpose: 'merchant_pending',
    ownerId: String(share.shopId),
    currency,
    credit: share.amount,
  }))
  if (of.kind === 'wallet') return [{ ...held(of), debit: amount }, ...paid]
  return [
    { ...held(of), debit: units },
    { ...platform('points_issued', POINTS), credit: units },
    { ...platform('points_liability', currency), debit: amount },
    ...paid,
  ]
}

/** A refund comes back to the wallet; `channel` is the one through which it had been paid. */
export function refundToWallet(of: WalletMoney & { readonly channel: string }): Entry[] {
  const { channel, currency, amount, units } = of
  const cleared: Entry = { purpose: 'refund_clearing', ownerId: channel, currency, debit: amount }
  if (of.kind === 'wallet') return [cleared, { ...free(of), credit: amount }]
  return [
    cleared,
    { ...platform('points_liability', currency), credit: amount },
    { ...platform('points_issued', POINTS), debit: units },
    { ...free(of), credit: units },
  ]
}

/** By hand, with two people (row N18): what is given costs the platform, what is taken comes back to it. */
export function walletAdjusted(of: WalletMoney & { readonly direction: 'in' | 'out' }): Entry[] {
  const { currency, amount, units } = of
  const given: Entry[] =
    of.kind === 'wallet'
      ? [
          { ...platform('wallet_adjustment', currency), debit: amount },
          { ...free(of), credit: amount },
        ]
      : [
          { ...platform('points_issued', POINTS), debit: units },
          { ...free(of), credit: units },
          { ...platform('promotion_cost', currency), debit: amount },
          { ...platform('points_liability', currency), credit: amount },
        ]
  return of.direction === 'in' ? given : reversed(given)
}

/** All points are worth so much more than the books say; below zero, less. No point changes hands. */
export function pointsRevalued(currency: Currency, difference: number): Entry[] {
  const more: Entry[] = [
    { ...platform('promotion_cost', currency), debit: Math.abs(difference) },
    { ...platform('points_liability', currency), credit: Math.abs(difference) },
  ]
  return difference > 0 ? more : reversed(more)
}
