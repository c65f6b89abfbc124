import { DAY } from '../kernel/clock.ts'
import type { Amount } from '../kernel/money.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Actor, ordersOf, type Trade } from '../modules/order/index.ts'
import {
  type Attempt,
  addAct,
  addDeliveries,
  applyPending,
  beginCloseAttempt,
  DEFAULT_POLICIES,
  findAttempts,
  IN_BOOKS,
  isInBooks,
  isOnDelivery,
  isPromised,
  isTaken,
  type Judged,
  judgeAct,
  type Leg,
  lacksPayer,
  legsOf,
  nextPart,
  openAttempts,
  type Payer,
  type Payment,
  type PaymentPolicies,
  type PaymentRejection,
  type PlanPolicy,
  payableItems,
  paymentRejections,
  promisedOnDelivery,
  promiseOnDelivery,
  recordStart,
  type StartAnswer,
} from '../modules/payment/index.ts'
import { type Choice, drawOf, route } from '../modules/routing/index.ts'
import type { Tx } from '../platform/db.ts'
import { mayTouch } from './close.ts'
import { canHold, holdLegs, releaseLegs, takeLegs } from './legs.ts'
import { offers } from './offers.ts'
import { paymentOf } from './payable.ts'
import { settle } from './received.ts'
import { giveTime, secure } from './secured.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]
const retryOf = (code: PaymentRejection) => paymentRejections[code].retry

export type StartPayment = SubjectCommand & {
  readonly actor: Actor
  readonly attemptNo: string
  /** Pays one child apart (row I3); null pays all that is open. */
  readonly orderNo: string | null
  /** What the payer chose; which account of which channel takes it, the choice decides. */
  readonly channel: string
  readonly method: string
  /** A part of what is open; all of it when null. Never more than is due, whatever is asked (row N6). */
  readonly amount?: Amount | null
  /** Of it, so much from the wallet and so many points; the channel pays the rest. */
  readonly walletAmount?: Amount
  readonly points?: number
  /** `manual`: the channel holds the money until it is taken (预授权). */
  readonly capture?: Attempt['capture']
  readonly payer?: Payer | null
  readonly choice: Choice
  /** The combined order that it is a part of; another one is another act. */
  readonly combinedNo?: string | null
}

/** What the channel must be told, frozen. The number may be an earlier one: the same try, asked for again. */
export type Started = {
  /** Of the channel's leg; of the first one where our own books pay all. */
  readonly attemptNo: string
  readonly amount: number
  readonly currency: string
  readonly channel: string
  readonly method: string
  readonly capture: Attempt['capture']
  readonly payer: Attempt['payer']
  readonly description: string
  readonly expiresAt: string
}

const spends = ({ channel, walletAmount = 0, points = 0 }: StartPayment): boolean =>
  isInBooks(channel) || walletAmount > 0 || points > 0

/** What needs no channel pays at once, and what is paid on delivery goes to its shop at once. */
const movesOrders = (command: StartPayment): boolean => spends(command) || isOnDelivery(command)

/** Transaction one of an attempt: it is written before the channel hears of it. The amount is ours, never the caller's. */
export const startPaymentLane = (wiring: Wiring, policies: PaymentPolicies = DEFAULT_POLICIES) =>
  worldLane<StartPayment, Started, PaymentRejection>(wiring, {
    operation: 'attempt.start',
    keys: 'table',
    retryOf,
    spends,
    reach: (commands) => (commands.some(movesOrders) ? 'stock' : 'orders'),
    made: {
      of: ({ attemptNo }) => attemptNo,
      is: ({ attemptNo }, started) => started.attemptNo === attemptNo,
      recall: recallStarted,
    },
    decide: (world, command) => decideStart(world, command, policies),
  })

export function decideStart(
  world: World,
  command: StartPayment,
  policies: PaymentPolicies,
): Outcome<Started, PaymentRejection> {
  const judged = judgeStart(world, command, policies)
  if (!judged.ok) return judged
  return accept(factsOf(judged.value.same ?? writeStart(world, command, judged.value)))
}

/** A start that may be written, or the open attempt that it is already. */
export type JudgedStart = {
  readonly trade: Trade
  readonly payment: Payment
  readonly capture: Attempt['capture']
} & Judged

