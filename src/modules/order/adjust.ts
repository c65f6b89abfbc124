import { assert, present } from '../../kernel/assert.ts'
import { type Amount, allocate } from '../../kernel/money.ts'
import type { Amounts, Order, OrderBook, OrderLine, Trade } from './types.ts'

/**
 * What is owed changes after placing only by stages of its own, which stand beside those that were frozen: nothing
 * that explains the price is overwritten, and Σ stages = payable, Σ lines = order, Σ orders = trade still hold.
 */
export function waive(book: OrderBook, trade: Trade, order: Order, amount: Amount, stage: number): void {
  const lines = present(book.lines.get(order.orderNo), `lines of ${order.orderNo}`)
  assert(amount > 0 && amount < order.amounts.payable, `order ${order.orderNo} cannot waive ${amount}`)
  const shares = allocate(
    amount,
    lines.map(({ amounts }) => ({ weight: amounts.payable, cap: amounts.payable })),
  )
  lines.forEach((line, i) => {
    if (shares[i]! > 0) restage(line, less(line.amounts, shares[i]!), stage, -shares[i]!)
  })
  reprice(book, trade, order, (amounts) => less(amounts, amount))
}

/** Of one line, so much is owed no more; an order owes something else beside it. */
export function waiveLine(
  book: OrderBook,
  trade: Trade,
  order: Order,
  { line, amount, stage }: { readonly line: OrderLine; readonly amount: Amount; readonly stage: number },
): void {
  assert(amount > 0 && amount <= line.amounts.payable, `line ${line.lineNo} cannot waive ${amount}`)
  assert(amount < order.amounts.payable, `order ${order.orderNo} cannot waive ${amount}`)
  restage(line, less(line.amounts, amount), stage, -amount)
  reprice(book, trade, order, (amounts) => less(amounts, amount))
}

/** A line of its own for what was used beyond the booking 补充消费: it holds no stock. */
export function supplement(
  book: OrderBook,
  trade: Trade,
  order: Order,
  given: { readonly title: string; readonly amount: Amount; readonly stage: number },
): void {
  const lines = present(book.lines.get(order.orderNo), `lines of ${order.orderNo}`)
  const { amount, title, stage } = given
  assert(amount > 0, `a supplement of ${order.orderNo} is above zero`)
  const first = present(lines[0], `a line of ${order.orderNo}`)
  const none: Amounts = {
    goods: 0,
    shopDiscount: 0,
    platformDiscount: 0,
    points: 0,
    freight: 0,
    payable: 0,
  }
  const line: OrderLine = {
    ...first,
    lineNo: Math.max(...lines.map(({ lineNo }) => lineNo)) + 1,
    kind: 'supplement',
    title,
    specText: '',
    quantity: 1,
    unitPrice: amount,
    amounts: more(none, amount),
    stages: [stage],
    stageAmounts: [amount],
    refundedQuantity: 0,
  }
  lines.push(line)
  book.supplements.push(line)
  reprice(book, trade, order, (amounts) => more(amounts, amount))
}

function restage(line: OrderLine, amounts: Amounts, stage: number, change: number): void {
  line.amounts = amounts
  line.stages = [...line.stages, stage]
  line.stageAmounts = [...line.stageAmounts, change]
}

function reprice(book: OrderBook, trade: Trade, order: Order, change: (amounts: Amounts) => Amounts): void {
  order.amounts = change(order.amounts)
  trade.amounts = change(trade.amounts)
  book.repriced.add(order)
}

const less = (amounts: Amounts, by: Amount): Amounts => ({
  ...amounts,
  shopDiscount: amounts.shopDiscount + by,
  payable: amounts.payable - by,
})

const more = (amounts: Amounts, by: Amount): Amounts => ({
  ...amounts,
  goods: amounts.goods + by,
  payable: amounts.payable + by,
})
