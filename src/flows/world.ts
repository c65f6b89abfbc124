import { isNumber, type NumberKind, shardOfNumber } from '../kernel/number.ts'
import type { Outcome, Retry } from '../kernel/outcome.ts'
import { emptyStockBook, loadHolds, type StockBook, saveStock } from '../modules/inventory/index.ts'
import {
  type AccountBook,
  type Journal,
  type LedgerEvent,
  openAccounts,
  saveJournals,
} from '../modules/ledger/index.ts'
import { emptyOrderBook, lockTrades, type OrderBook, saveOrders, tradeNosOf } from '../modules/order/index.ts'
import { lockPayments, type PaymentBook, payableNosOf, savePayments } from '../modules/payment/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import { saveOutbox } from '../platform/outbox.ts'
import type { NextNo } from './deps.ts'

/**
 * Everything that belongs to the trades of a batch. Locks are taken in one global order: keys, trade and orders,
 * payment, stock, accounts; a new trade begins at stock, because nobody can wait for what is not there yet.
 */
export type World = {
  readonly tradeNoOf: ReadonlyMap<string, string>
  readonly stock: StockBook
  readonly orders: OrderBook
  readonly payments: PaymentBook
  readonly journals: Journal[]
  readonly nextNo: NextNo
  readonly now: Date
}

/** `subject` is the number the command is about: of a trade, an order, an attempt or a refund. */
export type SubjectCommand = Command & { readonly subject: string }

/** How far a command reaches: to the payment alone, or to the orders it pays as well. */
export type Reach = 'payment' | 'orders'

/**
 * Reads the links first, which never change, then locks. Numbers that lead nowhere, and what is no number of ours (a
 * channel reports those of other tills as well), are simply absent.
 */
export async function loadWorld(
  tx: Tx,
  subjects: readonly string[],
  now: Date,
  nextNo: NextNo,
  reach: Reach = 'orders',
): Promise<World> {
  const of = (kind: NumberKind) => subjects.filter((no) => isNumber(no, kind))
  const tradeNoOf = new Map(of('trade').map((no) => [no, no]))
  const links = [
    await tradeNosOf(tx, of('order')),
    await payableNosOf(tx, { attempts: of('attempt'), refunds: of('refund') }),
  ]
  for (const link of links) for (const [no, tradeNo] of link) tradeNoOf.set(no, tradeNo)
  const tradeNos = [...new Set(tradeNoOf.values())]
  const stock = emptyStockBook()
  const orders = reach === 'orders' ? await lockTrades(tx, tradeNos, true) : emptyOrderBook()
  const payments = await lockPayments(tx, tradeNos)
  await loadHolds(tx, stock, [...orders.orders.keys()])
  return { tradeNoOf, stock, orders, payments, journals: [], nextNo, now }
}

/** One statement per table; stock and accounts, which everybody shares, come last before the commit. */
export async function saveWorld(tx: Tx, world: World, accounts: AccountBook): Promise<void> {
  const { stock, orders, payments, journals, now } = world
  await saveOrders(tx, orders, now)
  await savePayments(tx, payments, now)
  await saveStock(tx, stock)
  await saveOutbox(tx, [...orders.events, ...payments.events], now)
  await saveJournals(tx, accounts, journals, now)
}

export const latest = (commands: readonly Command[]): Date =>
  commands.reduce((at, command) => (command.now > at ? command.now : at), new Date(0))

/** Books one event about `refNo`, effective when it happened in business. */
export function book(
  world: World,
  event: LedgerEvent,
  refNo: string,
  effectiveAt: Date,
  entries: Journal['entries'],
): void {
  const journalNo = world.nextNo('journal', shardOfNumber(refNo))
  world.journals.push({ journalNo, event, refNo, effectiveAt, entries })
}

/** A lane of commands about existing trades. */
export function worldLane<C extends SubjectCommand, T, Code extends string>(
  wiring: { readonly db: Db; readonly accounts: AccountBook; readonly nextNo: NextNo },
  lane: {
    readonly operation: string
    readonly keys: 'table' | 'own'
    readonly reach?: Reach
    readonly retryOf: (code: Code) => Retry
    readonly decide: (world: World, command: C) => Outcome<T, Code>
  },
): LaneSpec<C, World, T, Code> {
  const { db, accounts, nextNo } = wiring
  return {
    ...lane,
    load: (tx, commands) =>
      loadWorld(
        tx,
        commands.map((c) => c.subject),
        latest(commands),
        nextNo,
        lane.reach,
      ),
    save: (tx, world) => saveWorld(tx, world, accounts),
    beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
  }
}
