import { DAY } from '../../kernel/clock.ts'
import { linesOf, paymentReport, type ReportFilter, type ReportLine } from '../../projections/index.ts'
import type { Access } from '../access.ts'
import { shopIdOf } from '../caller.ts'
import { type Column, csvOf } from '../csv.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { PaymentReport, ReportQuery } from '../schemas/report.ts'
import { answers } from '../schemas/shapes.ts'

const tags = ['reports']
const READ: Access = { callers: ['staff'], permission: 'payment.read', ownership: 'reach' }

/** The longest period: a year with its leap day, and the hour by which clocks may be moved. */
const LONGEST = 366 * DAY + DAY

type Wanted = {
  readonly from: string
  readonly until: string
  readonly currency?: string
  readonly channel?: string
  readonly method?: string
  readonly shop?: number
}

/** Null for no period, or one that is too long. A merchant's people see their own shop, whatever they ask for. */
const filterOf = (request: Asked, wanted: Wanted): ReportFilter | null => {
  const [from, until] = [new Date(wanted.from), new Date(wanted.until)]
  const span = until.getTime() - from.getTime()
  if (!(span > 0 && span <= LONGEST)) return null
  const { currency = 'CNY', channel = null, method = null, shop = null } = wanted
  return { from, until, currency, channel, method, shopId: shopIdOf(request) ?? shop }
}

const PARTS: Readonly<Record<ReportLine['part'], string>> = {
  figures: '总览',
  channels: '渠道构成',
  days: '每日',
  reasons: '失败原因',
  refunds: '退款',
}
const UNITS: Readonly<Record<ReportLine['unit'], string>> = {
  count: '笔',
  money: '分',
  bps: '万分之一',
  ms: '毫秒',
}
const columns: readonly Column<ReportLine>[] = [
  ['部分', ({ part }) => PARTS[part]],
  ['项目', ({ item }) => item],
  ['指标', ({ code }) => code],
  ['名称', ({ name }) => name],
  ['数值', ({ value }) => value],
  ['单位', ({ unit }) => UNITS[unit]],
  ['口径', ({ definition }) => definition],
]

/** Payment reports 支付报告 (row N17): what became of the attempts of a period, each figure with its definition. */
export const reportRoutes = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/reports/payments',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What became of the payments of a period, with the definition of every figure',
      querystring: ReportQuery,
      response: answers(200, PaymentReport),
    },
    handler: async (request, reply) => {
      const wanted = filterOf(request, request.query)
      if (!wanted) return refuse(reply, { code: 'invalid_field', param: 'until' })
      const { filter, ...report } = await paymentReport(db, wanted)
      const { from, until, currency, shopId } = filter
      return { from, until, currency, shopId, ...report }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/reports/payments.csv',
    config: { access: READ },
    schema: { tags, summary: 'The same report as a table, a number a line', querystring: ReportQuery },
    handler: async (request, reply) => {
      const wanted = filterOf(request, request.query)
      if (!wanted) return refuse(reply, { code: 'invalid_field', param: 'until' })
      const lines = linesOf(await paymentReport(db, wanted))
      reply.header('content-disposition', 'attachment; filename="payments.csv"')
      return reply.type('text/csv; charset=utf-8').send(csvOf(columns, lines))
    },
  })
}
