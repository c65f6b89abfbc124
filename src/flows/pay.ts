import { sum } from '../kernel/money.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Actor, ordersOf, type Trade } from '../modules/order/index.ts'
import {
  type Attempt,
  applyPending,
  beginCloseAttempt,
  isOnDelivery,
  isPromised,
  isTaken,
  openAttempts,
  openPayment,
  type Payer,
  type Payment,
  type PaymentRejection,
  payableItems,
  paymentRejections,
  promiseOnDelivery,
  recordStart,
  type StartAnswer,
  startAttempt,
} from '../modules/payment/index.ts'
import { type Choice, drawOf, type Offer, route } from '../modules/routing/index.ts'
import { mayTouch } from './close.ts'
import { allocationNoOf } from './cover.ts'
import { offers } from './offers.ts'
import { secure } from './secured.ts'
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
  /** `manual`: the channel holds the money until it is taken (预授权). */
  readonly capture?: Attempt['capture']
  readonly payer?: Payer | null
  readonly choice: Choice
}

/** What the channel must be told, frozen. The number may be an earlier one: the same try, asked for again. */
export type Started = {
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

/** Transaction one of an attempt: it is written before the channel hears of it. The amount is ours, never the caller's. */
export const startPaymentLane = (wiring: Wiring) =>
  worldLane<StartPayment, Started, PaymentRejection>(wiring, {
    operation: 'attempt.start',
    keys: 'table',
    retryOf,
    decide: decideStart,
  })

export function decideStart(world: World, command: StartPayment): Outcome<Started, PaymentRejection> {
  const trade = world.orders.trades.get(command.subject)
  if (!trade || !mayTouch(command.actor, trade.buyerId)) return reject('not_found')
  if (trade.state === 'paid') return reject('already_paid')
  if (trade.state !== 'open') return reject('payment_closed')
  const { orderNo, attemptNo, method, payer = null, now } = command
  const capture = isOnDelivery(command) ? 'manual' : (command.capture ?? 'automatic')
  if (orderNo !== null && !trade.orderNos.includes(orderNo)) return reject('not_found', { param: 'orderNo' })
  const orders = ordersOf(world.orders, trade)
  const offered = offers(trade, orders, { channel: command.channel, capture, orderNo })
  if (!offered.ok) return offered
  const payment = openPayment(
    world.payments,
    {
      payableNo: trade.tradeNo,
      buyerId: trade.buyerId,
      currency: trade.currency,
      expiresAt: trade.expiresAt,
      isOneAtATime: true,
      takesParts: false,
      shares: orders
        .filter((order) => order.state === 'created')
        .map(({ orderNo: itemNo, shopId: payeeId, amounts }) => ({
          itemNo,
          allocationNo: allocationNoOf(itemNo),
          payeeId,
          due: amounts.payable,
        })),
    },
    now,
  )
  const itemNos = orderNo === null ? [] : [orderNo]
  const offer = chooseAccount(world, trade, payment, itemNos, command)
  if (!offer) return reject(command.choice.excluded.length > 0 ? 'channel_unavailable' : 'unknown_channel')
  const { account: channel, firstQueryMs } = offer
  const started = startAttempt(
    world.payments,
    payment,
    {
      attemptNo,
      groupNo: null,
      itemNos,
      amount: null,
      channel,
      method,
      capture,
      payer,
      description: describe(world, trade.orderNos),
      firstQueryMs,
    },
    now,
  )
  if (!started.ok) return started
  if (started.value.attemptNo === attemptNo) begin(world, trade, started.value, command)
  return accept(factsOf(started.value))
}

/** What begins with an attempt before any channel hears of it. */
function begin(world: World, trade: Trade, attempt: Attempt, { actor, now }: StartPayment): void {
  if (!isOnDelivery(attempt)) return
  promiseOnDelivery(world.payments, attempt, { actor: actor.id, at: now })
  secure(world, trade, { actor: { id: actor.id, by: 'platform' }, at: now })
}

/** The account of an open attempt for the same stays: another would close it without need. */
function chooseAccount(
  world: World,
  trade: Trade,
  payment: Payment,
  itemNos: readonly string[],
  { attemptNo, channel, method, choice }: StartPayment,
): Offer | undefined {
  const items = payableItems(world.payments, payment, itemNos)
  const amount = sum(items.map((item) => item.due - item.captured))
  const shopIds = [...new Set(items.map((item) => item.payeeId))]
  const { currency, scene } = trade
  const accounts = route(choice, { channel, method, currency, scene, shopIds, amount }, drawOf(attemptNo))
  const open = openAttempts(world.payments, payment).find(
    (held) => held.state !== 'closing' && held.method === method && accounts.includes(held.channel),
  )
  return choice.offers.find(({ account }) => account === (open?.channel ?? accounts[0]))
}

/** What the buyer reads in the wallet: the first product, and that there is more. At most 127 characters (WeChat). */
function describe(world: World, orderNos: readonly string[]): string {
  const lines = orderNos.flatMap((no) => world.orders.lines.get(no) ?? [])
  const title = lines[0]?.title.slice(0, 60) ?? ''
  return lines.length > 1 ? `${title} 等${lines.length}件商品` : title
}

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

/** What is heard of an attempt without being a fact of money: a code to pay with, no news, the wish to close it. */
export const tellAttemptLane = (wiring: Wiring) =>
  worldLane<TellAttempt, Attempt, PaymentRejection>(wiring, {
    operation: 'attempt.tell',
    keys: 'own',
    reach: 'payment',
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
  return accept({ ...attempt })
}
