import { Flex, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { Duplicate } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

/** What may have been paid twice: found by the scan, looked at by people, given back by the request that is there for it. */
export function DuplicatesPage() {
  const t = useWords()
  const may = useMay()
  const [seen, setSeen] = useState('no')
  return (
    <Page
      title={t('menu.duplicates')}
      lead={t('duplicates.lead')}
      extra={
        may('payment.check') ? (
          <Act
            label={t('duplicates.scan')}
            what={t('duplicates.scan_what')}
            order={{ method: 'POST', path: '/v1/duplicates/scans' }}
          />
        ) : null
      }
    >
      <List<Duplicate>
        label={t('menu.duplicates')}
        path="/v1/duplicates"
        query={{ seen: seen === 'yes' }}
        columns={useDuplicateColumns()}
        rowKey={({ id }) => String(id)}
        filters={
          <Segmented
            aria-label={t('orders.state')}
            value={seen}
            options={[
              { value: 'no', label: t('duplicates.unseen') },
              { value: 'yes', label: t('duplicates.seen') },
            ]}
            onChange={setSeen}
          />
        }
      />
    </Page>
  )
}

function useDuplicateColumns(): TableColumnsType<Duplicate> {
  const t = useWords()
  const payment = (no: string | null) => (no ? <No no={no} to={`/payments/${no}`} /> : '–')
  return [
    { title: t('duplicates.kind'), render: (_, { kind }) => t(`duplicates.${kind}`) },
    { title: t('payments.one'), render: (_, { payableNo }) => payment(payableNo) },
    { title: t('duplicates.other'), render: (_, { otherPayableNo }) => payment(otherPayableNo) },
    {
      title: t('orders.no'),
      render: (_, { orderNos }) => (
        <Flex vertical>
          {orderNos.map((no) => (
            <No key={no} no={no} to={`/orders/${no}`} />
          ))}
        </Flex>
      ),
    },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, { amount, currency }) => <Money amount={amount} currency={currency} />,
    },
    { title: t('duplicates.found'), render: (_, { foundAt }) => <When at={foundAt} /> },
    {
      title: t('duplicates.seen_by'),
      render: (_, { seenBy, note }) =>
        seenBy ? (
          <span className="goods">
            <Actor actor={seenBy} />
            <span className="quiet">{note}</span>
          </span>
        ) : (
          '–'
        ),
    },
    { title: '', fixed: 'end' as const, render: (_, one) => <DuplicateActions of={one} /> },
  ]
}

function DuplicateActions({ of }: { of: Duplicate }) {
  const t = useWords()
  return (
    <Flex gap={6}>
      {of.actions.includes('refund_surplus') ? (
        <Act
          small
          danger
          label={t('payments.give_back')}
          what={
            <>
              {t('payments.give_back_what')} <Money amount={of.amount} currency={of.currency} strong />
            </>
          }
          order={{ method: 'POST', path: `/v1/attempts/${of.attemptNo}/refunds` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {of.actions.includes('see') ? (
        <Act
          small
          label={t('duplicates.see')}
          what={t('duplicates.see_what')}
          order={{ method: 'POST', path: `/v1/duplicates/${of.id}/seen` }}
          withReason={(note) => ({ note })}
        />
      ) : null}
    </Flex>
  )
}
