import { Flex, Form, Input, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { HandEntry } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { FormAct } from '../parts/form-act.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { ReceiptFields, receiptOf, type Said } from './receipt.tsx'

const TONE = { waiting: 'wait', confirmed: 'good', rejected: 'bad' } as const

/** Money without a wire 手工登记: what one person said, and another confirms. */
export function HandEntriesPage() {
  const t = useWords()
  const may = useMay()
  const [state, setState] = useState<'waiting' | 'decided'>('waiting')
  return (
    <Page title={t('menu.hand')} lead={t('hand.lead')} extra={may('receipt.record') ? <Records /> : null}>
      <List<HandEntry>
        label={t('menu.hand')}
        path="/v1/hand-entries"
        query={{ state }}
        columns={useEntryColumns()}
        rowKey={({ id }) => id}
        filters={
          <Segmented
            aria-label={t('orders.state')}
            value={state}
            options={[
              { value: 'waiting', label: t('hand.waiting') },
              { value: 'decided', label: t('hand.decided') },
            ]}
            onChange={setState}
          />
        }
      />
    </Page>
  )
}

function useEntryColumns(): TableColumnsType<HandEntry> {
  const t = useWords()
  return [
    {
      title: t('hand.about'),
      render: (_, { subjectNo }) => <No no={subjectNo} to={pageOfNumber(subjectNo) ?? undefined} />,
    },
    {
      title: t('orders.state'),
      render: (_, { state }) => <Badge tone={TONE[state]}>{t(`hand.${state}`)}</Badge>,
    },
    { title: t('payments.direction'), render: (_, { direction }) => t(`payments.${direction}`) },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, { amount, currency }) => <Money amount={amount} currency={currency} />,
    },
    { title: t('hand.reference'), render: (_, { reference }) => <span className="code">{reference}</span> },
    { title: t('hand.note'), render: (_, { note }) => <span className="clip">{note ?? '–'}</span> },
    { title: t('payments.occurred'), render: (_, { occurredAt }) => <When at={occurredAt} /> },
    { title: t('hand.recorded_by'), render: (_, { recordedBy }) => <Actor actor={recordedBy} /> },
    {
      title: t('refunds.checker'),
      render: (_, { decidedBy }) => (decidedBy ? <Actor actor={decidedBy} /> : '–'),
    },
    { title: '', fixed: 'end' as const, render: (_, entry) => <Decide entry={entry} /> },
  ]
}

function Decide({ entry }: { entry: HandEntry }) {
  const t = useWords()
  const amount = <Money amount={entry.amount} currency={entry.currency} strong />
  return (
    <Flex gap={6}>
      {entry.actions.map((action) => (
        <Act
          key={action}
          small
          danger={action === 'reject'}
          label={t(`hand.${action}`)}
          what={
            <>
              {t(`hand.${action}_what`)} {amount}
            </>
          }
          order={{ method: 'POST', path: `/v1/hand-entries/${entry.id}/${action}` }}
        />
      ))}
    </Flex>
  )
}

const number = (kind: string, message: string) => [
  { required: true, pattern: new RegExp(`^${kind}\\d{21}$`), message },
]

/** By the number on the paper: what came in for an attempt, what was paid out for a refund. */
function Records() {
  const t = useWords()
  return (
    <>
      <FormAct<Said & { no: string }>
        label={t('hand.record_in')}
        what={t('hand.record_what')}
        orderOf={({ no, ...said }) => ({
          method: 'POST',
          path: `/v1/attempts/${no}/receipts`,
          body: receiptOf(said),
        })}
      >
        <Form.Item name="no" label={t('payments.attempt_no')} rules={number('3', t('hand.no_shape'))}>
          <Input maxLength={22} />
        </Form.Item>
        <ReceiptFields withAmount />
      </FormAct>
      <FormAct<Said & { no: string }>
        label={t('hand.record_out')}
        what={t('hand.record_what')}
        orderOf={({ no, ...said }) => ({
          method: 'POST',
          path: `/v1/refunds/${no}/payouts`,
          body: receiptOf(said),
        })}
      >
        <Form.Item name="no" label={t('refunds.no')} rules={number('4', t('hand.no_shape'))}>
          <Input maxLength={22} />
        </Form.Item>
        <ReceiptFields />
      </FormAct>
    </>
  )
}
