/**
 * The cart: what a buyer means to buy.
 *
 * Invariants: a quantity is 1 … 200; a line that cannot be bought says why and is never part of a quote; a changed
 * price is shown beside the one the buyer saw. The cart reserves nothing and fixes no price.
 */
export { putCartLine, removeCartLines } from './commands.ts'
export { QUANTITY_LIMIT, viewCart } from './decide.ts'
export { type CartStock, readCart } from './queries.ts'
export * from './types.ts'
