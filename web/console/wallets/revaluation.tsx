import { Card, Descriptions, Flex, type TableColumnsType } from 'antd'
import type { Revaluations } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Loaded } from '../parts/page.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

type Revaluation = Revaluations['items'][number]

/** What all points are worth beside what the books say; the books follow by the word of two people. */
export function PointsWorth() {
  const t = useWords()
  const may = useMay()
  const worth = useResource<Revaluations>('/v1/points-revaluations', { everyMs: 10_000 })
  const waits = worth.data?.items.some(({ state }) => state === 'requested') ?? true
  const ask = (
    <Act
      small
      label={t('revaluation.ask')}
      what={t('revaluation.ask_what')}
      order={{ method: 'POST', path: '/v1/points-revaluations' }}
      withReason={(reason) => ({ reason })}
    />
  )
  return (
    <Card title={t('revaluation.title')} extra={may('wallet.adjust') && !waits ? ask : null}>
      <Loaded of={worth}>
        {({ now, items }) => (
          <>
            <Figures of={now} />
            {items.length > 0 ? <Past of={items.slice(0, 5)} /> : null}
          </>
        )}
      </Loaded>
    </Card>
  )
}

function Figures({ of: { units, pointsPerYuan, worth, booked } }: { of: Revaluations['now'] }) {
  const t = useWords()
  const money = (amount: number) => <Money amount={amount} currency="CNY" />
  const figures = [
    { key: 'units', label: t('revaluation.units'), children: units.toLocaleString('en') },
    { key: 'rate', label: t('policy.pointsPerYuan'), children: pointsPerYuan },
    { key: 'worth', label: t('revaluation.worth'), children: money(worth) },
    { key: 'booked', label: t('revaluation.booked'), children: money(booked) },
    { key: 'difference', label: t('revaluation.difference'), children: money(worth - booked) },
  ]
  return <Descriptions size="small" column={{ xs: 1, md: 3 }} items={figures} />
}

/** Those that were asked for, the newest first; what is decided says what it found. */
function Past({ of }: { of: readonly Revaluation[] }) {
  const t = useWords()
  const columns: TableColumnsType<Revaluation> = [
    { title: t('refunds.requested'), render: (_, { requestedAt }) => <When at={requestedAt} /> },
    { title: t('orders.state'), render: (_, { state }) => <StateTag machine="revaluation" state={state} /> },
    { title: t('act.reason'), render: (_, { reason }) => <span className="clip">{reason}</span> },
    { title: t('refunds.maker'), render: (_, { requestedBy }) => <Actor actor={requestedBy} /> },
    {
      title: t('refunds.checker'),
      render: (_, { decidedBy }) => (decidedBy ? <Actor actor={decidedBy} /> : '–'),
    },
    {
      title: t('revaluation.difference'),
      align: 'right',
      render: (_, { found }) => (found ? <Money amount={found.worth - found.booked} currency="CNY" /> : '–'),
    },
    {
      title: t('revaluation.note'),
      render: (_, { decisionReason }) => <span className="clip">{decisionReason ?? '–'}</span>,
    },
    ...(of.some(({ actions }) => actions.length > 0)
      ? [{ title: '', fixed: 'end' as const, render: (_: unknown, one: Revaluation) => <Decide of={one} /> }]
      : []),
  ]
  return <Rows cards label={t('revaluation.title')} rows={of} columns={columns} rowKey={({ no }) => no} />
}

function Decide({ of: { no, actions } }: { of: Revaluation }) {
  const t = useWords()
  const path = `/v1/points-revaluations/${no}`
  return (
    <Flex gap={6}>
      {actions.includes('approve') ? (
        <Act
          small
          primary
          label={t('revaluation.approve')}
          what={t('revaluation.approve_what')}
          order={{ method: 'POST', path: `${path}/approve` }}
          body={{}}
        />
      ) : null}
      {actions.includes('reject') ? (
        <Act
          small
          danger
          label={t('revaluation.reject')}
          what={t('revaluation.reject_what')}
          order={{ method: 'POST', path: `${path}/reject` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
    </Flex>
  )
}
