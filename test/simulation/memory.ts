import type { Reads } from '../../src/flows/channel-calls.ts'
import type { SharingReads } from '../../src/flows/sharing-calls.ts'
import type { World } from '../../src/flows/world.ts'
import type { DomainEvent, Step } from '../../src/kernel/fact.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import { accept, reject } from '../../src/kernel/outcome.ts'
import type { Stock, StockMove } from '../../src/modules/inventory/index.ts'
import { balanced, type Journal, walletRules } from '../../src/modules/ledger/index.ts'
import { emptyOrderBook, type Order, type OrderLine, type Trade } from '../../src/modules/order/index.ts'
import {
  type Attempt,
  addAttempt,
  addTo,
  type Capture,
  DEFAULT_POLICIES,
  type Dispute,
  type DisputeBook,
  emptyDisputeBook,
  emptyPaymentBook,
  type Flow,
  type HandEntry,
  type HoldPart,
  type Instalment,
  noLimits,
  type Payment,
  type PaymentItem,
  type Refund,
  type Report,
  type Share,
} from '../../src/modules/payment/index.ts'
import {
  emptySharingBook,
  type Freeze,
  type Sharing,
  type SharingBook,
  type SharingReturn,
} from '../../src/modules/sharing/index.ts'
import type { WalletBalance, WalletKind } from '../../src/modules/wallet/index.ts'
import type { CrashPoint, LaneSpec } from '../../src/platform/lane.ts'
import { copyOf } from './copy.ts'
import type { Evidence } from './evidence.ts'
import { stockUp } from './memory-stock.ts'
import type { Snapshot } from './naive-snapshot.ts'
import { counter } from './numbers.ts'
import { pendingIn } from './pending.ts'
import { type Bug, misdo, misheard, misshare, spoil } from './seeded-bugs.ts'
import { Crash } from './stage.ts'

/** Sharings of which money is with others, or on its way to them. */
const GIVEN: ReadonlySet<string> = new Set(['approved', 'processing', 'finished'])

/**
 * The tables as maps, and the runner's contract in memory: claim the key, load a copy, decide, save, commit. It keeps
 * what the database would keep, so the pure decisions meet the same worlds without PostgreSQL.
 */
