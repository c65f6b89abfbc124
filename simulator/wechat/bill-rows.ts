import { exactFee, RATE } from './fees.ts'
import { chinaDate, chinaTime } from './ids.ts'
import { tradeTypeOf } from './methods.ts'
import type { Flow, Order, Refund } from './types.ts'
import type { BillBreak, World } from './world.ts'

/** A row of a bill before it is written down. */
export type Row = {
  readonly at: number
  /** Orders rows of one instant. */
  readonly order: number
  /** The order's or the refund's number, by which breaks are put in. */
  readonly no: string
  /** What is in and out, by column of the totals. */
  readonly amounts: Readonly<Record<string, number>>
  readonly cells: readonly string[]
}

const DAY_MS = 24 * 60 * 60 * 1000
const GENERATED_AFTER_MS = 10 * 60 * 60 * 1000

export const yuan = (fen: number): string => {
  const size = Math.abs(fen)
  return `${fen < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`
}

export const yuan5 = (units: number): string => {
  const size = Math.abs(units)
  return `${units < 0 ? '-' : ''}${Math.floor(size / 100_000)}.${String(size % 100_000).padStart(5, '0')}`
}

/** `2026-03-01 12:00:00` in China. */
const billTime = (at: number) => chinaTime(at).slice(0, 19).replace('T', ' ')

/** Line ends inside a cell are written as words. */
const cell = (text: string) => text.replaceAll('\r', '\\r').replaceAll('\n', '\\n')

/** When a day's bill is there: ten in the morning of the next day. */
export const readyAt = (date: string): number =>
  Date.parse(`${date}T00:00:00+08:00`) + DAY_MS + GENERATED_AFTER_MS

/** The trade bill's rows of a day: payments by their success, refunds by the day they were asked for. */
export function tradeRows(world: World, date: string): Row[] {
  const ours = world.keys.file.merchantId
  const rows: Row[] = []
  for (const order of world.orders.values()) {
    if (order.paid?.merchantId === ours) rows.push(paymentRow(order))
  }
  for (const refund of world.refunds.values()) {
    const order = world.orders.get(refund.orderNo)!
    if (order.paid?.merchantId === ours) rows.push(refundRow(refund, order, readyAt(date)))
  }
  return ofDay(rows, date, world, 'trade')
}

function paymentRow(order: Order): Row {
  const paid = order.paid!
  const { amount } = paid
  const fee = exactFee(amount)
  return {
    at: paid.at,
    order: 0,
    no: order.no,
    amounts: { payments: amount, refunds: 0, fees: fee, orders: amount, asked: 0 },
    cells: [
      ...head(order, paid.at),
      'SUCCESS',
      'OTHERS',
      order.currency,
      yuan(amount),
      '0.00',
      '0',
      '0',
      '0.00',
      '0.00',
      '',
      '',
      cell(order.description),
      cell(order.attach ?? ''),
      yuan5(fee),
      RATE,
      yuan(amount),
      '0.00',
      '',
    ],
  }
}

function refundRow(refund: Refund, order: Order, generatedAt: number): Row {
  const fee = -exactFee(refund.amount)
  const { succeededAt } = refund
  // A bill tells how things stood when it was made, and is not made again.
  const done = succeededAt !== undefined && succeededAt < generatedAt
  return {
    at: refund.createdAt,
    order: 1,
    no: refund.no,
    amounts: { payments: 0, refunds: refund.amount, fees: fee, orders: 0, asked: refund.amount },
    cells: [
      ...head(order, refund.createdAt),
      'REFUND',
      'OTHERS',
      refund.currency,
      '0.00',
      '0.00',
      refund.refundId,
      refund.no,
      yuan(refund.amount),
      '0.00',
      'ORIGINAL',
      done ? 'SUCCESS' : 'PROCESSING',
      cell(order.description),
      cell(order.attach ?? ''),
      yuan5(fee),
      RATE,
      '0.00',
      yuan(refund.amount),
      '',
    ],
  }
}

const head = (order: Order, at: number): string[] => [
  billTime(at),
  order.appId,
  order.paid!.merchantId,
  '0',
  '',
  order.paid!.transactionId,
  order.no,
  order.paid!.payer,
  tradeTypeOf(order),
]

/** The account begins with this much, so that its balance stays above zero. */
const OPENING_FEN = 10_000_000

/** The fund bill's rows of a day, each with the balance after it. */
export function fundRows(world: World, date: string): Row[] {
  let balance = OPENING_FEN
  const rows = world.flows.map((flow): Row => {
    balance += flow.direction === 'in' ? flow.amount : -flow.amount
    return fundRow(world, flow, balance)
  })
  return ofDay(rows, date, world, 'fund')
}

function fundRow(world: World, flow: Flow, balance: number): Row {
  const { at, no, name, direction, amount, businessNo, note, voucher } = flow
  const merchant = world.keys.file.merchantId
  const isIn = direction === 'in'
  return {
    at,
    order: no,
    no: numberOf(world, businessNo),
    amounts: isIn ? { inCount: 1, in: amount } : { outCount: 1, out: amount },
    cells: [
      billTime(at),
      businessNo,
      `${merchant}${chinaDate(at).replaceAll('-', '')}${String(no).padStart(12, '0')}`,
      name,
      name,
      isIn ? '收入' : '支出',
      yuan(amount),
      yuan(balance),
      name === '交易' || name === '扣除交易手续费' ? 'system' : `${merchant}API`,
      cell(note),
      voucher,
    ],
  }
}

/** The merchant's own number of what moved money. */
function numberOf(world: World, businessNo: string): string {
  const order = world.ordersByTransaction.get(businessNo)
  if (order !== undefined) return order
  for (const refund of world.refunds.values()) if (refund.refundId === businessNo) return refund.no
  return businessNo
}

const before = (date: string) => chinaDate(Date.parse(`${date}T00:00:00+08:00`) - DAY_MS)

/** The rows of this day, with the breaks that were put in. */
function ofDay(rows: readonly Row[], date: string, world: World, kind: BillBreak['kind']): Row[] {
  const breaks = [...world.bookBreaks.values()].filter((one) => one.kind === kind)
  const broken = (row: Row, how: BillBreak['how']) =>
    breaks.some((one) => one.no === row.no && one.how === how)
  const told: Row[] = []
  for (const row of rows) {
    const day = chinaDate(row.at)
    const moved = broken(row, 'next_day')
    if (moved ? day !== before(date) : day !== date) continue
    if (broken(row, 'dropped')) continue
    const one = broken(row, 'one_fen_off') ? oneFenOff(row, kind) : row
    told.push(moved ? { ...one, at: row.at + DAY_MS, cells: [midnight(date), ...one.cells.slice(1)] } : one)
    if (broken(row, 'doubled')) told.push(one)
  }
  return told.sort((a, b) => a.at - b.at || a.order - b.order)
}

const midnight = (date: string) => `${date} 00:00:01`

/** Columns that hold the row's amount, by kind of bill. */
const MONEY_CELLS = { trade: [12, 16, 24, 25], fund: [6] } as const

function oneFenOff(row: Row, kind: BillBreak['kind']): Row {
  const off = (text: string) => (text === '0.00' ? text : yuan(Math.round(Number(text) * 100) - 1))
  const cells = row.cells.map((text, i) =>
    (MONEY_CELLS[kind] as readonly number[]).includes(i) ? off(text) : text,
  )
  const amounts = Object.fromEntries(
    Object.entries(row.amounts).map(([name, amount]) => [
      name,
      name === 'fees' || name.endsWith('Count') || amount === 0 ? amount : amount - 1,
    ]),
  )
  return { ...row, cells, amounts }
}
