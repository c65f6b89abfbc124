import { assert } from '../kernel/assert.ts'
import { isNumber, type NumberKind, shardOfNumber } from '../kernel/number.ts'
import type { Outcome, Retry } from '../kernel/outcome.ts'
import { emptyStockBook, loadHolds, type StockBook, saveStock } from '../modules/inventory/index.ts'
import {
  type AccountBook,
  type Journal,
  type LedgerEvent,
  openAccounts,
  PURPOSES,
  saveJournals,
} from '../modules/ledger/index.ts'
import { emptyOrderBook, lockTrades, type OrderBook, saveOrders, tradeNosOf } from '../modules/order/index.ts'
import {
  DEFAULT_POLICIES,
  type DisputeBook,
  isInBooks,
  type LimitsOf,
  loadDisputes,
  lockPayments,
  noLimits,
  type PaymentBook,
  payableNosOf,
  saveDisputes,
  savePayments,
  type TermsAt,
} from '../modules/payment/index.ts'
import { sharedAttempts } from '../modules/sharing/index.ts'
import { lockWallets, type WalletBook } from '../modules/wallet/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import { saveOutbox } from '../platform/outbox.ts'
import { together } from '../platform/together.ts'
import type { NextNo } from './deps.ts'

/**
 * Everything that belongs to the trades of a batch. Locks are taken in one global order: keys, trade and orders,
 * payment, wallets, stock, accounts that are shared; a new trade begins at stock, because nobody can wait for what is not
 * there yet. Wallets are the accounts with a floor: they are locked and read before anything is decided, sorted by
 * account, and are never touched by a batch that has not locked them there.
 */
export type World = {
  readonly tradeNoOf: ReadonlyMap<string, string>
  readonly stock: StockBook
  readonly orders: OrderBook
  readonly payments: PaymentBook
  readonly wallets: WalletBook
  readonly journals: Journal[]
  /** Attempts of which money was shared out; known where a refund may go into a wallet. */
  readonly shared: ReadonlySet<string>
  /** What channels allow of refunds. */
  readonly limitsOf: LimitsOf
  /** What each kind of business offers, and offered. */
  readonly termsAt: TermsAt
  readonly nextNo: NextNo
  readonly now: Date
}

/** A world in which disputes are read as well: they are few, so only what may meet one asks for them. */
export type DisputeWorld = World & { readonly disputes: DisputeBook }

/** `subject` is the number the command is about: of a trade, an order, an attempt or a refund. */
export type SubjectCommand = Command & { readonly subject: string }

/** What the channels and the kinds of business allow, as the lanes are wired with it. */
export type WorldTerms = { readonly limitsOf?: LimitsOf; readonly termsAt?: TermsAt }

/**
 * How far a command reaches: to the attempts of a payment alone, to all of the payment, to the orders it pays as well,
 * or to their lines and stock.
 */
export type Reach = 'attempts' | 'payment' | 'orders' | 'stock'

/**
 * Reads the links first, which never change, then locks. Numbers that lead nowhere, and what is no number of ours (a
 * channel reports those of other tills as well), are simply absent.
 */
export async function loadWorld(
  tx: Tx,
  subjects: readonly string[],
  now: Date,
  nextNo: NextNo,
  {
    reach = 'stock',
    spends = [],
    limitsOf = noLimits,
    termsAt = DEFAULT_POLICIES.terms,
  }: WorldTerms & { readonly reach?: Reach; readonly spends?: readonly string[] } = {},
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
  const orders =
    reach === 'stock' || reach === 'orders'
      ? await lockTrades(tx, tradeNos, reach === 'stock' ? 'whole' : 'titles')
      : emptyOrderBook()
  const payments = await lockPayments(tx, tradeNos, { attemptsAlone: reach === 'attempts' })
  const using = new Set(spends.flatMap((no) => tradeNoOf.get(no) ?? []))
  const payers = reach === 'attempts' ? [] : payersOf(orders, payments, using)
  const wallets = await lockWallets(tx, payers)
  if (reach === 'stock') await loadHolds(tx, stock, [...orders.orders.keys()])
  const shared = await sharedAttempts(tx, payablesPaidByUs(payments))
  return { tradeNoOf, stock, orders, payments, wallets, journals: [], shared, limitsOf, termsAt, nextNo, now }
}

/**
 * Whose wallets a batch may move: where a wallet has been used for a payment, its money may be let go or given back; and
 * those of the trades that are named because a wallet is going to be used.
 */
