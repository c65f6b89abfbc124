import { deflateSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { answer, repeat } from './answers.ts'
import { chinaDigits } from './digits.ts'
import type { FaultName } from './faults.ts'
import type { Fields } from './signing.ts'
import type { MoneyLine, Order, Refund } from './types.ts'
import type { World } from './world.ts'

const HOUR = 60 * 60 * 1000
/** A settlement day begins an hour before the calendar's. */
const DAY_BEGINS_EARLIER = HOUR
/** From the end of a settlement day to its file: until nine in the morning. */
const FILE_TAKES = 10 * HOUR

/** Widths of a ZM line's columns; a blank between them, the rest is reserved. */
const WIDTHS: readonly number[] = [
  3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21, 15, 1, 15, 32,
  13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98,
]

/** The merchant's fee of a payment, in basis points. */
const FEE_BPS = 60

/** The file of a settlement day (`MMDD`), as the gateway packs it: DEFLATE of a zip, in base64. */
export function billOf(world: World, asked: Fields): Fields {
  if (asked.txnType !== '76' || asked.fileType !== '00') return answer('10', repeat(asked))
  const { settleDate = '' } = asked
  const rows = isReady(world, settleDate) ? rowsOf(world, settleDate) : []
  if (rows.length === 0) return answer('98', repeat(asked))
  const name = `INN${chinaDigits(world.clock.now().getTime()).slice(2, 4)}${settleDate}88ZM_${asked.merId}`
  const zip = zipSync({ [name]: Buffer.from(rows.join('')) }, { mtime: new Date('2026-01-01T00:00:00Z') })
  const fileContent = deflateSync(zip).toString('base64')
  return answer('00', {
    ...repeat(asked),
    settleDate,
    fileName: `${asked.merId}_${settleDate}.zip`,
    fileContent,
  })
}

/** The day of a moment in settlement, `MMDD`. */
const settleDay = (at: number) => chinaDigits(at + DAY_BEGINS_EARLIER).slice(4, 8)

function isReady(world: World, settleDate: string): boolean {
  const now = world.clock.now().getTime()
  return settleDate !== settleDay(now) && settleDate !== settleDay(now - FILE_TAKES)
}

/** The truth, with the breaks that are armed for an order; they stay armed. */
function rowsOf(world: World, settleDate: string): string[] {
  return world.money.flatMap((line) => {
    const order = world.orders.get(line.orderNo)
    const broken = (fault: FaultName) =>
      world.faults
        .rules()
        .find((rule) => rule.fault === fault && (!rule.order || rule.order === line.orderNo))
    const shownAt = broken('bill_next_day') ? line.at + 24 * HOUR : line.at
    if (!order || settleDay(shownAt) !== settleDate || broken('bill_line_dropped')) return []
    const off = broken('bill_fen_off')
    const row = rowOf(world, order, line, off ? (off.param ?? 1) : 0)
    return broken('bill_line_doubled') ? [row, row] : [row]
  })
}

function rowOf(world: World, order: Order, { refundNo, amount }: MoneyLine, off: number): string {
  const refund = refundNo === undefined ? undefined : world.refunds.get(refundNo)
  return refund
    ? refundRow({ ...refund, amount: refund.amount + off }, order)
    : paymentRow(order, amount + off)
}

function paymentRow(order: Order, amount: number): string {
  const fee = Math.round((amount * FEE_BPS) / 10_000)
  return row({
    1: 'S22',
    4: order.traceNo,
    5: order.txnTime.slice(4),
    7: number(amount),
    10: order.queryId,
    12: order.no,
    16: signedNumber('D', fee),
    17: signedNumber('C', amount - fee),
    18: '0001',
    20: '01',
    21: '01',
    22: '000201',
    28: order.merchantId,
    33: signedNumber('C', amount - fee),
    42: signedNumber('C', amount),
  })
}

function refundRow(refund: Refund, order: Order): string {
  return row({
    1: 'S30',
    4: refund.traceNo,
    5: refund.txnTime.slice(4),
    7: number(refund.amount),
    10: refund.queryId,
    12: refund.no,
    14: order.traceNo,
    15: order.txnTime.slice(4),
    16: signedNumber('C', 0),
    17: signedNumber('D', refund.amount),
    18: '0001',
    20: '04',
    21: '00',
    22: '000201',
    27: refund.origQryId,
    28: refund.merchantId,
    33: signedNumber('D', refund.amount),
    41: order.no,
    42: signedNumber('D', refund.amount),
  })
}

const number = (amount: number): string => String(amount).padStart(12, '0')
const signedNumber = (side: 'C' | 'D', amount: number): string => `${side}${number(amount)}`

/** Cells by their number, from 1; the others are blank. */
function row(cells: Readonly<Record<number, string>>): string {
  return `${WIDTHS.map((width, i) => (cells[i + 1] ?? '').padEnd(width)).join(' ')}\r\n`
}
