import { balanceBefore, feeOf, linesOf } from './bill-rows.ts'
import { chinaTime, newFundNo, readChinaTime, yuan } from './text.ts'
import type { MoneyLine } from './types.ts'
import type { World } from './world.ts'

/** The bills as texts, with Alipay's own headings, tabs after numbers, and footers. */

const DAY = 24 * 60 * 60 * 1000

const longTime = (at: number): string => {
  const [date = '', time = ''] = chinaTime(at).split(' ')
  const [year, month, day] = date.split('-')
  return `${year}年${month}月${day}日 ${time}`
}

const heading = (world: World, title: string, date: string, list: string): string[] => {
  const from = readChinaTime(`${date} 00:00:00`)
  return [
    `#${title}`,
    `#账号：[${world.keys.file.sellerId}0156]`,
    `#起始日期：[${longTime(from)}]   终止日期：[${longTime(from + DAY)}]`,
    `#-----------------------------------------${list}----------------------------------------`,
  ]
}

const exported = (date: string): string =>
  `#导出时间：[${longTime(readChinaTime(`${date} 00:00:00`) + DAY + DAY / 4)}]`

const lines = (texts: readonly string[]): string => `${texts.join('\r\n')}\r\n`
const plain = (text: string): string => text.replaceAll(',', '，')
const total = (of: readonly MoneyLine[], value: (line: MoneyLine) => number): string =>
  yuan(of.reduce((sum, line) => sum + value(line), 0))

const TRADE_HEAD =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,' +
  '商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,' +
  '卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'

function tradeRow(line: MoneyLine): string {
  const isPaid = line.kind === 'paid'
  const amount = yuan(isPaid ? line.amount : -line.amount)
  const time = chinaTime(line.at)
  return [
    `${line.tradeNo}\t`,
    `${line.orderNo}\t`,
    isPaid ? '交易\t' : '退款\t',
    plain(line.subject),
    time,
    time,
    '\t',
    '\t',
    '\t',
    '\t',
    '*晓(138****0001)\t',
    amount,
    amount,
    '0.00',
    '0.00',
    '0.00',
    '0.00',
    '0.00',
    '',
    '0.00\t',
    '0.00',
    `${line.refundNo ?? ''}\t`,
    yuan(-feeOf(line)),
    '0.00',
    '',
  ].join(',')
}

/** 业务明细 and its summary. */
export function tradeBill(world: World, date: string): { readonly detail: string; readonly summary: string } {
  const all = linesOf(world, date).filter(({ kind }) => kind !== 'shared')
  const paid = all.filter(({ kind }) => kind === 'paid')
  const back = all.filter(({ kind }) => kind === 'refunded')
  const amountOf = (line: MoneyLine) => (line.kind === 'paid' ? line.amount : -line.amount)
  const sums = `${paid.length},${back.length},${total(all, amountOf)},${total(all, amountOf)}`
  const fees = total(all, (line) => -feeOf(line))
  const net = total(all, (line) => amountOf(line) - feeOf(line))
  return {
    detail: lines([
      ...heading(world, '支付宝业务明细查询', date, '业务明细列表'),
      TRADE_HEAD,
      ...all.map(tradeRow),
      '#-----------------------------------------业务明细列表结束------------------------------------',
      `#交易合计：${paid.length}笔，商家实收共${total(paid, amountOf)}元，商家优惠共0.00元`,
      `#退款合计：${back.length}笔，商家实收退款共${total(back, amountOf)}元，商家优惠退款共0.00元`,
      exported(date),
    ]),
    summary: lines([
      ...heading(world, '支付宝业务汇总查询', date, '业务汇总列表'),
      '门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）',
      `合计\t,\t,${sums},0.00,0.00,0.00,${fees},0.00,${net}`,
      '#-----------------------------------------业务汇总列表结束------------------------------------',
      exported(date),
    ]),
  }
}

const FUND_HEAD =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注'

type FundRow = { readonly line: MoneyLine; readonly type: string; readonly amount: number }

function fundRowsOf(line: MoneyLine): FundRow[] {
  switch (line.kind) {
    case 'paid':
      return [
        { line, type: '交易付款', amount: line.amount },
        { line, type: '收费', amount: -feeOf(line) },
      ]
    case 'refunded':
      return [{ line, type: '交易退款', amount: -line.amount }]
    case 'shared':
      return [{ line, type: '交易分账', amount: -line.amount }]
  }
}

/** 账务明细: every movement of the account, with the balance after it. */
export function fundBill(world: World, date: string): { readonly detail: string; readonly summary: string } {
  let balance = balanceBefore(world, date)
  const rows = linesOf(world, date)
    .flatMap(fundRowsOf)
    .filter(({ amount }) => amount !== 0)
  const texts = rows.map(({ line, type, amount }, index) => {
    balance += amount
    return [
      `${newFundNo(line.no * 10 + index)}\t`,
      `${line.tradeNo}\t`,
      `${line.orderNo}\t`,
      `${plain(line.subject)}\t`,
      chinaTime(line.at),
      '*晓(138****0001)\t',
      yuan(Math.max(amount, 0)),
      yuan(Math.min(amount, 0)),
      yuan(balance),
      '支付宝',
      type,
      '',
    ].join(',')
  })
  const sum = (of: readonly FundRow[]) => yuan(of.reduce((all, { amount }) => all + amount, 0))
  const income = rows.filter(({ amount }) => amount > 0)
  const expense = rows.filter(({ amount }) => amount < 0)
  return {
    detail: lines([
      ...heading(world, '支付宝账务明细查询', date, '账务明细列表'),
      FUND_HEAD,
      ...texts,
      '#-----------------------------------------账务明细列表结束------------------------------------',
      `#支出合计：${expense.length}笔，共${sum(expense)}元`,
      `#收入合计：${income.length}笔，共${sum(income)}元`,
      exported(date),
    ]),
    summary: lines([
      ...heading(world, '支付宝账务汇总查询', date, '账务汇总列表'),
      '类型,收入（笔数）,收入（+元）,支出（笔数）,支出（-元）,总金额（元）',
      `合计\t,${income.length},${sum(income)},${expense.length},${sum(expense)},${sum(rows)}`,
      '#-----------------------------------------账务汇总列表结束------------------------------------',
      exported(date),
    ]),
  }
}
