import { percentage } from '../../kernel/money.ts'
import type { BillLine, BillTotals } from '../abilities.ts'
import { BillFault } from '../bill-fault.ts'
import {
  type BillRow,
  type BillShape,
  billInstant,
  count,
  decimal,
  numberOrNull,
  rowsOf,
  sumsOf,
} from './bill-lines.ts'

/** 交易账单, type ALL: payments by their success, refunds by the day they were asked for. */
const shape: BillShape = {
  header: [
    '交易时间',
    '公众账号ID',
    '商户号',
    '特约商户号',
    '设备号',
    '微信订单号',
    '商户订单号',
    '用户标识',
    '交易类型',
    '交易状态',
    '付款银行',
    '货币种类',
    '应结订单金额',
    '代金券金额',
    '微信退款单号',
    '商户退款单号',
    '退款金额',
    '充值券退款金额',
    '退款类型',
    '退款状态',
    '商品名称',
    '商户数据包',
    '手续费',
    '费率',
    '订单金额',
    '申请退款金额',
    '费率备注',
  ],
  summary: [
    '总交易单数',
    '应结订单总金额',
    '退款总金额',
    '充值券退款总金额',
    '手续费总金额',
    '订单总金额',
    '申请退款总金额',
  ],
}

const at = Object.fromEntries(shape.header.map((name, i) => [name, i])) as Record<string, number>
const cell = ({ cells }: BillRow, name: string): string => cells[at[name]!]!
const fen = (row: BillRow, name: string): number => decimal(cell(row, name), 2, row.lineNo)

/** Hundred-thousandths of a yuan: the fee is the only amount with five decimals. */
const exactFee = (row: BillRow): number => decimal(cell(row, '手续费'), 5, row.lineNo)

/** To fen, half up in size, so that a fee and its return cancel out. */
const roundedFee = (exact: number): number => {
  const fee = percentage(Math.abs(exact), 10, 'half_up')
  return exact < 0 ? 0 - fee : fee
}

type Sums = {
  count: number
  payments: number
  refunds: number
  couponRefunds: number
  /** Hundred-thousandths of a yuan. */
  exactFees: number
  orders: number
  askedRefunds: number
}

const none = (): Sums => ({
  count: 0,
  payments: 0,
  refunds: 0,
  couponRefunds: 0,
  exactFees: 0,
  orders: 0,
  askedRefunds: 0,
})

/** Lines are read one by one; after the last, their sums are compared with the bill's own. */
export function readTradeBill(bytes: Buffer): { lines: Iterable<BillLine>; totals: () => BillTotals } {
  return {
    lines: { [Symbol.iterator]: () => lines(bytes) },
    totals: () => {
      const { exactFees, ...sums } = toldSums(sumsOf(bytes, shape))
      return { ...sums, exactFees, fees: roundedFee(exactFees) }
    },
  }
}

function* lines(bytes: Buffer): Generator<BillLine> {
  const seen = none()
  let told: BillRow | undefined
  const keep = (row: BillRow) => {
    told = row
  }
  for (const row of rowsOf(bytes, shape, keep)) {
    add(seen, row)
    yield lineOf(row)
  }
  compare(seen, toldSums(told!), told!.lineNo)
}

function add(sums: Sums, row: BillRow): void {
  sums.count += 1
  sums.payments += fen(row, '应结订单金额')
  sums.refunds += fen(row, '退款金额')
  sums.couponRefunds += fen(row, '充值券退款金额')
  sums.exactFees += exactFee(row)
  sums.orders += fen(row, '订单金额')
  sums.askedRefunds += fen(row, '申请退款金额')
}

function toldSums({ cells, lineNo }: BillRow): Sums {
  const amount = (i: number) => decimal(cells[i]!, 2, lineNo)
  return {
    count: count(cells[0]!, lineNo),
    payments: amount(1),
    refunds: amount(2),
    couponRefunds: amount(3),
    exactFees: decimal(cells[4]!, 5, lineNo),
    orders: amount(5),
    askedRefunds: amount(6),
  }
}

function compare(seen: Sums, told: Sums, lineNo: number): void {
  for (const name of Object.keys(seen) as (keyof Sums)[]) {
    if (seen[name] !== told[name]) {
      throw new BillFault(lineNo, `the sum of ${name} is ${told[name]}, the rows make ${seen[name]}`)
    }
  }
}

function lineOf(row: BillRow): BillLine {
  const { lineNo } = row
  const state = cell(row, '交易状态')
  if (state !== 'SUCCESS' && state !== 'REFUND' && state !== 'REVOKED') {
    throw new BillFault(lineNo, `${state} is no state of a line`)
  }
  const isPayment = state === 'SUCCESS'
  const amount = fen(row, isPayment ? '应结订单金额' : '退款金额')
  if (amount < 0) throw new BillFault(lineNo, 'an amount below zero')
  return {
    lineNo,
    kind: isPayment ? 'payment' : 'refund',
    direction: isPayment ? 'in' : 'out',
    attemptNo: numberOrNull(cell(row, '商户订单号')),
    refundNo: isPayment ? null : numberOrNull(cell(row, '商户退款单号')),
    channelNo: cell(row, '微信订单号'),
    channelRefundNo: isPayment ? null : numberOrNull(cell(row, '微信退款单号')),
    amount,
    fee: roundedFee(exactFee(row)),
    currency: cell(row, '货币种类'),
    occurredAt: billInstant(cell(row, '交易时间'), lineNo),
    state: isPayment ? state : cell(row, '退款状态'),
  }
}
