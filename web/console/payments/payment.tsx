import { Card } from 'antd'
import { useParams } from 'react-router'
import type { Payment } from '../../api/staff-nouns.ts'
import { useResource } from '../parts/ask.ts'
import { No } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { StateTag } from '../parts/state.tsx'
import { useMay } from '../session/session.tsx'
import { SharingCard } from '../sharings/payment-card.tsx'
import { useWords } from '../words/index.ts'
import { EvidenceList } from './evidence.tsx'
import { PaymentFigures } from './figures.tsx'
import { AttemptRows, FlowRows, ItemRows, RefundRows, ShareRows } from './rows.tsx'
import { ScheduleCard } from './schedule.tsx'

/** One payment: its sums, whose money it is, every attempt, every flow and the raw evidence for them. */
export function PaymentPage() {
  const t = useWords()
  const may = useMay()
  const { no = '' } = useParams()
  const payment = useResource<Payment>(`/v1/payments/${no}`, { everyMs: 10_000 })
  return (
    <Page
      title={t('payments.one')}
      name={<No no={no} />}
      extra={payment.data ? <StateTag machine="payment" state={payment.data.state} /> : null}
    >
      <Loaded of={payment}>
        {(value) => (
          <div className="stack">
            <Card>
              <PaymentFigures payment={value} />
            </Card>
            <Card title={t('payments.items')}>
              <ItemRows items={value.items} currency={value.currency} />
            </Card>
            <Card title={t('payments.attempts')}>
              <AttemptRows attempts={value.attempts} />
            </Card>
            <Card title={t('payments.shares')}>
              <ShareRows shares={value.shares} currency={value.currency} />
            </Card>
            <ScheduleCard no={no} currency={value.currency} />
            <SharingCard payment={value} />
            <Card title={t('payments.flows')}>
              <FlowRows flows={value.flows} />
            </Card>
            <Card title={t('menu.refunds')}>
              <RefundRows refunds={value.refunds} />
            </Card>
            {may('evidence.read') ? (
              <Card title={t('evidence.title')}>
                <EvidenceList no={no} />
              </Card>
            ) : null}
          </div>
        )}
      </Loaded>
    </Page>
  )
}
