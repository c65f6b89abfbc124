import { Card, type TableColumnsType } from 'antd'
import { serverNow } from '../../api/client.ts'
import type { Schedule } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Due, When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

type Part = Schedule['parts'][number]

function PartState({ of: { amount, paid, dueAt } }: { of: Part }) {
  const t = useWords()
  if (paid >= amount) return <Badge tone="good">{t('payments.part_paid')}</Badge>
  if (Date.parse(String(dueAt)) < serverNow()) return <Badge tone="bad">{t('payments.part_over')}</Badge>
  return <Badge tone="wait">{t(paid > 0 ? 'payments.part_begun' : 'payments.part_due')}</Badge>
}

/** What is due by which day, where the buyer chose a plan or something was added; nothing where all is due at once. */
export function ScheduleCard({ no, currency }: { no: string; currency: string }) {
  const t = useWords()
  const language = useLanguage()
  const may = useMay()
  const { data } = useResource<Schedule>(`/v1/trades/${no}/schedule`, { when: may('order.read') })
  if (!data || data.parts.length === 0) return null
  const columns: TableColumnsType<Part> = [
    {
      title: t('payments.description'),
      render: (_, { title, reason, isKept }) => (
        <span>
          {labelText(title, language)} {isKept ? <Badge tone="off">{t('payments.part_kept')}</Badge> : null}{' '}
          <span className="quiet">{reason}</span>
        </span>
      ),
    },
    { title: t('payments.part_state'), render: (_, part) => <PartState of={part} /> },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, { amount }) => <Money amount={amount} currency={currency} />,
    },
    {
      title: t('payments.paid'),
      align: 'right',
      render: (_, { paid }) => <Money amount={paid} currency={currency} quietZero />,
    },
    {
      title: t('payments.due_at'),
      render: (_, { amount, paid, dueAt }) => (paid < amount ? <Due at={dueAt} /> : <When at={dueAt} />),
    },
  ]
  return (
    <Card title={t('payments.schedule')}>
      <Rows<Part>
        cards
        label={t('payments.schedule')}
        rows={data.parts}
        columns={columns}
        rowKey={({ seq }) => String(seq)}
      />
    </Card>
  )
}
