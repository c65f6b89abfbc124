import type { TableColumnsType } from 'antd'
import { useSearchParams } from 'react-router'
import type { Dispute } from '../../api/staff-nouns.ts'
import { ChannelName } from '../parts/channel.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { StateFilter, StateTag } from '../parts/state.tsx'
import { Due, When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { DisputeReason } from './reason.tsx'

export function DisputesPage() {
  const t = useWords()
  const [params, setParams] = useSearchParams()
  const state = params.get('state')
  const columns: TableColumnsType<Dispute> = [
    {
      title: t('disputes.no'),
      render: (_, one) => <No no={one.disputeNo} to={`/disputes/${one.disputeNo}`} />,
    },
    { title: t('orders.state'), render: (_, one) => <StateTag machine="dispute" state={one.state} /> },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, one) => <Money amount={one.amount} currency={one.currency} />,
    },
    { title: t('payments.channel'), render: (_, one) => <ChannelName account={one.channel} /> },
    { title: t('act.reason'), render: (_, one) => <DisputeReason of={one.reason} /> },
    {
      title: t('disputes.respond_by'),
      render: (_, one) =>
        one.state === 'needs_response' ? <Due at={one.respondBy} /> : <When at={one.respondBy} />,
    },
    { title: t('disputes.opened'), render: (_, one) => <When at={one.openedAt} /> },
  ]
  return (
    <Page title={t('menu.disputes')} lead={t('disputes.lead')}>
      <List<Dispute>
        label={t('menu.disputes')}
        path="/v1/disputes"
        query={{ state }}
        columns={columns}
        rowKey={(one) => one.disputeNo}
        filters={
          <StateFilter
            machine="dispute"
            value={state}
            onChange={(value) => setParams(value ? { state: value } : {}, { replace: true })}
          />
        }
      />
    </Page>
  )
}
