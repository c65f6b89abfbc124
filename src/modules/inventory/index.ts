/**
 * Inventory 库存: how many pieces there are and to whom they are promised.
 * Owns: stock buckets per SKU and warehouse, the journal of moves, the holds of order lines.
 * Invariants: on hand = available + reserved + committed + damaged + activity; a bucket = Σ of its moves;
 * nothing below zero; a line's hold is resolved once.
 */
export { type AdjustStock, adjustStockLane } from './commands.ts'
export {
  adjust,
  canReserve,
  commit,
  emptyStockBook,
  onHand,
  release,
  reserve,
  type StockBook,
  stockKey,
  uncommit,
} from './decide.ts'
export { availableOf, hasMoved, movesOf, stockedSkus, stocksOf } from './queries.ts'
export { loadHolds, lockStock, openStock, readStock, StockGone, type StockId, saveStock } from './store.ts'
export * from './types.ts'
