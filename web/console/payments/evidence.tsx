import { Collapse } from 'antd'
import type { Evidence } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { outcomeWord } from '../parts/outcome.ts'
import { Loaded } from '../parts/page.tsx'
import { Raw } from '../parts/raw.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** What the channel said, as it came, with the result of checking it and what was made of it. */
export function EvidenceList({ no }: { no: string }) {
  const t = useWords()
  const evidence = useResource<{ items: Evidence[] }>(`/v1/payments/${no}/evidence`)
  return (
    <Loaded of={evidence}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t('evidence.none')}</p>
        ) : (
          <Collapse
            items={items.map((one) => ({
              key: String(one.id),
              label: <Headline of={one} />,
              children: (
                <div className="stack">
                  <h3>{t('evidence.headers')}</h3>
                  <Raw value={one.headers ?? {}} label={t('evidence.headers')} />
                  <h3>{t('evidence.body')}</h3>
                  <Raw value={one.body ?? ''} label={t('evidence.body')} />
                </div>
              ),
            }))}
          />
        )
      }
    </Loaded>
  )
}

function Headline({ of }: { of: Evidence }) {
  const t = useWords()
  return (
    <span className="evidence-head">
      <Badge tone={of.verified ? 'good' : 'bad'}>
        {t(of.verified ? 'evidence.verified' : 'evidence.refused')}
      </Badge>
      <span>{t(`evidence.${of.kind}`)}</span>
      <ChannelName account={of.channel} />
      {of.verified ? null : <code>{of.verdict}</code>}
      <When at={of.receivedAt} />
      <span className="quiet">
        {of.appliedAt
          ? t('evidence.applied', { outcome: outcomeWord(of.outcome, t) })
          : t('evidence.waiting')}
      </span>
    </span>
  )
}
