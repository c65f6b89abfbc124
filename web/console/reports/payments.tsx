import { Card, DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { serverNow } from '../../api/client.ts'
import type { PaymentReport } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { useChannelName } from '../parts/channel.tsx'
import { Download } from '../parts/download.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import type { Query } from '../parts/wire.ts'
import { useWords } from '../words/index.ts'
import { DayChart } from './chart.tsx'
import { ChannelRows, DayRows, ReasonRows, RefundStateRows } from './tables.tsx'
import { Value } from './units.tsx'

const DAY = 'YYYY-MM-DD'
/** Days are days at UTC+8, wherever the reader sits. */
const midnight = (day: string, plus = 0): string =>
  dayjs(`${day}T00:00:00Z`).add(plus, 'day').toISOString().replace('.000Z', '+08:00')

/** The period and the filters stand in the address; a week until today when nothing is chosen. */
function useReport() {
  const [params, setParams] = useSearchParams()
  const [today] = useState(() => new Date(serverNow() + 8 * 3_600_000).toISOString().slice(0, 10))
  const from = params.get('from') ?? dayjs(today).subtract(6, 'day').format(DAY)
  const to = params.get('to') ?? today
  const channel = params.get('channel')
  const set = (change: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(params)
    for (const [name, value] of Object.entries(change)) value ? next.set(name, value) : next.delete(name)
    setParams(next, { replace: true })
  }
  const period: Query = { from: midnight(from), until: midnight(to, 1) }
  return { from, to, channel, set, period, query: { ...period, channel } }
}

/** The payment report 支付报告: every figure with what it counts beside it. */
export function PaymentReportPage() {
  const t = useWords()
  const report = useReport()
  const asked = useResource<PaymentReport>('/v1/reports/payments', { query: report.query })
  return (
    <Page
      title={t('menu.payment_report')}
      lead={t('report.lead')}
      extra={<Download path="/v1/reports/payments.csv" query={report.query} label={t('report.csv')} />}
    >
      <Card>
        <Filters report={report} />
      </Card>
      <Loaded of={asked}>{(value) => <Report of={value} />}</Loaded>
    </Page>
  )
}

function Filters({ report }: { report: ReturnType<typeof useReport> }) {
  const t = useWords()
  const all = useResource<PaymentReport>('/v1/reports/payments', { query: report.period })
  const nameOf = useChannelName()
  const channels = [...new Set((all.data?.channels ?? []).map(({ channel }) => channel))]
  return (
    <div className="filters">
      <DatePicker.RangePicker
        aria-label={t('report.period')}
        allowClear={false}
        value={[dayjs(report.from), dayjs(report.to)]}
        onChange={(range) =>
          report.set({ from: range?.[0]?.format(DAY) ?? null, to: range?.[1]?.format(DAY) ?? null })
        }
      />
      <Select
        className="filter-select"
        aria-label={t('payments.channel')}
        placeholder={t('payments.channel')}
        value={report.channel}
        options={channels.map((value) => ({ value, label: nameOf(value) }))}
        onChange={(channel) => report.set({ channel: channel ?? null })}
        allowClear
      />
    </div>
  )
}

function Report({ of }: { of: PaymentReport }) {
  const t = useWords()
  const language = useLanguage()
  return (
    <div className="stack">
      <Card>
        <dl className="report-figures">
          {of.figures.map(({ code, name, definition, unit, value }) => (
            <div key={code} className="report-figure">
              <dt>{labelText(name, language)}</dt>
              <dd className="report-value" data-figure={code} data-value={value ?? ''}>
                <Value of={value} unit={unit} currency={of.currency} />
              </dd>
              <dd className="quiet">{labelText(definition, language)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card title={t('report.days')}>
        {of.days.length > 0 ? <DayChart days={of.days} /> : null}
        <DayRows of={of} />
      </Card>
      <Card title={t('report.channels')}>
        <ChannelRows of={of} />
      </Card>
      <Card title={t('report.reasons')}>
        <ReasonRows of={of} />
      </Card>
      <Card title={t('report.refunds')}>
        <RefundStateRows of={of} />
      </Card>
    </div>
  )
}
