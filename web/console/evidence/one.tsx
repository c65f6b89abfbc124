import { Alert, Card, Descriptions } from 'antd'
import { Link, useParams } from 'react-router'
import type { EvidenceView } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { Compare } from './compare.tsx'
import { Why } from './list.tsx'
import { RawMessage } from './raw-message.tsx'
import { explanation, saidOf } from './said.tsx'

/** One message of a channel beside our books, as it came, and what a person found. */
export function EvidenceOnePage() {
  const t = useWords()
  const { id = '' } = useParams()
  const evidence = useResource<EvidenceView>(`/v1/evidence/${id}`)
  return (
    <Page
      title={t('evidence.one')}
      name={<span className="code">#{id}</span>}
      lead={<Link to="/evidence">{t('menu.evidence')}</Link>}
      extra={evidence.data?.actions.includes('see') ? <See id={id} /> : null}
    >
      <Loaded of={evidence}>
        {(value) => (
          <div className="stack">
            <Story of={value} />
            <Card title={t('evidence.compare')} extra={<Why outcome={value.outcome} />}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, also by keyboard */}
              <section className="compare-box" tabIndex={0} aria-label={t('evidence.compare')}>
                <Compare of={value} />
              </section>
            </Card>
            <RawMessage of={value} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

const See = ({ id }: { id: string }) => {
  const t = useWords()
  return (
    <Act
      primary
      label={t('evidence.see')}
      what={t('evidence.see_what')}
      order={{ method: 'POST', path: `/v1/evidence/${id}/seen` }}
      withReason={(note) => ({ note })}
      reasonLabel={t('evidence.note')}
    />
  )
}

/** Why somebody must look; after that, who looked and what he found. */
function Story({ of }: { of: EvidenceView }) {
  const t = useWords()
  const why = explanation(of, saidOf(of))
  const items = [
    {
      key: 'how',
      label: t('evidence.how'),
      children: (
        <span className="facts-inline">
          <ChannelName account={of.channel} /> <span>{t(`evidence.${of.kind}`)}</span>
          <Badge tone={of.verified ? 'good' : 'bad'}>
            {t(of.verified ? 'evidence.verified' : 'evidence.refused')}
          </Badge>
        </span>
      ),
    },
    { key: 'at', label: t('evidence.received'), children: <When at={of.receivedAt} /> },
    ...(of.seenBy
      ? [
          { key: 'by', label: t('evidence.seen_by'), children: <Actor actor={of.seenBy} /> },
          { key: 'seen', label: t('evidence.seen_at'), children: <When at={of.seenAt} /> },
          { key: 'note', label: t('evidence.note'), span: 'filled' as const, children: of.note },
        ]
      : []),
  ]
  return (
    <Card>
      {why && of.seenAt === null ? (
        <Alert className="verdict" type="warning" showIcon title={t(why)} />
      ) : null}
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
    </Card>
  )
}
