import { useSearchParams } from 'react-router'
import type { Refund } from '../../api/staff-nouns.ts'
import { List } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { StateFilter } from '../parts/state.tsx'
import { useWords } from '../words/index.ts'
import { useRefundColumns } from './rows.tsx'

export function RefundsPage() {
  const t = useWords()
  const [params, setParams] = useSearchParams()
  const state = params.get('state')
  return (
    <Page title={t('menu.refunds')}>
      <List<Refund>
        label={t('menu.refunds')}
        path="/v1/refunds"
        query={{ state }}
        columns={useRefundColumns()}
        rowKey={(refund) => refund.no}
        filters={
          <StateFilter
            machine="refund"
            value={state}
            onChange={(value) => setParams(value ? { state: value } : {}, { replace: true })}
          />
        }
      />
    </Page>
  )
}
