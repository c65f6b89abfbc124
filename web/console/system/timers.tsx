import type { TableColumnsType } from 'antd'
import type { Timer } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { List } from '../parts/list.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { Due } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** The visible queue of everything with a due time (row L8). */
export function TimersPage() {
  const t = useWords()
  const language = useLanguage()
  const columns: TableColumnsType<Timer> = [
    {
      title: t('timers.kind'),
      render: (_, timer) => (
        <span className="goods">
          <span>{labelText(timer.label, language)}</span>
          <code>{timer.kind}</code>
        </span>
      ),
    },
    {
      title: t('queue.what'),
      render: (_, timer) => <No no={timer.subjectNo} to={pageOfNumber(timer.subjectNo) ?? undefined} />,
    },
    { title: t('timers.due'), render: (_, timer) => <Due at={timer.dueAt} /> },
    { title: t('timers.tries'), align: 'right', render: (_, timer) => timer.tries ?? '–' },
  ]
  return (
    <Page title={t('menu.timers')} lead={t('timers.lead')}>
      <List<Timer>
        label={t('menu.timers')}
        path="/v1/timers"
        columns={columns}
        rowKey={(timer) => `${timer.kind}${timer.subjectNo}${timer.dueAt}`}
        everyMs={5_000}
      />
    </Page>
  )
}