export function openMemory(bug?: Bug) {
  const trades = new Map<string, Trade>()
  const orders = new Map<string, Order>()
  const lines = new Map<string, OrderLine[]>()
  const payments = new Map<string, Payment>()
  const items = new Map<string, PaymentItem[]>()
  const shares = new Map<string, Share[]>()
  const attempts = new Map<string, Attempt>()
  const refunds = new Map<string, Refund>()
  const captures = new Map<string, Capture>()
  const parts = new Map<string, HoldPart>()
  const instalments = new Map<string, Instalment[]>()
  const entries = new Map<string, HandEntry[]>()
  const disputes = new Map<string, Dispute>()
  const freezes = new Map<string, Freeze>()
  const sharings = new Map<string, Sharing>()
  const returns = new Map<string, SharingReturn>()
  const stocks = new Map<string, Stock>()
  const wallets = new Map<string, WalletBalance>()
  const moves: StockMove[] = []
  const flows: Flow[] = []
  const journals: Journal[] = []
  const steps: Step[] = []
  const events: DomainEvent[] = []
  const evidence = new Map<number, Evidence>()
  const answers = new Map<string, { hash: string; outcome: Outcome<unknown> }>()
  const acknowledged: { key: string; tradeNo: string }[] = []
  /** How often anything was kept: what did not change need not be looked at again. */
  let changes = 0
  let bomb: { point: CrashPoint; passings: number } | undefined

  /** The point at which this run is to die: a bomb counts the runs that pass before it goes off. */
  const armed = (): CrashPoint | undefined => {
    if (!bomb) return undefined
    bomb.passings -= 1
    if (bomb.passings > 0) return undefined
    const { point } = bomb
    bomb = undefined
    return point
  }

  stockUp(stocks, moves)

  const nextNo = counter()

  const tradeNoOf = (subject: string): string | undefined =>
    trades.has(subject)
      ? subject
      : (orders.get(subject)?.tradeNo ??
        [attempts, refunds, disputes, sharings, returns]
          .map((of) => of.get(subject)?.payableNo)
          .find(Boolean))

  /** A copy of everything that belongs to these numbers, as `loadWorld` reads it, and of the stock of these SKUs. */
  const load = (subjects: readonly string[], skuIds: readonly number[], now: Date): World => {
    const links = new Map(subjects.flatMap((no) => (tradeNoOf(no) ? [[no, tradeNoOf(no)!] as const] : [])))
    const orderBook = emptyOrderBook()
    const paymentBook = emptyPaymentBook()
    const wanted = new Set(skuIds)
    for (const tradeNo of new Set(links.values())) {
      const trade = trades.get(tradeNo)!
      orderBook.trades.set(tradeNo, copyOf(trade))
      for (const orderNo of trade.orderNos) {
        orderBook.orders.set(orderNo, copyOf(orders.get(orderNo)!))
        orderBook.lines.set(orderNo, copyOf(lines.get(orderNo)!))
        orderBook.titles.set(
          orderNo,
          lines.get(orderNo)!.map(({ title }) => title),
        )
        for (const { skuId } of lines.get(orderNo)!) wanted.add(skuId)
      }
      const payment = payments.get(tradeNo)
      if (payment) {
        paymentBook.payments.set(tradeNo, copyOf(payment))
        paymentBook.items.set(tradeNo, copyOf(items.get(tradeNo)!))
        paymentBook.instalments.set(tradeNo, copyOf(instalments.get(tradeNo) ?? []))
        paymentBook.shares.set(tradeNo, copyOf(shares.get(tradeNo) ?? []))
      }
      for (const attempt of attempts.values())
        if (attempt.payableNo === tradeNo) addAttempt(paymentBook, copyOf(attempt))
      for (const { attemptNo } of paymentBook.attempts.values()) {
        const asked = captures.get(attemptNo)
        if (asked) paymentBook.captures.set(attemptNo, asked)
        const part = parts.get(attemptNo)
        if (part) paymentBook.parts.set(attemptNo, part)
      }
      for (const refund of refunds.values())
        if (refund.payableNo === tradeNo) paymentBook.refunds.set(refund.refundNo, copyOf(refund))
    }
    const stock = {
      isLocked: true,
      stocks: new Map<string, Stock>(),
      holds: new Map<string, Set<number>>(),
      moves: [] as StockMove[],
      added: [],
    }
    for (const [key, held] of stocks) if (wanted.has(held.skuId)) stock.stocks.set(key, { ...held })
    for (const { refNo, refLine, step } of moves) {
      if (step === 0 || !orderBook.orders.has(refNo)) continue
      const key = `${refNo}/${refLine}`
      stock.holds.set(key, new Set([...(stock.holds.get(key) ?? []), step]))
    }
    const locked = new Set([...orderBook.trades.values()].map(({ buyerId }) => buyerId))
    const given = [...sharings.values()].filter(({ state }) => GIVEN.has(state))
    const balances = copyOf(wallets)
    return {
      tradeNoOf: links,
      stock,
      shared: new Set(given.map(({ attemptNo }) => attemptNo)),
      orders: orderBook,
      payments: paymentBook,
      wallets: { locked, balances },
      journals: [],
      limitsOf: noLimits,
      termsAt: DEFAULT_POLICIES.terms,
      nextNo,
      now,
    }
  }

  /** The rows of these payables, copied, by their numbers. */
  const ofPayables = <T extends { readonly payableNo: string }>(
    rows: Map<string, T>,
    nos: Iterable<string>,
  ) => {
    const wanted = new Set(nos)
    return [...rows]
      .filter(([, row]) => wanted.has(row.payableNo))
      .map(([no, row]) => [no, copyOf(row)] as const)
  }
  const loadDisputes = (world: World): DisputeBook => {
    const book = emptyDisputeBook()
    for (const [, dispute] of ofPayables(disputes, world.payments.payments.keys()))
      addTo(book.byPayable, dispute.payableNo, dispute)
    return book
  }
  const saveDisputes = ({ added, touched }: DisputeBook): void => {
    if (bug === 'forget_what_was_covered') for (const one of touched) one.covered = 0
    for (const dispute of [...added, ...touched]) disputes.set(dispute.disputeNo, dispute)
  }
  const loadSharings = (world: World): SharingBook => {
    const nos = [...world.payments.payments.keys()]
    const book = emptySharingBook()
    for (const [no, row] of ofPayables(freezes, nos)) book.freezes.set(no, row)
    for (const [no, row] of ofPayables(sharings, nos)) book.sharings.set(no, row)
    for (const [no, row] of ofPayables(returns, nos)) book.returns.set(no, row)
    return book
  }
  const saveSharings = (book: SharingBook): void => {
    misshare(bug, book)
    const { added, touched, steps: made } = book
    for (const row of touched.freezes) freezes.set(row.attemptNo, row)
    for (const row of [...added.sharings, ...touched.sharings]) sharings.set(row.sharingNo, row)
    for (const row of [...added.returns, ...touched.returns]) returns.set(row.returnNo, row)
    steps.push(...made)
  }
  const freeze = (attemptNo: string, frozenDays: number, askedAt: Date): void => {
    const attempt = attempts.get(attemptNo)
    if (!attempt || freezes.has(attemptNo)) return
    const { payableNo, channel } = attempt
    freezes.set(attemptNo, { attemptNo, payableNo, channel, frozenDays, askedAt, endedAt: null })
  }

  const save = (world: World): void => {
    changes += 1
    for (const [key, held] of world.stock.stocks) stocks.set(key, held)
    moves.push(...world.stock.moves)
    for (const [no, trade] of world.orders.trades) trades.set(no, trade)
    for (const [no, order] of world.orders.orders) orders.set(no, order)
    for (const [no, own] of world.orders.lines) lines.set(no, own)
    if (bug === 'half_a_commit') return
    misdo(bug, world, { wallets, attempts, shares })
    for (const [key, balance] of world.wallets.balances) wallets.set(key, balance)
    for (const [no, payment] of world.payments.payments) payments.set(no, payment)
    for (const [no, own] of world.payments.items) items.set(no, own)
    for (const [no, own] of world.payments.shares) shares.set(no, own)
    for (const [no, attempt] of world.payments.attempts) attempts.set(no, attempt)
    for (const [no, refund] of world.payments.refunds) refunds.set(no, refund)
    for (const [no, asked] of world.payments.captures) captures.set(no, asked)
    for (const [no, part] of world.payments.parts) parts.set(no, part)
    for (const [no, own] of world.payments.instalments) instalments.set(no, own)
    flows.push(...world.payments.flows)
    steps.push(...world.orders.steps, ...world.payments.steps)
    events.push(...world.orders.events, ...world.payments.events)
    journals.push(...world.journals.map(balanced))
  }

  /** What staff put into a wallet, as its two people's journal leaves it. */
  const fund = (buyerId: string, kind: WalletKind, size: number, key: string): void => {
    if (answers.has(`fund ${key}`)) return
    answers.set(`fund ${key}`, { hash: '', outcome: accept(size) })
    changes += 1
    const name = `${kind}/${buyerId}`
    const { free, held } = wallets.get(name) ?? { free: 0, held: 0 }
    wallets.set(name, { free: free + size, held })
    const money = { kind, buyerId, currency: 'CNY', amount: size, units: kind === 'points' ? size : 0 }
    const entries = walletRules.walletAdjusted({ ...money, direction: 'in' })
    const journalNo = nextNo('journal', 0)
    const effectiveAt = new Date(0)
    journals.push(
      balanced({ journalNo, event: 'wallet_adjusted', refNo: `fund ${key}`, effectiveAt, entries }),
    )
  }

  type Keyed = {
    readonly caller: string
    readonly key: string
    readonly requestHash: string
    readonly now: Date
  }

  /** Runs one command as the lane would, dying where `crash` says so. */
  const run = <C extends Keyed, W extends World, T, Code extends string>(
    spec: Pick<LaneSpec<C, W, T, Code>, 'operation' | 'keys' | 'retryOf' | 'decide'>,
    command: C,
    loaded: () => W,
    afterSave: (world: W) => void = () => {},
  ): Outcome<T, string> => {
    const crash = armed()
    const name = `${command.caller}/${spec.operation}/${command.key}`
    const known = spec.keys === 'table' && bug !== 'skip_idempotency' ? answers.get(name) : undefined
    if (known)
      return known.hash === command.requestHash
        ? (known.outcome as Outcome<T, string>)
        : reject('idempotency_conflict')
    if (crash === 'claimed' || crash === 'loaded') throw new Crash(crash)
    const world = loaded()
    const outcome = spec.decide(world, command)
    if (crash === 'decided' || crash === 'saved') throw new Crash(crash)
    if (outcome.ok) {
      if (bug === 'last_line_remainder') spoil(world.orders.placed)
      save(world)
      afterSave(world)
      if (bug === 'apply_twice_on_retry' && crash === 'committed') {
        const again = loaded()
        if (spec.decide(again, command).ok) save(again)
      }
    }
    if (spec.keys === 'table' && (outcome.ok || spec.retryOf(outcome.rejection.code) === 'never')) {
      answers.set(name, { hash: command.requestHash, outcome: copyOf(outcome) })
    }
    if (crash === 'committed') throw new Crash(crash)
    return outcome
  }

  /** Keeps a verified report once per source, as the table's unique index does. */
  const keepEvidence = (
    kind: Evidence['kind'],
    sourceId: string,
    subjectNo: string,
    report: Report,
  ): number => {
    for (const [id, known] of evidence) if (known.sourceId === sourceId) return id
    const id = evidence.size + 1
    const said = misheard(bug, report, subjectNo, { attempts, refunds, evidence })
    evidence.set(id, { id, kind, sourceId, subjectNo, report: said, applied: null })
    return id
  }

  const snapshot = (): Snapshot => ({
    trades: [...trades.values()],
    orders: [...orders.values()],
    lines: [...lines.values()].flat(),
    payments: [...payments.values()],
    items: [...items.values()].flat(),
    shares: [...shares.values()].flat(),
    attempts: [...attempts.values()],
    refunds: [...refunds.values()],
    captures: [...captures.values()],
    parts: [...parts.values()],
    disputes: [...disputes.values()],
    sharings: [...sharings.values()],
    returns: [...returns.values()],
    instalments: [...instalments.values()].flat(),
    stocks: [...stocks.values()],
    moves,
    wallets: [...wallets].map(([name, balance]) => ({ name, ...balance })),
    flows,
    journals,
    steps,
    events,
    acknowledged,
  })

  const arm = (point: CrashPoint, passings: number): void => {
    bomb = { point, passings }
  }
  const changed = (): number => changes + acknowledged.length
  const disarm = (): void => {
    bomb = undefined
  }

  /** What the product's calls look up; its database is not asked. */
  const reads: Reads & SharingReads = {
    findRefund: async (_, no) => copyOf(refunds.get(no)),
    findAttempt: async (_, no) => copyOf(attempts.get(no)),
    findCapture: async (_, no) => captures.get(no),
    findPart: async (_, no) => parts.get(no),
    partsUnder: async (_, no) => [...attempts.values()].filter((one) => one.combinedNo === no).map(copyOf),
  }
  /** Of each combined order that these trades' open attempts are parts of: the trades that it pays. */
  const membersOf = (tradeNos: readonly string[]): Map<string, readonly string[]> => {
    const members = new Map<string, string[]>()
    const own = [...attempts.values()].filter(({ combinedNo }) => combinedNo !== null)
    const met = new Set(
      own.filter((one) => one.isOpen && tradeNos.includes(one.payableNo)).map(({ combinedNo }) => combinedNo),
    )
    for (const { combinedNo, payableNo } of own)
      if (met.has(combinedNo)) addTo(members, combinedNo!, payableNo)
    return members
  }

  return {
    run,
    load,
    fund,
    loadDisputes,
    saveDisputes,
    loadSharings,
    saveSharings,
    pending: () => pendingIn(journals),
    freeze,
    reads,
    membersOf,
    entries,
    nextNo,
    keepEvidence,
    evidence,
    snapshot,
    acknowledged,
    arm,
    disarm,
    changed,
  }
}

export type Memory = ReturnType<typeof openMemory>
