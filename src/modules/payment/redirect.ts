/** The failure after which the channel says that this number never moves money. */
export const ENDED_BY_CHANNEL = 'closed'

/** The failure after which money waits at the channel: the payer's account cannot take it, and people decide. */
export const ABNORMAL = 'abnormal'

/** The failure of a refund of which the channel tells another amount: money moved, and people look into it. */
export const AMOUNT_CONFLICTS = 'amount_conflicts'

/**
 * Another way for a refund that cannot go the way it came 改退. Of a card only its end and its bank are known here: the
 * number is sealed for the channel, and the seal is dropped as soon as it has done its work.
 */
export type Redirect = {
  /**
   * By the channel: `card`, another card of the payer's · `transfer`, to our own bank account, from where people send it
   * on. By us, where the channel has refused it for good: `wallet`, the buyer's balance · `hand`, a transfer by people.
   */
  readonly way: ChannelWay | OurWay
  readonly card: RedirectCard | null
  readonly reason: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly decidedBy: string | null
  /** Approved, and its end is not known yet. */
  readonly isOpen: boolean
  /** The channel's word, where it did not take this way or did not get through on it. */
  readonly failure: string | null
  /** Through what we paid it ourselves; null until then, and where the channel did. */
  readonly paid: 'wallet' | 'offline' | null
  /** What was paid once more the other way: the buyer owes it back. */
  readonly second: SecondPayment | null
}

export type ChannelWay = 'card' | 'transfer'
export type OurWay = 'wallet' | 'hand'

/** The same refund, paid a second time: its own number, through what, and that side's number of it. */
export type SecondPayment = {
  readonly no: string
  readonly channel: string
  readonly channelRefundNo: string
  readonly at: string
  /** The flow that brought it back from the buyer; null while he has it. */
  readonly backNo: string | null
}

export const isOurWay = (way: Redirect['way']): way is OurWay => way === 'wallet' || way === 'hand'

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
