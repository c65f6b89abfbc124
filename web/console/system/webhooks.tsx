import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { Deliveries } from './deliveries.tsx'
import { EndpointForm, Endpoints } from './endpoints.tsx'

/** Who is told of events, and whether they took them. */
export function WebhooksPage() {
  const t = useWords()
  const may = useMay()
  const [params, setParams] = useSearchParams()
  return (
    <Page
      title={t('menu.webhooks')}
      lead={t('webhooks.lead')}
      extra={may('webhook.write') ? <EndpointForm /> : null}
    >
      <Tabs
        activeKey={params.get('tab') ?? 'endpoints'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        items={[
          { key: 'endpoints', label: t('webhooks.endpoints'), children: <Endpoints /> },
          { key: 'deliveries', label: t('webhooks.deliveries'), children: <Deliveries /> },
        ]}
      />
    </Page>
  )
}
