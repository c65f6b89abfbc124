import type { TableColumnsType } from 'antd'
import type { PaymentReport } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { ChannelName } from '../parts/channel.tsx'
import { Rows } from '../parts/list.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'
import { type Unit, Value } from './units.tsx'

type Channel = PaymentReport['channels'][number]
type Day = PaymentReport['days'][number]
type Numbers = Omit<Day, 'day'>

const TALLIED: readonly (readonly [keyof Numbers, Unit])[] = [
  ['started', 'count'],
  ['succeeded', 'count'],
  ['failed', 'count'],
  ['closed', 'count'],
  ['unknown', 'count'],
  ['open', 'count'],
  ['conflicted', 'count'],
  ['successBps', 'bps'],
  ['received', 'money'],
  ['tookMedian', 'ms'],
  ['tookP95', 'ms'],
]

/** The same columns for channels and for days. */
function useTallied<T extends Numbers>(currency: string): TableColumnsType<T> {
  const t = useWords()
  return TALLIED.map(([field, unit]) => ({
    title: t(`report.${field}` as ConsoleKey),
    align: 'right',
    render: (_, row) => <Value of={row[field]} unit={unit} currency={currency} />,
  }))
}

export function ChannelRows({ of: { channels, currency } }: { of: PaymentReport }) {
  const t = useWords()
  const tallied = useTallied<Channel>(currency)
  const mix = (field: 'mixCountBps' | 'mixAmountBps') => ({
    title: t(`report.${field}`),
    align: 'right' as const,
    render: (_: unknown, row: Channel) => (
      <span className="share-cell">
        <Value of={row[field]} unit="bps" currency={currency} />
        <progress aria-label={t(`report.${field}`)} max={10_000} value={row[field] ?? 0} />
      </span>
    ),
  })
  const columns: TableColumnsType<Channel> = [
    {
      title: t('payments.channel'),
      render: (_, row) => <ChannelName account={row.channel} method={row.method} />,
    },
    mix('mixCountBps'),
    mix('mixAmountBps'),
    ...tallied,
  ]
  return (
    <Rows
      label={t('report.channels')}
      rows={channels}
      columns={columns}
      rowKey={(row) => `${row.channel} ${row.method}`}
    />
  )
}

export function DayRows({ of: { days, currency } }: { of: PaymentReport }) {
  const t = useWords()
  const columns: TableColumnsType<Day> = [
    { title: t('report.day'), render: (_, { day }) => day },
    ...useTallied<Day>(currency),
  ]
  return <Rows label={t('report.days')} rows={days} columns={columns} rowKey={({ day }) => day} />
}

export function ReasonRows({ of: { reasons, currency } }: { of: PaymentReport }) {
  const t = useWords()
  const language = useLanguage()
  const columns: TableColumnsType<PaymentReport['reasons'][number]> = [
    { title: t('report.reason'), render: (_, { title }) => labelText(title, language) },
    {
      title: t('report.count'),
      align: 'right',
      render: (_, { count }) => <Value of={count} unit="count" currency={currency} />,
    },
  ]
  return <Rows label={t('report.reasons')} rows={reasons} columns={columns} rowKey={({ code }) => code} />
}

export function RefundStateRows({ of: { refunds, currency } }: { of: PaymentReport }) {
  const t = useWords()
  const language = useLanguage()
  const columns: TableColumnsType<PaymentReport['refunds'][number]> = [
    { title: t('orders.state'), render: (_, { title }) => labelText(title, language) },
    {
      title: t('report.count'),
      align: 'right',
      render: (_, { count }) => <Value of={count} unit="count" currency={currency} />,
    },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, { amount }) => <Value of={amount} unit="money" currency={currency} />,
    },
  ]
  return <Rows label={t('report.refunds')} rows={refunds} columns={columns} rowKey={({ state }) => state} />
}
