import { type Channel, devicesOf, titleOf } from '../channels/index.ts'
import { channelOfAccount } from '../kernel/account-code.ts'
import { type Amount, sum } from '../kernel/money.ts'
import type { Trade } from '../modules/order/index.ts'
import { lacksPayer, type Payer, partsUnder } from '../modules/payment/index.ts'
import { emptyRoutingBook } from '../modules/routing/index.ts'
import type { CashierPage, cashierPage, Hindrance, OfferedMethod } from './cashier-page.ts'
import type { CombinedOrder } from './combined-order.ts'
import type { FlowDeps } from './deps.ts'

/** One of the trades that somebody wants to pay at once. */
export type TogetherTrade = {
  readonly trade: Trade
  readonly page: CashierPage
  /** What is paid of it; nothing where something stands against it. */
  readonly amount: Amount
  readonly reason: Hindrance | null
}

/** Everything that a page needs to let several trades be paid at once; like the cashier of one it promises nothing. */
export type CombinedPage = {
  readonly trades: readonly TogetherTrade[]
  readonly amount: Amount
  readonly expiresAt: Date
  readonly lastStartAt: Date
  readonly methods: readonly OfferedMethod[]
  /** The newest combined order over exactly these trades. */
  readonly current: CombinedOrder | null
}

export function combinedPage(
  deps: Pick<FlowDeps, 'db' | 'clock' | 'channels' | 'routing'>,
  cashier: ReturnType<typeof cashierPage>,
) {
  const { db, clock } = deps
  const routing = deps.routing ?? emptyRoutingBook()

  return async function readTogether(trades: readonly Trade[], payer: Payer = {}): Promise<CombinedPage> {
    const pages = await Promise.all(trades.map(async (trade) => ({ trade, page: await cashier(trade) })))
    const currency = trades[0]?.currency ?? ''
    const now = clock.now()
    const listed = pages.map(({ trade, page }): TogetherTrade => {
      const reason =
        page.next === 0
          ? 'settled'
          : now > page.lastStartAt
            ? 'too_late'
            : trade.currency === currency
              ? null
              : 'currency'
      return { trade, page, reason, amount: reason === null ? page.next : 0 }
    })
    const payable = listed.filter(({ reason }) => reason === null)
    const timed = payable.length > 0 ? payable : listed
    const earliest = (of: (one: TogetherTrade) => Date) =>
      new Date(Math.min(...timed.map((one) => of(one).getTime())))
    const amount = sum(payable.map((one) => one.amount))
    return {
      trades: listed,
      amount,
      expiresAt: earliest(({ trade }) => trade.expiresAt),
      lastStartAt: earliest(({ page }) => page.lastStartAt),
      methods: methodsFor({ currency, amount, count: payable.length }, payer),
      current: await currentOf(pages),
    }
  }

  async function currentOf(pages: readonly Pick<TogetherTrade, 'trade' | 'page'>[]) {
    const combinedNo = pages[0]?.page.attempts.find((one) => one.combinedNo !== null)?.combinedNo
    if (!combinedNo) return null
    const parts = await partsUnder(db, combinedNo)
    const named = (nos: readonly string[]): string => [...nos].sort().join()
    const isSame =
      named(parts.map(({ payableNo }) => payableNo)) === named(pages.map(({ trade }) => trade.tradeNo))
    return isSame ? { combinedNo, parts } : null
  }

  type Whole = { readonly currency: string; readonly amount: Amount; readonly count: number }

  function hindranceOf({ capabilities, combining, code }: Channel, whole: Whole): Hindrance | null {
    if (whole.amount === 0) return 'settled'
    if (!combining) return 'one_at_a_time'
    if (whole.count > combining.maxParts) return 'too_many'
    if (!capabilities.currencies.includes(whole.currency)) return 'currency'
    return routing.health.standingOf(code, clock.now()).isBroken ? 'out_of_order' : null
  }

  /** Each method of each channel once; what cannot combine stays in its place and says so. */
  function methodsFor(whole: Whole, payer: Payer): OfferedMethod[] {
    const found = new Map<string, OfferedMethod>()
    for (const channel of Object.values(deps.channels)) {
      const name = channelOfAccount(channel.code)
      const hindrance = hindranceOf(channel, whole)
      for (const method of channel.capabilities.methods) {
        const reason = hindrance ?? (lacksPayer(method, payer) ? 'payer_unknown' : null)
        if (found.get(`${name}/${method}`)?.available) continue
        found.set(`${name}/${method}`, {
          channel: name,
          method,
          title: titleOf(name),
          devices: devicesOf(method),
          holds: false,
          available: reason === null,
          reason,
        })
      }
    }
    return [...found.values()]
  }
}
