import { Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { PushMessage, PushTry } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { List, Rows } from '../parts/list.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Loaded } from '../parts/page.tsx'
import { StateFilter, StateTag } from '../parts/state.tsx'
import { Due, When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'

const WAYS = ['site', 'sms', 'mail', 'app'] as const

/** Every message with its state, its text and its tries; what went out can be sent again. */
export function PushMessages() {
  const t = useWords()
  const language = useLanguage()
  const may = useMay()
  const [state, setState] = useState<string | null>(null)
  const [way, setWay] = useState<string | null>(null)
  const columns: TableColumnsType<PushMessage> = [
    { title: '#', align: 'right', render: (_, message) => message.id },
    {
      title: t('push.node'),
      render: (_, message) => (
        <span className="goods">
          <span>{labelText(message.title, language)}</span>
          <code>{message.node}</code>
        </span>
      ),
    },
    { title: t('push.audience'), render: (_, { audience }) => t(`push.audience.${audience}` as ConsoleKey) },
    { title: t('push.way'), render: (_, one) => t(`push.way.${one.way}` as ConsoleKey) },
    { title: t('push.to'), render: (_, { address, recipient }) => address ?? recipient },
    {
      title: t('queue.what'),
      render: (_, { subjectNo }) => <No no={subjectNo} to={pageOfNumber(subjectNo) ?? undefined} />,
    },
    { title: t('orders.state'), render: (_, one) => <StateTag machine="push_message" state={one.state} /> },
    {
      title: t('push.sent'),
      render: (_, one) => (one.state === 'waiting' ? <Due at={one.dueAt} /> : <When at={one.deliveredAt} />),
    },
    {
      title: '',
      render: (_, one) =>
        may('push.write') && one.way !== 'site' && (one.state === 'dead' || one.state === 'delivered') ? (
          <Act
            small
            label={t('push.resend')}
            what={t('push.resend_what')}
            order={{ method: 'POST', path: `/v1/push/messages/${one.id}/resend` }}
          />
        ) : null,
    },
  ]
  return (
    <List<PushMessage>
      label={t('push.messages')}
      path="/v1/push/messages"
      query={{ state, way }}
      columns={columns}
      rowKey={(message) => String(message.id)}
      everyMs={5_000}
      expandable={{ expandedRowRender: (message) => <Whole message={message} /> }}
      filters={
        <>
          <StateFilter machine="push_message" value={state} onChange={(value) => setState(value)} />
          <Select
            className="filter-select"
            aria-label={t('push.way')}
            placeholder={t('push.way')}
            value={way}
            options={WAYS.map((value) => ({ value, label: t(`push.way.${value}`) }))}
            onChange={(value) => setWay(value ?? null)}
            allowClear
          />
        </>
      }
    />
  )
}

/** The text as it was told, and each time it was sent. */
function Whole({ message }: { message: PushMessage }) {
  const t = useWords()
  const language = useLanguage()
  const tries = useResource<{ items: PushTry[] }>(`/v1/push/messages/${message.id}/tries`)
  const columns: TableColumnsType<PushTry> = [
    { title: '#', render: (_, one) => one.no },
    { title: t('timeline.at'), render: (_, one) => <When at={one.at} /> },
    { title: t('webhooks.took'), align: 'right', render: (_, one) => `${one.durationMs} ms` },
    {
      title: t('webhooks.answer'),
      render: (_, one) => one.error ?? t(`push.outcome.${one.outcome}` as ConsoleKey),
    },
  ]
  return (
    <>
      <p>{labelText(message.body, language)}</p>
      {message.way === 'site' ? null : (
        <Loaded of={tries}>
          {({ items }) => (
            <Rows<PushTry>
              label={t('webhooks.tries')}
              rows={items}
              columns={columns}
              rowKey={(one) => String(one.no)}
            />
          )}
        </Loaded>
      )}
    </>
  )
}
