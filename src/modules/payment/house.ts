import type { Label } from '../../kernel/machine.ts'

/**
 * Channels whose money stands in our own books: nothing goes over a wire, so an attempt through one is held, taken and
 * given back in the commit that decides it. In lists, reports and refunds they are channels like all others.
 */
export const IN_BOOKS = {
  wallet: { method: 'balance', title: { zh: '钱包余额', en: 'Wallet balance' } },
  points: { method: 'points', title: { zh: '积分抵扣', en: 'Points' } },
} as const satisfies Readonly<Record<string, { readonly method: string; readonly title: Label }>>

export type BookChannel = keyof typeof IN_BOOKS

export const isInBooks = (channel: string): channel is BookChannel => Object.hasOwn(IN_BOOKS, channel)
