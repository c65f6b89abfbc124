import { present } from '../kernel/assert.ts'
import { sum } from '../kernel/money.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { openAccounts } from '../modules/ledger/index.ts'
import { type Actor, ordersOf, type Trade } from '../modules/order/index.ts'
import {
  type Attempt,
  CHANNEL_AHEAD,
  DEFAULT_POLICIES,
  type Payer,
  type PaymentPolicies,
  type PaymentRejection,
  payablesUnder,
  paymentRejections,
} from '../modules/payment/index.ts'
import { type Choice, drawOf, type Offer, route } from '../modules/routing/index.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import { mayTouch } from './close.ts'
import { type JudgedStart, judgeStart, type StartPayment, writeStart } from './pay.ts'
import { latest, loadWorld, saveWorld, type World, type worldLane } from './world.ts'

/** Pays several trades of one buyer at once 合并付款: an attempt on each, all of them parts of one combined order 合单. */
export type StartCombined = Command & {
  readonly actor: Actor
  readonly tradeNos: readonly string[]
  /** One for each trade, in their order; and the number that the channel runs them under. */
  readonly attemptNos: readonly string[]
  readonly combinedNo: string
  readonly channel: string
  readonly method: string
  readonly payer?: Payer | null
  /** Accounts of the channel that combine so many trades. */
  readonly choice: Choice
}

/** `combinedNo` may be an earlier one: the same act, asked for again. */
export type CombinedStarted = { readonly combinedNo: string }

/** `members`: the trades of each combined order that is met, for one over other trades is another act. */
export type CombineWorld = World & { readonly members: Map<string, readonly string[]> }

/** Few trades share a commit with many, so that one command never locks a whole market. */
const MAX_BATCH = 20

export const startCombinedLane = (
  { db, accounts, nextNo, ...terms }: Parameters<typeof worldLane>[0],
  policies: PaymentPolicies = DEFAULT_POLICIES,
): LaneSpec<StartCombined, CombineWorld, CombinedStarted, PaymentRejection> => ({
  operation: 'combined.start',
  keys: 'table',
  maxBatch: MAX_BATCH,
  retryOf: (code) => paymentRejections[code].retry,
  load: async (tx, commands) => {
    const subjects = commands.flatMap(({ tradeNos }) => tradeNos)
    const world = await loadWorld(tx, subjects, latest(commands), nextNo, terms)
    const met = [...world.payments.attempts.values()].flatMap((one) =>
      one.isOpen ? (one.combinedNo ?? []) : [],
    )
    return { ...world, members: new Map(await payablesUnder(tx, [...new Set(met)])) }
  },
  decide: (world, command) => decideCombined(world, command, policies),
  save: (tx, world) => saveWorld(tx, world, accounts),
  beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
})

/**
 * All or nothing: every trade is judged as if it were paid alone (row N7, N8) before anything is written on any. The
 * account is chosen once, for the whole; the end is that of the trade that ends first.
 */
export function decideCombined(
  world: CombineWorld,
  command: StartCombined,
  policies: PaymentPolicies,
): Outcome<CombinedStarted, PaymentRejection> {
  const { tradeNos, choice, combinedNo, attemptNos } = command
  const found = tradesOf(world, command)
  if (!found.ok) return found
  const trades = found.value
  if (choice.offers.length === 0) return noAccount(command)
  const known = openOver(world, command)
  const first = present(known?.channel ?? choice.offers[0]?.account, 'an offer')
  const judged = judgeAll(
    world,
    command,
    trades,
    { account: first, under: known?.combinedNo ?? combinedNo },
    policies,
  )
  if (!judged.ok) return judged
  const same = judged.value.filter((one) => one.same !== null)
  if (known?.combinedNo && same.length === tradeNos.length) return accept({ combinedNo: known.combinedNo })
  const [held] = same
  if (held?.same) return reject('attempt_open', { detail: { attemptNo: held.same.attemptNo } })
  const account = accountFor(world, command, trades, judged.value)
  if (!account) return noAccount(command)
  const last = judgeAll(world, command, trades, { account, under: combinedNo }, policies)
  if (!last.ok) return last
  // From here it must succeed.
  last.value.forEach((one, at) => {
    if (one.same === null)
      writeStart(world, startOf(world, command, trades, at, { account, under: combinedNo }), one)
  })
  world.members.set(
    combinedNo,
    attemptNos.map((_, at) => trades[at]!.tradeNo),
  )
  return accept({ combinedNo })
}

