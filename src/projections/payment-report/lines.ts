import type { Label } from '../../kernel/machine.ts'
import type { PaymentReport, Tally, Unit } from './types.ts'

/** One number of the report in a table: which part it stands in, of what, and what it is. */
export type ReportLine = {
  readonly part: 'figures' | 'channels' | 'days' | 'reasons' | 'refunds'
  readonly item: string
  readonly code: string
  readonly name: string
  readonly value: number | null
  readonly unit: Unit
  readonly definition: string
}

const TALLIED: readonly (readonly [keyof Tally, string, Unit])[] = [
  ['started', '发起笔数', 'count'],
  ['succeeded', '成功笔数', 'count'],
  ['failed', '失败笔数', 'count'],
  ['closed', '关闭笔数', 'count'],
  ['unknown', '结果未知笔数', 'count'],
  ['open', '进行中笔数', 'count'],
  ['conflicted', '金额不符笔数', 'count'],
  ['successBps', '成功率', 'bps'],
  ['failureBps', '失败率', 'bps'],
  ['received', '收款金额', 'money'],
  ['tookMedian', '支付用时中位数', 'ms'],
  ['tookP95', '支付用时 P95', 'ms'],
]

const line = (
  [part, item]: readonly [ReportLine['part'], string],
  [code, name, unit]: readonly [string, string, Unit],
  value: number | null,
  definition = '',
): ReportLine => ({ part, item, code, name, value, unit, definition })

const tallied = (part: ReportLine['part'], item: string, tally: Tally): ReportLine[] =>
  TALLIED.map((column) => line([part, item], column, tally[column[0]]))

const counted = (
  part: ReportLine['part'],
  { code, title, count }: { readonly code: string; readonly title: Label; readonly count: number },
): ReportLine => line([part, title.zh], [code, '笔数', 'count'], count)

/** The whole report as one table: every number that it says, once. */
export const linesOf = (report: PaymentReport): ReportLine[] => [
  ...report.figures.map(({ code, name, unit, value, definition }) =>
    line(['figures', ''], [code, name.zh, unit], value, definition.zh),
  ),
  ...report.channels.flatMap((one) => {
    const item = `${one.channel} ${one.method}`
    return [
      ...tallied('channels', item, one),
      line(['channels', item], ['mixCountBps', '笔数占比', 'bps'], one.mixCountBps),
      line(['channels', item], ['mixAmountBps', '金额占比', 'bps'], one.mixAmountBps),
    ]
  }),
  ...report.days.flatMap((one) => tallied('days', one.day, one)),
  ...report.reasons.map((one) => counted('reasons', one)),
  ...report.refunds.flatMap(({ state, title, count, amount }) => [
    counted('refunds', { code: state, title, count }),
    line(['refunds', title.zh], [state, '金额', 'money'], amount),
  ]),
]
