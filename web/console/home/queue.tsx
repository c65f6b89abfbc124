import type { TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { WorkItem, WorkQueue } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { Said } from '../parts/said.tsx'
import { Due, When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** Queues of what a channel was asked about and did not answer: how often it was asked matters. */
const ASKED: ReadonlySet<string> = new Set(['attempts_unknown', 'refunds_unanswered', 'sharings_unanswered'])

/** The list behind a card of the work queue. */
export function QueuePage() {
  const t = useWords()
  const language = useLanguage()
  const { code = '' } = useParams()
  const { data } = useResource<{ queues: WorkQueue[] }>('/v1/console/work-queue')
  const queue = data?.queues.find((one) => one.code === code)
  const title = queue ? labelText(queue.title, language) : t('home.title')
  const columns: TableColumnsType<WorkItem> = [
    {
      title: t('queue.what'),
      render: (_, item) => {
        const to = item.link ?? pageOfNumber(item.no) ?? undefined
        if (/^\d{22}$/.test(item.no)) return <No no={item.no} to={to} />
        return to ? <Link to={to}>{item.no}</Link> : item.no
      },
    },
    { title: t('queue.subject'), render: (_, item) => <Subject of={item} /> },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, item) =>
        typeof item.amount === 'number' ? (
          <Money amount={item.amount} currency={item.currency ?? 'CNY'} />
        ) : null,
    },
    ...(ASKED.has(code)
      ? [
          {
            title: t('queue.tries'),
            align: 'right' as const,
            render: (_: unknown, item: WorkItem) => item.tries,
          },
        ]
      : []),
    { title: t('queue.since'), render: (_, item) => <When at={item.since} /> },
    { title: t('queue.deadline'), render: (_, item) => <Due at={item.deadlineAt} /> },
  ]
  return (
    <Page title={title} lead={<Link to="/">{t('queue.back')}</Link>}>
      <List<WorkItem>
        label={title}
        path={`/v1/console/work-queue/${code}`}
        columns={columns}
        rowKey={(item) => `${item.no}${item.since}`}
        everyMs={10_000}
      />
    </Page>
  )
}

/** A number is opened and copied like every number, a code is said in words; anything else as it is. */
function Subject({ of: { subject, why } }: { of: WorkItem }) {
  if (!subject) return null
  if (/^\d{22}$/.test(subject)) return <No no={subject} to={pageOfNumber(subject) ?? undefined} />
  return why ? <Said words={why} code={subject} /> : subject
}
