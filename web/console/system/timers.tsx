import type { TableColumnsType } from 'antd'
import { labelText, useLanguage } from '../../ui/language.ts'
import { List } from '../parts/list.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { Due } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** Something that will happen by itself: its due time is a row in the database, so a crash does not lose it. */
type Timer = {
  kind: string
  label?: { zh: string; en: string } | string | null
  subjectNo?: string
  no?: string
  dueAt: string
  tries?: number | null
}

/** The visible queue of everything with a due time (row L8). */
export function TimersPage() {
  const t = useWords()
  const language = useLanguage()
  const columns: TableColumnsType<Timer> = [
    {
      title: t('timers.kind'),
      render: (_, timer) => (
        <span className="goods">
          <span>{timer.label ? labelText(timer.label, language) : timer.kind}</span>
          {timer.label ? <code>{timer.kind}</code> : null}
        </span>
      ),
    },
    { title: t('queue.what'), render: (_, timer) => <Subject no={timer.subjectNo ?? timer.no ?? ''} /> },
    { title: t('timers.due'), render: (_, timer) => <Due at={timer.dueAt} /> },
    { title: t('timers.tries'), align: 'right', render: (_, timer) => timer.tries ?? '–' },
  ]
  return (
    <Page title={t('menu.timers')} lead={t('timers.lead')}>
      <List<Timer>
        label={t('menu.timers')}
        path="/v1/timers"
        columns={columns}
        rowKey={(timer) => `${timer.kind}${timer.subjectNo ?? timer.no}${timer.dueAt}`}
        everyMs={5_000}
      />
    </Page>
  )
}

const Subject = ({ no }: { no: string }) => (no ? <No no={no} to={pageOfNumber(no) ?? undefined} /> : null)
