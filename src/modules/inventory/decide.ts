import { assert, present } from '../../kernel/assert.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Buckets, Hold, InventoryRejection, MoveKind, Stock, StockMove } from './types.ts'
import { STEP_OF } from './types.ts'

/**
 * The stock a batch works on. Stock that is changed by hand is locked and loaded, because it decides. What is promised is
 * first decided on stock that was only read, and added up last: a row that everybody wants is locked for the shortest
 * time, and what does not fit any more by then fails the whole batch, which then decides under the lock. A hold that is
 * resolved decides nothing about stock: its line's trade is locked, so the change is only added up.
 */
export type StockBook = {
  readonly stocks: Map<string, Stock>
  /** Whether the stocks were locked before they were read. */
  readonly isLocked: boolean
  /** `refNo/refLine` → the steps that were made for it: how a second commit or a release after it is noticed. */
  readonly holds: Map<string, Set<number>>
  readonly moves: StockMove[]
  /** Moves of stock that is not loaded; they get their version when they are saved. */
  readonly added: Omit<StockMove, 'version'>[]
}

export const emptyStockBook = (isLocked = true): StockBook => ({
  stocks: new Map(),
  isLocked,
  holds: new Map(),
  moves: [],
  added: [],
})

export const stockKey = (skuId: number, warehouseId: number): string => `${skuId}/${warehouseId}`
const holdKey = (hold: Pick<Hold, 'refNo' | 'refLine'>): string => `${hold.refNo}/${hold.refLine}`

/** Whether every hold fits, all lines of the same SKU together. Names the first that does not. */
export function canReserve(book: StockBook, holds: readonly Hold[]): Outcome<void, InventoryRejection> {
  const asked = new Map<string, number>()
  for (const hold of holds) {
    const key = stockKey(hold.skuId, hold.warehouseId)
    const total = (asked.get(key) ?? 0) + hold.quantity
    asked.set(key, total)
    const available = book.stocks.get(key)?.available ?? 0
    if (available < total) return reject('out_of_stock', { detail: { skuId: hold.skuId, available } })
  }
  return accept(undefined)
}

/** available → reserved. The caller has asked `canReserve` for all holds first. */
export function reserve(book: StockBook, hold: Hold, actor: string, at: Date): void {
  move(book, hold, 'reserve', { available: -hold.quantity, reserved: hold.quantity }, actor, at)
}

/** reserved → committed, once per line: a repetition changes nothing and returns false. */
export function commit(book: StockBook, hold: Hold, actor: string, at: Date): boolean {
  if (isResolved(book, hold)) return false
  move(book, hold, 'commit', { reserved: -hold.quantity, committed: hold.quantity }, actor, at)
  return true
}

/** reserved → available, once per line: a repetition, or a release after a commit, changes nothing. */
export function release(book: StockBook, hold: Hold, actor: string, at: Date): boolean {
  if (isResolved(book, hold)) return false
  move(book, hold, 'release', { reserved: -hold.quantity, available: hold.quantity }, actor, at)
  return true
}

/** committed → available: what was sold is given back before it was shipped. Once per line. */
export function uncommit(book: StockBook, hold: Hold, actor: string, at: Date): boolean {
  if (book.holds.get(holdKey(hold))?.has(STEP_OF.uncommit)) return false
  move(book, hold, 'uncommit', { committed: -hold.quantity, available: hold.quantity }, actor, at)
  return true
}

const isResolved = (book: StockBook, hold: Hold): boolean => {
  const steps = present(book.holds.get(holdKey(hold)), `hold on stock for ${holdKey(hold)}`)
  return steps.has(STEP_OF.commit)
}

/** A change by hand or by goods received. Refused when a bucket would fall below zero. */
export function adjust(
  book: StockBook,
  target: {
    skuId: number
    warehouseId: number
    kind: 'receive' | 'adjust'
    change: Partial<Buckets>
    refNo: string
  },
  actor: string,
  reason: string,
  at: Date,
): Outcome<Stock, InventoryRejection> {
  const stock = book.stocks.get(stockKey(target.skuId, target.warehouseId))
  if (!stock) return reject('unknown_stock')
  for (const [bucket, by] of Object.entries(target.change)) {
    const held = stock[bucket as keyof Buckets]
    if (held + by < 0) return reject('stock_below_zero', { detail: { bucket, held } })
  }
  apply(book, stock, { ...target, refLine: 0, step: 0, reason, actor, occurredAt: at })
  return accept(stock)
}

function move(
  book: StockBook,
  hold: Hold,
  kind: keyof typeof STEP_OF,
  change: Partial<Buckets>,
  actor: string,
  occurredAt: Date,
): void {
  const { skuId, warehouseId, refNo, refLine } = hold
  const step = STEP_OF[kind]
  const moved = { kind, change, refNo, refLine, step, actor, reason: null, occurredAt }
  const stock = book.stocks.get(stockKey(skuId, warehouseId))
  if (stock && book.isLocked) apply(book, stock, moved)
  else {
    if (stock) shift(stock, change)
    book.added.push({ ...moved, skuId, warehouseId })
  }
  const key = holdKey(hold)
  const steps = book.holds.get(key)
  if (steps) steps.add(step)
  else book.holds.set(key, new Set([step]))
}

type Change = Omit<StockMove, 'skuId' | 'warehouseId' | 'version' | 'kind'> & { readonly kind: MoveKind }

function apply(book: StockBook, stock: Stock, change: Change): void {
  shift(stock, change.change)
  stock.version += 1
  book.moves.push({ ...change, skuId: stock.skuId, warehouseId: stock.warehouseId, version: stock.version })
}

function shift(stock: Stock, change: Partial<Buckets>): void {
  for (const [bucket, by] of Object.entries(change)) {
    stock[bucket as keyof Buckets] += by
    assert(stock[bucket as keyof Buckets] >= 0, `stock of SKU ${stock.skuId}: ${bucket} below zero`)
  }
}

export const onHand = (stock: Buckets): number =>
  stock.available + stock.reserved + stock.committed + stock.damaged + stock.activity
