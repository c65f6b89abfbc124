import { channelOfAccount } from '../kernel/account-code.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { type Outcome, reject } from '../kernel/outcome.ts'
import type { Actor } from '../modules/order/index.ts'
import { type Attempt, type PaymentRejection, partsUnder } from '../modules/payment/index.ts'
import { emptyRoutingBook } from '../modules/routing/index.ts'
import type { LaneRejection } from '../platform/lane.ts'
import { type CashierFlow, offerOf } from './cashier.ts'
import { paymentMethods } from './cashier-page.ts'
import type { ChannelCalls } from './channel-calls.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import { isChannelTrouble } from './observed.ts'

export type PayTogetherRequest = CallerKey & {
  readonly tradeNos: readonly string[]
  readonly channel: string
  readonly method: string
  readonly payer?: Attempt['payer']
  readonly actor: Actor
}

/** The parts of a combined order, which its channel runs as one. */
export type CombinedOrder = { readonly combinedNo: string; readonly parts: readonly Attempt[] }

type Paid = Outcome<CombinedOrder, PaymentRejection | LaneRejection>

/** How several trades are paid at once 合并付款: begun on all of them in one commit, made known to one channel, asked about. */
export function combinedOrderFlow(
  deps: FlowDeps,
  lanes: Lanes,
  calls: ChannelCalls,
  { afterClosing }: CashierFlow,
) {
  const { db, clock, numbers } = deps
  const routing = deps.routing ?? emptyRoutingBook()

  const read = async (combinedNo: string): Promise<CombinedOrder> => ({
    combinedNo,
    parts: await partsUnder(db, combinedNo),
  })

  /**
   * Like a single payment: what stands in the way is closed first, and an account that refuses for its own trouble has
   * taken nothing, so the next one is asked. The trades must be within the caller's reach.
   */
  async function payTogether(request: PayTogetherRequest): Promise<Paid> {
    const { channel, method, tradeNos } = request
    const isKnown = paymentMethods(deps.channels).some(
      (one) => one.channel === channel && one.method === method,
    )
    if (!isKnown) return reject('unknown_channel', { param: 'channel' })
    const able = Object.values(deps.channels).filter(
      ({ code, capabilities, combining }) =>
        channelOfAccount(code) === channel &&
        combining !== undefined &&
        capabilities.methods.some((one) => one === method),
    )
    if (able.length === 0) return reject('cannot_combine', { param: 'channel' })
    const most = Math.max(...able.map(({ combining }) => combining?.maxParts ?? 0))
    if (tradeNos.length > most) return reject('too_many_trades', { param: 'tradeNos', detail: { most } })
    const fit = able.filter(({ combining }) => (combining?.maxParts ?? 0) >= tradeNos.length)
    const excluded: string[] = []
    let last: CombinedOrder | undefined
    for (;;) {
      const offers = fit.map((one) => offerOf(one, routing.health.standingOf(one.code, clock.now())))
      const choice = { rules: routing.rules(), offers, excluded: [...excluded] }
      const key = excluded.length === 0 ? request.key : `${request.key}#${excluded.length + 1}`
      const outcome = await startThrough({ ...request, key }, choice)
      if (!outcome.ok) return last ? { ok: true, value: last } : outcome
      last = outcome.value
      const [first] = last.parts
      if (first?.state !== 'failed' || !isChannelTrouble(first.failureCode)) return outcome
      if (excluded.includes(first.channel)) return outcome
      excluded.push(first.channel)
    }
  }

  async function startThrough(
    request: PayTogetherRequest,
    choice: Parameters<Lanes['startCombined']['submit']>[0]['choice'],
  ): Promise<Paid> {
    const shard = shardOfNumber(request.tradeNos[0] ?? '')
    const combinedNo = numbers.next('attempt', 'system', shard)
    const attemptNos = request.tradeNos.map(() => numbers.next('attempt', 'system', shard))
    const submit = () =>
      lanes.startCombined.submit({ ...request, combinedNo, attemptNos, choice, now: clock.now() })
    const started = await afterClosing(submit, request.actor.id)
    if (!started.ok) return started
    await calls.presentCombined(started.value.combinedNo)
    return { ok: true, value: await read(started.value.combinedNo) }
  }

  /** Asks the channel now: heals a lost notice while the buyer looks at the page. */
  async function checkCombined(combinedNo: string): Promise<CombinedOrder> {
    const { parts } = await read(combinedNo)
    const waiting = parts.find(({ nextQueryAt }) => nextQueryAt !== null)
    if (waiting) await calls.resolveAttempt(waiting)
    return read(combinedNo)
  }

  return { payTogether, checkCombined, readCombined: read }
}
