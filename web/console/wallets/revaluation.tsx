import { Card, Descriptions, Flex } from 'antd'
import type { Revaluations } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { Money } from '../parts/money.tsx'
import { Loaded } from '../parts/page.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

/** What all points are worth beside what the books say; the books follow by the word of two people. */
export function PointsWorth() {
  const t = useWords()
  const may = useMay()
  const worth = useResource<Revaluations>('/v1/points-revaluations')
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
    <Card size="small" title={t('revaluation.title')} extra={may('wallet.adjust') && !waits ? ask : null}>
      <Loaded of={worth}>{(value) => <Figures of={value} />}</Loaded>
    </Card>
  )
}

function Figures({ of: { now, items } }: { of: Revaluations }) {
  const t = useWords()
  const money = (amount: number) => <Money amount={amount} currency="CNY" />
  const figures = [
    { key: 'units', label: t('revaluation.units'), children: now.units },
    { key: 'rate', label: t('policy.pointsPerYuan'), children: now.pointsPerYuan },
    { key: 'worth', label: t('revaluation.worth'), children: money(now.worth) },
    { key: 'booked', label: t('revaluation.booked'), children: money(now.booked) },
    { key: 'difference', label: t('revaluation.difference'), children: money(now.worth - now.booked) },
  ]
  return (
    <>
      <Descriptions size="small" column={{ xs: 1, md: 3 }} items={figures} />
      {items.slice(0, 5).map((one) => (
        <Flex key={one.no} gap={8} align="center" wrap>
          <StateTag machine="revaluation" state={one.state} />
          <Actor actor={one.requestedBy} /> <When at={one.requestedAt} /> {one.reason}
          {one.found ? money(one.found.worth - one.found.booked) : null}
          {one.actions.map((action) => (
            <Act
              key={action}
              small
              danger={action === 'reject'}
              label={t(`adjustments.${action}`)}
              what={t(`revaluation.${action}_what`)}
              order={{ method: 'POST', path: `/v1/points-revaluations/${one.no}/${action}` }}
              body={{}}
            />
          ))}
        </Flex>
      ))}
    </>
  )
}
