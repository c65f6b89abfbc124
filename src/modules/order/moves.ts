import { assert, present } from '../../kernel/assert.ts'
import type { DomainEvent } from '../../kernel/fact.ts'
import { type Machine, step } from '../../kernel/machine.ts'
import type { Amount } from '../../kernel/money.ts'
import { reject } from '../../kernel/outcome.ts'
import { orderMachine, orderPaymentMachine, tradeMachine } from './machine.ts'
import type { Actor, Order, OrderBook, Trade } from './types.ts'

export type Moved = {
  readonly actor: Actor
  readonly at: Date
  readonly reason?: string | null
  /** Nothing came in for it: so much of what was owed was waived. */
  readonly waived?: Amount
}

export const illegal = (state: string) => reject('illegal_move', { detail: { state } })

/** Each moves one subject along its machine, bumps its version and leaves the step and the event in the book. */
export const moveTrade = (
  book: OrderBook,
  trade: Trade,
  event: 'pay' | 'begin_close' | 'close' | 'owe',
  moved: Moved,
): void => {
  const { to, move } = step(tradeMachine, trade.state, event)
  const emits = made(tradeMachine, trade.state, event, moved)
  trade.state = to
  trade.version += 1
  book.touched.trades.add(trade)
  book.steps.push(stepOf(trade.tradeNo, trade.version, move, moved))
  const { buyerId, currency, amounts, orderNos } = trade
  if (emits)
    book.events.push(
      told(emits, trade.tradeNo, trade.version, moved.at, {
        buyerId,
        currency,
        payable: amounts.payable,
        orderNos,
        ...waivedBy(moved),
      }),
    )
}

export function moveOrder(book: OrderBook, order: Order, event: string, moved: Moved): void {
  order.state = moveFamily(book, order, orderMachine, order.state, event, moved) as Order['state']
}

export function moveOrderPayment(book: OrderBook, order: Order, event: string, moved: Moved): void {
  const to = moveFamily(book, order, orderPaymentMachine, order.paymentState, event, moved)
  order.paymentState = to as Order['paymentState']
}

function moveFamily(
  book: OrderBook,
  order: Order,
  family: Machine,
  from: string,
  event: string,
  moved: Moved,
): string {
  const { to, move } = step(family, from, event)
  order.version += 1
  book.touched.orders.add(order)
  book.steps.push(stepOf(order.orderNo, order.version, move, moved))
  const emits = made(family, from, event, moved)
  const facts = { ...orderFacts(order), ...waivedBy(moved) }
  if (emits) book.events.push(told(emits, order.orderNo, order.version, moved.at, facts))
  return to
}

const waivedBy = ({ waived }: Moved) => (waived === undefined ? {} : { waived })

/** What the move tells the world; a move by somebody the machine does not name is a defect (row J10). */
function made(family: Machine, from: string, event: string, { actor }: Moved): string | null {
  const transition = present(family.find(from, event), `${family.name}: ${event} from ${from}`)
  assert(transition.by.includes(actor.by), `${family.name}: ${event} is not for ${actor.by}`)
  return transition.emits
}

const stepOf = (no: string, version: number, move: string, { actor, at, reason }: Moved) => ({
  no,
  version,
  move,
  actor: actor.id,
  reason: reason ?? null,
  occurredAt: at,
})

export const told = (
  type: string,
  subject: string,
  sequence: number,
  at: Date,
  data: DomainEvent['data'],
): DomainEvent => ({ type, subject, sequence, occurredAt: at.toISOString(), data })

export const orderFacts = ({ tradeNo, shopId, buyerId, currency, amounts }: Order) => ({
  tradeNo,
  shopId,
  buyerId,
  currency,
  payable: amounts.payable,
})

export function confirmOrder(book: OrderBook, order: Order, moved: Moved): void {
  order.confirmedAt = moved.at
  moveOrder(book, order, 'confirm', moved)
}
