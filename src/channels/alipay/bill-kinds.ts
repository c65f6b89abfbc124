import type { BillKind, BillLine, BillTotals } from '../abilities.ts'
import { BillFault } from '../bill-fault.ts'
import type { Row } from './bill-table.ts'
import { fenOf } from './money.ts'

/** What the two bills have in common for their reader: titles, columns, and what a line and a footer say. */
export type BillForm = {
  /** What alipay.data.dataservice.bill.downloadurl.query calls it. */
  readonly type: 'trade' | 'signcustomer'
  readonly title: string
  readonly summaryTitle: string
  readonly needed: readonly string[]
  readonly times: readonly string[]
  line(lineNo: number, row: Row): BillLine
  /** What a line adds to the sums that the footer tells. */
  sums(line: BillLine, row: Row): BillTotals
  /** A line of the footer, or of the summary, as sums. */
  readonly footer: readonly { readonly words: RegExp; readonly count: string; readonly amount: string }[]
  /** Columns of the summary, and the sums they must equal. */
  readonly summary: Readonly<Record<string, string>>
}

/** 业务明细: payments and refunds. Source of the columns: six readers of real files agree. */
const trade: BillForm = {
  type: 'trade',
  title: '#支付宝业务明细查询',
  summaryTitle: '#支付宝业务汇总查询',
  needed: [
    '支付宝交易号',
    '商户订单号',
    '业务类型',
    '商品名称',
    '创建时间',
    '完成时间',
    '订单金额(元)',
    '商家实收(元)',
    '退款批次号/请求号',
    '服务费(元)',
  ],
  times: ['创建时间', '完成时间'],
  line: (lineNo, row) => {
    const type = row.text('业务类型')
    const isRefund = type === '退款'
    if (!isRefund && type !== '交易') throw new BillFault(lineNo, `业务类型 ${type} is not known`)
    const refundNo = isRefund ? row.text('退款批次号/请求号') : null
    if (refundNo === '') throw new BillFault(lineNo, 'a refund without its number')
    const amount = row.amount('订单金额(元)')
    if (isRefund ? amount > 0 : amount < 0) throw new BillFault(lineNo, '订单金额 has the wrong sign')
    return {
      lineNo,
      kind: isRefund ? 'refund' : 'payment',
      direction: isRefund ? 'out' : 'in',
      attemptNo: row.text('商户订单号') || null,
      refundNo,
      channelNo: row.text('支付宝交易号'),
      channelRefundNo: refundNo,
      amount: Math.abs(amount),
      // Written below zero where it is taken from us.
      fee: 0 - row.amount('服务费(元)'),
      currency: 'CNY',
      occurredAt: row.time('完成时间'),
      state: type,
    }
  },
  sums: (line, row) => {
    const received = row.amount('商家实收(元)')
    const common = { received, fee: line.fee }
    return line.kind === 'payment'
      ? { ...common, paymentCount: 1, paymentReceived: received }
      : { ...common, refundCount: 1, refundReceived: received }
  },
  footer: [
    {
      words: /^#交易合计：(\d+)笔，商家实收共(-?[\d.]+)元/,
      count: 'paymentCount',
      amount: 'paymentReceived',
    },
    {
      words: /^#退款合计：(\d+)笔，商家实收退款共(-?[\d.]+)元/,
      count: 'refundCount',
      amount: 'refundReceived',
    },
  ],
  summary: {
    交易订单总笔数: 'paymentCount',
    退款订单总笔数: 'refundCount',
    '商家实收(元)': 'received',
  },
}

const fundKinds: Readonly<Record<string, BillLine['kind']>> = {
  在线支付: 'payment',
  交易付款: 'payment',
  交易退款: 'refund',
  收费: 'fee',
  退费: 'fee_refund',
  交易分账: 'sharing',
  分账: 'sharing',
  提现: 'payout',
}

/** 账务明细: every movement of the account. */
const fund: BillForm = {
  type: 'signcustomer',
  title: '#支付宝账务明细查询',
  summaryTitle: '#支付宝账务汇总查询',
  needed: [
    '账务流水号',
    '业务流水号',
    '商户订单号',
    '商品名称',
    '发生时间',
    '收入金额(+元)',
    '支出金额(-元)',
    '业务类型',
  ],
  times: ['发生时间'],
  line: (lineNo, row) => {
    const income = row.amount('收入金额(+元)')
    const expense = row.amount('支出金额(-元)')
    const type = row.text('业务类型')
    // Written with or without its sign.
    const spent = Math.abs(expense)
    if (income < 0 || (income > 0 && spent > 0)) throw new BillFault(lineNo, 'income and expense at once')
    return {
      lineNo,
      kind: (Object.hasOwn(fundKinds, type) ? fundKinds[type] : undefined) ?? 'other',
      direction: spent > 0 ? 'out' : 'in',
      attemptNo: row.text('商户订单号') || null,
      refundNo: null,
      channelNo: row.text('业务流水号'),
      channelRefundNo: null,
      amount: spent > 0 ? spent : income,
      fee: 0,
      currency: 'CNY',
      occurredAt: row.time('发生时间'),
      state: type,
    }
  },
  sums: (line) =>
    line.direction === 'in'
      ? { incomeCount: 1, income: line.amount }
      : { expenseCount: 1, expense: -line.amount },
  footer: [
    { words: /^#支出合计：(\d+)笔，共(-?[\d.]+)元/, count: 'expenseCount', amount: 'expense' },
    { words: /^#收入合计：(\d+)笔，共(-?[\d.]+)元/, count: 'incomeCount', amount: 'income' },
  ],
  summary: {},
}

export const billForms: Readonly<Record<BillKind, BillForm>> = { trade, fund }

/** The sums that a line of the footer tells. */
export function footerSums(form: BillForm, lineNo: number, text: string): BillTotals | undefined {
  for (const { words, count, amount } of form.footer) {
    const found = words.exec(text)
    if (!found) continue
    const fen = fenOf(found[2])
    if (fen === undefined) throw new BillFault(lineNo, 'a sum that is no amount')
    return { [count]: Number(found[1]), [amount]: fen }
  }
  return undefined
}