/** Whether a trade may be paid so. Nothing is decided by it: several may be judged before any is written. */
export function judgeStart(
  world: World,
  command: StartPayment,
  policies: PaymentPolicies,
): Outcome<JudgedStart, PaymentRejection> {
  const trade = world.orders.trades.get(command.subject)
  if (!trade || !mayTouch(command.actor, trade.buyerId)) return reject('not_found')
  if (trade.state === 'paid') return reject('already_paid')
  if (trade.state !== 'open') return reject('payment_closed')
  const { orderNo, amount = null, walletAmount = 0, points = 0, channel, now } = command
  const capture = isOnDelivery(command) ? 'manual' : (command.capture ?? 'automatic')
  if (orderNo !== null && !trade.orderNos.includes(orderNo)) return reject('not_found', { param: 'orderNo' })
  if (isInBooks(channel) && IN_BOOKS[channel].method !== command.method)
    return reject('unknown_channel', { param: 'method' })
  const offered = offers(ordersOf(world.orders, trade), policies.terms, {
    channel,
    capture,
    orderNo,
  })
  if (!offered.ok) return offered
  const alone = faultOfWish(command, capture)
  if (alone) return alone
  const plan = policies.plan(trade.scene)
  const payment = paymentOf(world, trade, plan, now)
  const scheduled = scheduledFor(world, payment, command)
  if (!scheduled.ok) return scheduled
  const promised = isOnDelivery(command) ? promisedOnDelivery(world.payments, payment) : undefined
  if (promised) return accept({ trade, payment, capture, same: promised })
  const itemNos = orderNo === null ? [] : [orderNo]
  const legs = (whole: Amount) => {
    const cut = legsOf(whole, { ...command, walletAmount, points }, plan, policies.points())
    return cut.ok ? routed(world, trade, payment, cut.value, command) : cut
  }
  const { combinedNo = null } = command
  const act = { itemNos, amount, capture, legs, limits: plan, ...scheduled.value, combinedNo }
  const judged = judgeAct(world.payments, payment, act, now)
  if (!judged.ok) return judged
  const short = judged.value.same ? null : canHold(world, trade.buyerId, trade.currency, judged.value.legs)
  return short ?? accept({ trade, payment, capture, ...judged.value })
}

/** Writes what was judged; it must succeed. Returns the leg that a channel runs. */
export function writeStart(
  world: World,
  command: StartPayment,
  judged: Extract<JudgedStart, { same: null }>,
): Attempt {
  const { attemptNo, payer = null, choice, combinedNo = null, now } = command
  const { trade, payment, capture, legs, itemNos } = judged
  const shard = shardOfNumber(trade.tradeNo)
  const last = legs.at(-1)!
  const nosFor = (many: readonly unknown[]): string[] =>
    many.map((_, i) => (i === many.length - 1 ? attemptNo : world.nextNo('attempt', shard)))
  const offer = choice.offers.find(({ account }) => account === last.channel)
  const { firstQueryMs = 0, longestMs = DAY } = offer ?? {}
  const facts = { combinedNo, capture, payer, firstQueryMs, longestMs }
  const attempts = isOnDelivery(command)
    ? addDeliveries(
        world.payments,
        payment,
        judged,
        { ...facts, nos: nosFor(itemNos), description: (itemNo) => describe(world, [itemNo]) },
        now,
      )
    : addAct(
        world.payments,
        payment,
        judged,
        { ...facts, nos: nosFor(legs), description: describe(world, trade.orderNos) },
        now,
      )
  begin(world, trade, attempts, command)
  return attempts.at(-1)!
}

/** What no trade offers, whatever it owes. */
function faultOfWish(
  { channel, method, amount = null, walletAmount = 0, points = 0, payer = null, actor }: StartPayment,
  capture: Attempt['capture'],
): Outcome<never, PaymentRejection> | null {
  if (lacksPayer(method, payer)) return reject('payer_unknown', { param: 'payer/openId' })
  const usesWallet = isInBooks(channel) || walletAmount > 0 || points > 0
  // Nobody but the buyer himself spends what is in his wallet, not even a server that acts for him.
  if (usesWallet && actor.by !== 'buyer') return reject('not_offered', { param: 'walletAmount' })
  // What is promised is promised as a whole: it is taken later, and a wallet holds nothing for so long.
  const isPart = usesWallet || amount !== null
  return capture === 'manual' && isPart ? reject('not_offered', { param: 'amount' }) : null
}

/** By a schedule one pays the part that is due next, or more; never less, and never for one order alone. */
function scheduledFor(
  world: World,
  payment: Payment,
  { amount = null, orderNo, capture, method }: StartPayment,
): Outcome<{ amount?: Amount; limits?: Pick<PlanPolicy, 'smallestPart' | 'mostParts'> }, PaymentRejection> {
  const next = nextPart(world.payments, payment)
  if (!next) return accept({})
  if (orderNo !== null || capture === 'manual' || isOnDelivery({ method })) return reject('not_offered')
  const limits = { smallestPart: next.open, mostParts: Number.MAX_SAFE_INTEGER }
  return accept({ amount: amount ?? next.open, limits })
}

/** What begins with an act of paying before any channel hears of it. */
function begin(world: World, trade: Trade, attempts: readonly Attempt[], { actor, now }: StartPayment): void {
  const ours = attempts.filter((attempt) => isInBooks(attempt.channel))
  holdLegs(world, ours, now)
  // With nothing to wait for, what is held is taken at once.
  if (ours.length === attempts.length) settle(world, takeLegs(world, ours, now, now), now)
  const transfer = attempts.find(({ method }) => method === 'transfer')
  if (transfer) giveTime(world, trade, transfer, now)
  const onDelivery = attempts.filter(isOnDelivery)
  if (onDelivery.length === 0) return
  for (const one of onDelivery) promiseOnDelivery(world.payments, one, { actor: actor.id, at: now })
  secure(world, trade, { actor: { id: actor.id, by: 'platform' }, at: now }, now)
}