export function payersOf(orders: OrderBook, payments: PaymentBook, spends: ReadonlySet<string>): string[] {
  const payers = new Set<string>()
  for (const trade of orders.trades.values()) if (spends.has(trade.tradeNo)) payers.add(trade.buyerId)
  for (const { payableNo, buyerId } of payments.payments.values()) {
    const attempts = payments.attemptsOf.get(payableNo) ?? []
    if (spends.has(payableNo) || attempts.some(({ channel }) => isInBooks(channel))) payers.add(buyerId)
  }
  for (const { toWallet, redirect, payableNo } of payments.refunds.values())
    if (toWallet || redirect?.way === 'wallet') payers.add(payments.payments.get(payableNo)!.buyerId)
  return [...payers]
}

/** Those with a refund that may soon be paid by us, and not by the channel that brought its money. */
const payablesPaidByUs = ({ refunds }: PaymentBook): string[] => [
  ...new Set(
    [...refunds.values()].flatMap(({ toWallet, state, payableNo }) =>
      state === 'redirect_asked' || (toWallet && state === 'requested') ? [payableNo] : [],
    ),
  ),
]

/** One statement per table; stock and accounts, which everybody shares, come last before the commit. */
export async function saveWorld(tx: Tx, world: World, accounts: AccountBook): Promise<void> {
  const { stock, orders, payments, journals, now } = world
  assertLocked(world)
  await together(
    tx,
    (tx) => saveOrders(tx, orders, now),
    (tx) => savePayments(tx, payments, now),
    (tx) => saveOutbox(tx, [...orders.events, ...payments.events], now),
  )
  await saveStock(tx, stock)
  await saveJournals(tx, accounts, journals, now)
}

/** A wallet that was not locked before anything was decided would be waited for by whoever holds a shared account. */
function assertLocked({ journals, wallets }: World): void {
  for (const { entries, event } of journals)
    for (const { purpose, ownerId } of entries)
      assert(
        PURPOSES[purpose].owner !== 'member' || wallets.locked.has(ownerId),
        `${event}: a wallet is not locked`,
      )
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

type LaneWiring = WorldTerms & {
  readonly db: Db
  readonly accounts: AccountBook
  readonly nextNo: NextNo
}

type TradeLane<C extends SubjectCommand, W extends World, T, Code extends string> = {
  readonly operation: string
  readonly keys: 'table' | 'own'
  readonly reach?: Reach | ((commands: readonly C[]) => Reach)
  /** Whether a command may use a wallet that its payment has not used yet. */
  readonly spends?: (command: C) => boolean
  readonly retryOf: (code: Code) => Retry
  readonly made?: NonNullable<LaneSpec<C, W, T, Code>['made']>
  readonly decide: (world: W, command: C) => Outcome<T, Code>
}

const loadFor = <C extends SubjectCommand>(
  { db: _db, accounts: _accounts, nextNo, ...terms }: LaneWiring,
  { reach = 'stock', spends }: Pick<TradeLane<C, World, unknown, never>, 'reach' | 'spends'>,
) => {
  return (tx: Tx, commands: readonly C[]): Promise<World> => {
    const subjects = commands.map((c) => c.subject)
    const spending = spends ? commands.filter(spends).map((c) => c.subject) : []
    const far = typeof reach === 'function' ? reach(commands) : reach
    return loadWorld(tx, subjects, latest(commands), nextNo, { ...terms, reach: far, spends: spending })
  }
}

/** A lane of commands about existing trades. */
export function worldLane<C extends SubjectCommand, T, Code extends string>(
  wiring: LaneWiring,
  lane: TradeLane<C, World, T, Code>,
): LaneSpec<C, World, T, Code> {
  const { db, accounts } = wiring
  return {
    ...lane,
    load: loadFor(wiring, lane),
    save: (tx, world) => saveWorld(tx, world, accounts),
    beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
  }
}

/** The same where a command may meet a dispute about the money. */
export function contestedLane<C extends SubjectCommand, T, Code extends string>(
  wiring: LaneWiring,
  lane: TradeLane<C, DisputeWorld, T, Code>,
): LaneSpec<C, DisputeWorld, T, Code> {
  const { db, accounts } = wiring
  const load = loadFor(wiring, lane)
  return {
    ...lane,
    load: async (tx, commands) => {
      const world = await load(tx, commands)
      return { ...world, disputes: await loadDisputes(tx, [...world.payments.payments.keys()]) }
    },
    save: async (tx, world) => {
      await saveWorld(tx, world, accounts)
      await saveDisputes(tx, world.disputes)
    },
    beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
  }
}
