import type { BillLine, BillTotals } from '../abilities.ts'
import { BillFault } from '../bill-fault.ts'
import { type BillRow, type BillShape, billInstant, count, decimal, rowsOf, sumsOf } from './bill-lines.ts'

/** 资金账单 of the basic account: every movement, with the balance after it. */
const shape: BillShape = {
  header: [
    '记账时间',
    '微信支付业务单号',
    '资金流水单号',
    '业务名称',
    '业务类型',
    '收支类型',
    '收支金额(元)',
    '账户结余(元)',
    '资金变更提交申请人',
    '备注',
    '业务凭证号',
  ],
  summary: ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额'],
}

const kinds: Readonly<Record<string, BillLine['kind']>> = {
  交易: 'payment',
  退款: 'refund',
  扣除交易手续费: 'fee',
  退还交易手续费: 'fee_refund',
  分账: 'sharing',
  分账回退: 'sharing',
  提现: 'payout',
}

type Sums = { count: number; inCount: number; in: number; outCount: number; out: number }

/** Lines are read one by one; after the last, their sums are compared with the bill's own. */
export function readFundBill(bytes: Buffer): { lines: Iterable<BillLine>; totals: () => BillTotals } {
  return {
    lines: { [Symbol.iterator]: () => lines(bytes) },
    totals: () => toldSums(sumsOf(bytes, shape)),
  }
}

function* lines(bytes: Buffer): Generator<BillLine> {
  const seen: Sums = { count: 0, inCount: 0, in: 0, outCount: 0, out: 0 }
  let told: BillRow | undefined
  const keep = (row: BillRow) => {
    told = row
  }
  for (const row of rowsOf(bytes, shape, keep)) {
    const line = lineOf(row)
    seen.count += 1
    seen[line.direction] += line.amount
    seen[line.direction === 'in' ? 'inCount' : 'outCount'] += 1
    yield line
  }
  const sums = toldSums(told!)
  for (const name of Object.keys(seen) as (keyof Sums)[]) {
    if (seen[name] !== sums[name]) {
      throw new BillFault(told!.lineNo, `the sum of ${name} is ${sums[name]}, the rows make ${seen[name]}`)
    }
  }
}

function toldSums({ cells, lineNo }: BillRow): Sums {
  return {
    count: count(cells[0]!, lineNo),
    inCount: count(cells[1]!, lineNo),
    in: decimal(cells[2]!, 2, lineNo),
    outCount: count(cells[3]!, lineNo),
    out: decimal(cells[4]!, 2, lineNo),
  }
}

/** A refund's voucher is the payment's number behind this. */
const REFUND_VOUCHER = /^REF(\d+)$/

function lineOf({ lineNo, cells }: BillRow): BillLine {
  const [time, businessNo, , name, type, inOrOut, money, , , , voucher] = cells as readonly string[] & {
    length: 11
  }
  if (inOrOut !== '收入' && inOrOut !== '支出')
    throw new BillFault(lineNo, `${inOrOut} is neither in nor out`)
  const amount = decimal(money!, 2, lineNo)
  if (amount < 0) throw new BillFault(lineNo, 'an amount below zero')
  const paymentNo = REFUND_VOUCHER.exec(voucher!)?.[1]
  return {
    lineNo,
    kind: kinds[type!] ?? kinds[name!] ?? 'other',
    direction: inOrOut === '收入' ? 'in' : 'out',
    // The fund bill knows only the channel's own numbers.
    attemptNo: null,
    refundNo: null,
    channelNo: paymentNo ?? businessNo!,
    channelRefundNo: paymentNo === undefined ? null : businessNo!,
    amount,
    fee: 0,
    currency: 'CNY',
    occurredAt: billInstant(time!, lineNo),
    state: type!,
  }
}
