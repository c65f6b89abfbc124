import { Segmented, Select, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { EvidenceLine } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Actor } from '../orders/timeline.tsx'
import { ChannelName } from '../parts/channel.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { outcomeWord } from '../parts/outcome.ts'
import { Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { saidOf, stateWord } from './said.tsx'

/** Genuine messages that fit nothing of ours, or stand against it: to be looked into, and what was found. */
export function EvidencePage() {
  const t = useWords()
  const [params, setParams] = useSearchParams()
  const seen = params.get('seen') === 'yes' ? 'yes' : 'no'
  const outcome = params.get('outcome')
  const show = (next: { seen: string; outcome: string | null }) =>
    setParams(
      { ...(next.seen === 'yes' ? { seen: 'yes' } : {}), ...(next.outcome ? { outcome: next.outcome } : {}) },
      { replace: true },
    )
  return (
    <Page title={t('menu.evidence')} lead={t('evidence.lead')}>
      <List<EvidenceLine>
        label={t('menu.evidence')}
        path="/v1/evidence"
        query={{ seen: seen === 'yes', outcome }}
        columns={useEvidenceColumns(seen === 'yes')}
        rowKey={({ id }) => String(id)}
        everyMs={15_000}
        filters={
          <>
            <Segmented
              aria-label={t('orders.state')}
              value={seen}
              options={[
                { value: 'no', label: t('evidence.unseen') },
                { value: 'yes', label: t('evidence.seen') },
              ]}
              onChange={(value) => show({ seen: value, outcome })}
            />
            <Select
              className="filter-select"
              aria-label={t('evidence.why')}
              placeholder={t('evidence.all')}
              value={outcome}
              options={(['no_subject', 'contradicted'] as const).map((value) => ({
                value,
                label: t(`evidence.${value}`),
              }))}
              onChange={(value) => show({ seen, outcome: value ?? null })}
              allowClear
            />
          </>
        }
      />
    </Page>
  )
}

/** Whose number it is or is not, why it waits. */
export function Why({ outcome }: Pick<EvidenceLine, 'outcome'>) {
  const t = useWords()
  if (outcome === 'no_subject') return <Badge tone="wait">{t('evidence.no_subject')}</Badge>
  if (outcome === 'contradicted') return <Badge tone="bad">{t('evidence.contradicted')}</Badge>
  return <Badge tone="note">{outcome ? outcomeWord(outcome, t) : t('evidence.waiting')}</Badge>
}

function useEvidenceColumns(isSeen: boolean): TableColumnsType<EvidenceLine> {
  const t = useWords()
  const found: TableColumnsType<EvidenceLine> = [
    {
      title: t('evidence.result'),
      render: (_, { note }) => (
        <span className="clip" title={note ?? ''}>
          {note}
        </span>
      ),
    },
    { title: t('evidence.seen_by'), render: (_, { seenBy }) => (seenBy ? <Actor actor={seenBy} /> : '–') },
    { title: t('evidence.seen_at'), render: (_, { seenAt }) => <When at={seenAt} /> },
  ]
  return [
    {
      title: t('evidence.number'),
      render: (_, { id, subjectNo }) => (
        <Link to={`/evidence/${id}`} className="code">
          {subjectNo ?? `#${id}`}
        </Link>
      ),
    },
    { title: t('evidence.why'), render: (_, one) => <Why outcome={one.outcome} /> },
    {
      title: t('evidence.says'),
      render: (_, one) => {
        const said = saidOf(one)
        const word = stateWord(said)
        return [said.about && t(`evidence.about.${said.about}`), word && t(word)].filter(Boolean).join(' · ')
      },
    },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, one) => {
        const { amount, currency } = saidOf(one)
        return amount === undefined ? '–' : <Money amount={amount} currency={currency ?? 'CNY'} />
      },
    },
    {
      title: t('payments.channel'),
      render: (_, one) => (
        <>
          <ChannelName account={one.channel} /> · {t(`evidence.${one.kind}`)}
        </>
      ),
    },
    { title: t('evidence.received'), render: (_, { receivedAt }) => <When at={receivedAt} /> },
    ...(isSeen ? found : []),
  ]
}
