import { Input, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { Event } from '../../api/staff-nouns.ts'
import { List } from '../parts/list.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { Raw } from '../parts/raw.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { Redeliver } from './redeliver.tsx'

export function EventsPage() {
  const t = useWords()
  const [type, setType] = useState<string | null>(null)
  const [resource, setResource] = useState<string | null>(null)
  const columns: TableColumnsType<Event> = [
    { title: t('events.position'), align: 'right', render: (_, event) => event.position },
    { title: t('events.type'), render: (_, event) => <code>{event.type}</code> },
    {
      title: t('queue.what'),
      render: (_, { resource }) => <No no={resource.no} to={pageOfNumber(resource.no) ?? undefined} />,
    },
    { title: t('events.sequence'), align: 'right', render: (_, event) => event.sequence },
    { title: t('timeline.at'), render: (_, event) => <When at={event.at} /> },
    {
      title: '',
      render: (_, event) => (event.actions.includes('redeliver') ? <Redeliver event={event} /> : null),
    },
  ]
  return (
    <Page title={t('menu.events')} lead={t('events.lead')}>
      <List<Event>
        label={t('menu.events')}
        path="/v1/events"
        query={{ type, resource }}
        filters={
          <>
            <Input.Search
              className="filter-select"
              aria-label={t('events.type')}
              placeholder="order.* / payment.succeeded"
              onSearch={(text) => setType(/^[a-z_]+\.([a-z_]+|\*)$/.test(text) ? text : null)}
              allowClear
            />
            <Input.Search
              className="filter-select"
              aria-label={t('events.resource')}
              placeholder={t('events.resource')}
              onSearch={(text) => setResource(/^\d{22}$/.test(text.trim()) ? text.trim() : null)}
              allowClear
            />
          </>
        }
        columns={columns}
        rowKey={(event) => event.id ?? String(event.position)}
        everyMs={5_000}
        expandable={{
          expandedRowRender: (event) => <Raw value={event.data ?? event} label={t('events.data')} />,
        }}
      />
    </Page>
  )
}
