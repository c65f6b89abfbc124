/** The failure after which the channel says that this number never moves money. */
export const ENDED_BY_CHANNEL = 'closed'

/** The failure after which money waits at the channel: the payer's account cannot take it, and people decide. */
export const ABNORMAL = 'abnormal'

/**
 * Another way for a refund that the payer's account cannot take 改退. Of a card only its end and its bank are known here:
 * the number is sealed for the channel, and the seal is dropped as soon as it has done its work.
 */
export type Redirect = {
  /** `card`: another card of the payer's · `transfer`: to our own bank account, from where people send it on. */
  readonly way: 'card' | 'transfer'
  readonly card: RedirectCard | null
  readonly reason: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly decidedBy: string | null
  /** Approved, and its end is not known yet. */
  readonly isOpen: boolean
  /** The channel's word, where it did not take this way or did not get through on it. */
  readonly failure: string | null
}

export type RedirectCard = {
  readonly bank: string
  /** The last four digits. */
  readonly tail: string
  /** The holder's name with its middle left out. */
  readonly holder: string
  /** What only the channel can read; null once it is not needed any more. */
  readonly sealed: { readonly account: string; readonly holder: string; readonly keyName: string } | null
}

const TAIL = 4

/** What people may see of a card number. */
export const tailOf = (account: string): string => account.slice(-TAIL)

/** What people may see of a name: 张*, 欧**娜. */
export function maskedName(name: string): string {
  const letters = [...name.trim()]
  if (letters.length <= 2) return `${letters[0] ?? ''}*`
  return letters[0] + '*'.repeat(letters.length - 2) + letters.at(-1)
}

/** A redirect that is over: nobody needs the card any more. */
export const ended = (redirect: Redirect, failure: string | null): Redirect => ({
  ...redirect,
  isOpen: false,
  failure,
  card: redirect.card && { ...redirect.card, sealed: null },
})