/** The trades as they were named: they must be there, of one buyer and in one currency. */
function tradesOf(world: World, { tradeNos, actor }: StartCombined): Outcome<Trade[], PaymentRejection> {
  const trades: Trade[] = []
  for (const tradeNo of tradeNos) {
    const trade = world.orders.trades.get(tradeNo)
    if (!trade || !mayTouch(actor, trade.buyerId)) return reject('not_found', { detail: { tradeNo } })
    trades.push(trade)
  }
  const [first] = trades
  const other = trades.find(({ buyerId }) => buyerId !== first?.buyerId)
  if (other) return reject('buyers_differ', { detail: { tradeNo: other.tradeNo } })
  const foreign = trades.find(({ currency }) => currency !== first?.currency)
  if (foreign) return reject('currencies_differ', { detail: { tradeNo: foreign.tradeNo } })
  return accept(trades)
}

/** The open attempt of a combined order over exactly these trades, if there is one. */
function openOver(
  { payments, members }: CombineWorld,
  { tradeNos, method }: StartCombined,
): Attempt | undefined {
  const wanted = [...tradeNos].sort().join()
  return (payments.attemptsOf.get(tradeNos[0] ?? '') ?? []).find(
    (one) =>
      one.isOpen &&
      one.state !== 'closing' &&
      one.method === method &&
      one.combinedNo !== null &&
      [...(members.get(one.combinedNo) ?? [])].sort().join() === wanted,
  )
}

type Under = { readonly account: string; readonly under: string }

/** How one of the trades starts: like one alone, through the account of the whole and no longer than the first that ends. */
function startOf(
  world: World,
  { choice, attemptNos, actor, caller, key, requestHash, method, payer = null, now }: StartCombined,
  trades: readonly Trade[],
  at: number,
  { account, under }: Under,
): StartPayment {
  const offer = present(
    choice.offers.find((one) => one.account === account),
    `offer of ${account}`,
  )
  const longestMs = Math.min(offer.longestMs, firstEnd(world, trades) - CHANNEL_AHEAD - now.getTime())
  return {
    caller,
    key,
    requestHash,
    now,
    actor,
    subject: trades[at]!.tradeNo,
    attemptNo: attemptNos[at]!,
    orderNo: null,
    channel: account,
    method,
    payer,
    combinedNo: under,
    choice: { rules: [], offers: [{ ...offer, longestMs } satisfies Offer], excluded: [] },
  }
}

const firstEnd = ({ payments }: World, trades: readonly Trade[]): number =>
  Math.min(
    ...trades.map(({ tradeNo, expiresAt }) =>
      (payments.payments.get(tradeNo)?.expiresAt ?? expiresAt).getTime(),
    ),
  )

function judgeAll(
  world: World,
  command: StartCombined,
  trades: readonly Trade[],
  under: Under,
  policies: PaymentPolicies,
): Outcome<JudgedStart[], PaymentRejection> {
  const all: JudgedStart[] = []
  for (const [at, { tradeNo }] of trades.entries()) {
    const judged = judgeStart(world, startOf(world, command, trades, at, under), policies)
    if (!judged.ok) {
      const { code, detail } = judged.rejection
      return reject(code, { ...judged.rejection, detail: { ...detail, tradeNo } })
    }
    all.push(judged.value)
  }
  return accept(all)
}

/** Routing sees one payment: of all shops, of what is paid for all of them, and of a scene where they share it. */
function accountFor(
  world: World,
  { choice, channel, method, combinedNo }: StartCombined,
  trades: readonly Trade[],
  judged: readonly JudgedStart[],
): string | undefined {
  const orders = trades.flatMap((trade) => ordersOf(world.orders, trade))
  const amount = sum(
    judged.map((one) => (one.same ? one.same.amount : sum(one.legs.map((leg) => leg.amount)))),
  )
  const { currency, scene } = trades[0]!
  const asked = {
    channel,
    method,
    currency,
    scene: trades.every((one) => one.scene === scene) ? scene : '',
    shopIds: [...new Set(orders.map(({ shopId }) => shopId))],
    amount,
  }
  return route(choice, asked, drawOf(combinedNo))[0]
}

const noAccount = ({ choice: { excluded } }: StartCombined) =>
  excluded.length > 0 ? reject('channel_unavailable') : reject('cannot_combine', { param: 'channel' })
