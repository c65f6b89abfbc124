import type { CashierMethod } from '../../api/nouns.ts'

export type Device = CashierMethod['devices'][number]

/** Where the payer is, by what his browser says of itself; in our own app a bridge stands in the page. */
export function deviceOf(userAgent: string, hasBridge: boolean): Device {
  if (hasBridge) return 'app'
  if (/MicroMessenger/i.test(userAgent)) return 'wallet_browser'
  return /Android|iPhone|iPad|iPod|HarmonyOS|Mobile/i.test(userAgent) ? 'mobile' : 'desktop'
}

const BOOKS: ReadonlySet<string> = new Set(['wallet', 'points'])

/** Paid out of our own books: combined with a channel, or alone. */
export const isInBooks = (channel: string): boolean => BOOKS.has(channel)

/**
 * What is offered here, what can be taken first. On a phone a code is left out where the same channel opens its own
 * app: nobody scans the screen that he holds.
 */
export function offeredOn(methods: readonly CashierMethod[], device: Device): CashierMethod[] {
  const opensApp = (channel: string) =>
    device === 'mobile' && methods.some((one) => one.channel === channel && one.method === 'h5')
  const here = methods.filter(
    ({ channel, method, devices }) =>
      !isInBooks(channel) && devices.includes(device) && !(method === 'native' && opensApp(channel)),
  )
  const placed = here.toSorted((a, b) => placeOf(a) - placeOf(b))
  return [...placed.filter(({ available }) => available), ...placed.filter(({ available }) => !available)]
}

/** As buyers look for them; a channel that is not named here comes last. */
const ORDER = ['wechat', 'alipay', 'unionpay', 'stripe', 'offline', 'cod']
const placeOf = ({ channel }: CashierMethod): number => {
  const place = ORDER.indexOf(channel)
  return place < 0 ? ORDER.length : place
}

/** A second account of a channel goes by the channel's name. */
export const channelName = (account: string): string => account.split('-')[0] ?? account
