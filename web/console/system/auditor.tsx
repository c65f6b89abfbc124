import { Card, type TableColumnsType } from 'antd'
import type { AuditBreak, AuditRun } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { Raw } from '../parts/raw.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

/** The auditor's runs and what they found; a break stays open until a run no longer sees it. */
export function AuditorPage() {
  const t = useWords()
  const may = useMay()
  const runs = useResource<{ items: AuditRun[]; breaks?: AuditBreak[] }>('/v1/audit/runs', {
    everyMs: 10_000,
  })
  return (
    <Page
      title={t('menu.auditor')}
      lead={t('auditor.lead')}
      extra={
        may('audit.run') ? (
          <Act
            primary
            label={t('auditor.run')}
            what={t('auditor.run_what')}
            order={{ method: 'POST', path: '/v1/audit/runs' }}
          />
        ) : null
      }
    >
      <Loaded of={runs}>
        {({ items, breaks = [] }) => (
          <div className="stack">
            {breaks.length > 0 ? (
              <Card title={t('auditor.breaks')} className="totals-off">
                <BreakRows breaks={breaks} />
              </Card>
            ) : null}
            <Card title={t('auditor.runs')}>
              <RunRows runs={items} />
            </Card>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function RunRows({ runs }: { runs: AuditRun[] }) {
  const t = useWords()
  const columns: TableColumnsType<AuditRun> = [
    { title: '#', align: 'right', render: (_, run) => run.id },
    { title: t('auditor.scope'), render: (_, run) => t(`auditor.${run.scope}`) },
    { title: t('events.position'), render: (_, run) => `${run.fromPosition} – ${run.toPosition}` },
    { title: t('auditor.checks'), align: 'right', render: (_, run) => run.checks },
    {
      title: t('auditor.found'),
      render: (_, { breaks }) => <Badge tone={breaks === 0 ? 'good' : 'bad'}>{breaks}</Badge>,
    },
    { title: t('auditor.started'), render: (_, run) => <When at={run.startedAt} /> },
    { title: t('auditor.finished'), render: (_, run) => <When at={run.finishedAt} /> },
  ]
  return (
    <Rows<AuditRun>
      label={t('auditor.runs')}
      rows={runs}
      columns={columns}
      rowKey={(run) => String(run.id)}
      expandable={{ expandedRowRender: (run) => <Results run={run} /> }}
    />
  )
}

function Results({ run }: { run: AuditRun }) {
  const language = useLanguage()
  return (
    <ul className="checks">
      {run.results.map(({ code, found, says }) => (
        <li key={code}>
          <Badge tone={found === 0 ? 'good' : 'bad'}>{found}</Badge> <code>{code}</code>{' '}
          {says ? labelText(says, language) : null}
        </li>
      ))}
    </ul>
  )
}

function BreakRows({ breaks }: { breaks: AuditBreak[] }) {
  const t = useWords()
  const columns: TableColumnsType<AuditBreak> = [
    { title: t('auditor.check'), render: (_, one) => <code>{one.code}</code> },
    { title: t('queue.what'), render: (_, one) => one.subject },
    { title: t('auditor.found_at'), render: (_, one) => <When at={one.foundAt} /> },
    { title: t('auditor.last_seen'), render: (_, one) => <When at={one.lastSeenAt} /> },
  ]
  return (
    <Rows<AuditBreak>
      label={t('auditor.breaks')}
      rows={breaks}
      columns={columns}
      rowKey={(one) => String(one.id)}
      expandable={{ expandedRowRender: (one) => <Raw value={one.detail} label={one.code} /> }}
    />
  )
}
