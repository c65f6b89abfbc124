import type { TableColumnsType } from 'antd'
import type { Event } from '../../api/staff-nouns.ts'
import { List } from '../parts/list.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { Raw } from '../parts/raw.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

export function EventsPage() {
  const t = useWords()
  const columns: TableColumnsType<Event> = [
    { title: t('events.position'), align: 'right', render: (_, event) => event.position },
    { title: t('events.type'), render: (_, event) => <code>{event.type}</code> },
    {
      title: t('queue.what'),
      render: (_, { resource }) => <No no={resource.no} to={pageOfNumber(resource.no) ?? undefined} />,
    },
    { title: t('events.sequence'), align: 'right', render: (_, event) => event.sequence },
    { title: t('timeline.at'), render: (_, event) => <When at={event.at} /> },
  ]
  return (
    <Page title={t('menu.events')} lead={t('events.lead')}>
      <List<Event>
        label={t('menu.events')}
        path="/v1/events"
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