/** The channel's leg, with the account that takes it. */
function routed(
  world: World,
  trade: Trade,
  payment: Payment,
  legs: readonly Leg[],
  command: StartPayment,
): Outcome<Leg[], PaymentRejection> {
  const done: Leg[] = []
  for (const leg of legs) {
    const account = isInBooks(leg.channel)
      ? leg.channel
      : chooseAccount(world, trade, payment, leg.amount, command)
    if (!account) return noAccount(command)
    done.push({ ...leg, channel: account })
  }
  return accept(done)
}

/** Where none is left, those that were asked are out of order; else nobody here takes that method, or that channel. */
const noAccount = ({ choice: { excluded, offers } }: StartPayment) =>
  excluded.length > 0
    ? reject('channel_unavailable')
    : reject('unknown_channel', { param: offers.length === 0 ? 'method' : 'channel' })

/** The account of an open attempt for the same stays: another would close it without need. */
function chooseAccount(
  world: World,
  trade: Trade,
  payment: Payment,
  amount: Amount,
  { attemptNo, orderNo, channel, method, choice }: StartPayment,
): string | undefined {
  const items = payableItems(world.payments, payment, orderNo === null ? [] : [orderNo])
  const shopIds = [...new Set(items.map((item) => item.payeeId))]
  const { currency, scene } = trade
  const accounts = route(choice, { channel, method, currency, scene, shopIds, amount }, drawOf(attemptNo))
  const open = openAttempts(world.payments, payment).find(
    (held) => held.state !== 'closing' && held.method === method && accounts.includes(held.channel),
  )
  return open?.channel ?? accounts[0]
}

/** What the buyer reads in the wallet: the first product, and that there is more. At most 127 characters (WeChat). */
function describe(world: World, orderNos: readonly string[]): string {
  const titles = orderNos.flatMap((no) => world.orders.titles.get(no) ?? [])
  const title = titles[0]?.slice(0, 60) ?? ''
  return titles.length > 1 ? `${title} 等${titles.length}件商品` : title
}

/** All of it is frozen in the attempt when it is written. */
const recallStarted = async (tx: Tx, attemptNos: readonly string[]): Promise<Map<string, Started>> =>
  new Map((await findAttempts(tx, attemptNos)).map((attempt) => [attempt.attemptNo, factsOf(attempt)]))

const factsOf = ({
  attemptNo,
  amount,
  currency,
  channel,
  method,
  capture,
  payer,
  description,
  expiresAt,
}: Attempt): Started => ({
  attemptNo,
  amount,
  currency,
  channel,
  method,
  capture,
  payer,
  description,
  expiresAt: expiresAt.toISOString(),
})

export type AttemptNews =
  | { readonly kind: 'started'; readonly answer: StartAnswer }
  /** `isUnknownThere`: the channel answered that it does not know the number. */
  | {
      readonly kind: 'pending'
      readonly delaysMs: readonly number[]
      readonly isUnknownThere: boolean
      readonly isUnknownUntilOpened?: boolean
    }
  | { readonly kind: 'close' }

export type TellAttempt = SubjectCommand & {
  readonly actor: string
  readonly reason: string | null
  readonly news: AttemptNews
}

/** A code to pay with moves the attempt alone, and is what is heard most. */
const isReady = ({ news }: TellAttempt): boolean => news.kind === 'started' && news.answer.kind === 'ready'

/** What is heard of an attempt without being a fact of money: a code to pay with, no news, the wish to close it. */
export const tellAttemptLane = (wiring: Wiring) =>
  worldLane<TellAttempt, Attempt, PaymentRejection>(wiring, {
    operation: 'attempt.tell',
    keys: 'own',
    reach: (commands) => (commands.every(isReady) ? 'attempts' : 'payment'),
    retryOf,
    decide: decideTell,
  })

export function decideTell(world: World, command: TellAttempt): Outcome<Attempt, PaymentRejection> {
  const attempt = world.payments.attempts.get(command.subject)
  if (!attempt) return reject('not_found')
  const { news, actor, now, reason } = command
  const moved = { actor, at: now, reason }
  if (news.kind === 'started') recordStart(world.payments, attempt, news.answer, moved)
  else if (news.kind === 'pending') applyPending(world.payments, attempt, news, moved)
  else if (isPromised(attempt) && (isOnDelivery(attempt) || isTaken(world.payments, attempt)))
    return reject('illegal_move', { detail: { state: attempt.state } })
  else beginCloseAttempt(world.payments, attempt, moved)
  if (!isReady(command)) releaseLegs(world, attempt.payableNo, now)
  return accept({ ...attempt })
}
