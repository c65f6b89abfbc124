import type { TableColumnsType } from 'antd'
import { useSearchParams } from 'react-router'
import type { PaymentSummary } from '../../api/staff-nouns.ts'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { StateFilter, StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** What was due for each trade and what came of it. */
export function PaymentsPage() {
  const t = useWords()
  const [params, setParams] = useSearchParams()
  const state = params.get('state')
  const columns: TableColumnsType<PaymentSummary> = [
    {
      title: t('payments.payable_no'),
      render: (_, payment) => <No no={payment.payableNo} to={`/payments/${payment.payableNo}`} />,
    },
    {
      title: t('orders.state'),
      render: (_, payment) => <StateTag machine="payment" state={payment.state} />,
    },
    ...(['due', 'captured', 'over', 'refunding', 'refunded'] as const).map((field) => ({
      title: t(`payments.${field}`),
      align: 'right' as const,
      render: (_: unknown, payment: PaymentSummary) => (
        <Money amount={payment[field]} currency={payment.currency} quietZero={field !== 'due'} />
      ),
    })),
    { title: t('payments.created'), render: (_, payment) => <When at={payment.createdAt} /> },
  ]
  return (
    <Page title={t('menu.payments')}>
      <List<PaymentSummary>
        label={t('menu.payments')}
        path="/v1/payments"
        query={{ state }}
        columns={columns}
        rowKey={(payment) => payment.payableNo}
        filters={
          <StateFilter
            machine="payment"
            value={state}
            onChange={(value) => setParams(value ? { state: value } : {}, { replace: true })}
          />
        }
      />
    </Page>
  )
}
