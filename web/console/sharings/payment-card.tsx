import { Card, Flex } from 'antd'
import type { Payment, SharingsOfPayment } from '../../api/staff-nouns.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { AskForSharing } from './ask.tsx'
import { useSharingColumns } from './list.tsx'
import { ReturnRows } from './returns.tsx'

/** What was shared out of a payment, and what its channel still keeps for it; nothing where it was never meant to be. */
export function SharingCard({ payment }: { payment: Payment }) {
  const t = useWords()
  const columns = useSharingColumns().filter(({ title }) => title !== t('orders.trade'))
  const paid = payment.attempts.find(({ state }) => state === 'succeeded')
  const { data } = useResource<SharingsOfPayment>(`/v1/attempts/${paid?.no}/sharings`, {
    when: paid !== undefined,
    everyMs: 10_000,
  })
  if (!data || (data.frozen.length === 0 && data.sharings.length === 0)) return null
  const items = payment.items.map(({ payeeId }) => payeeId)
  return (
    <Card title={t('menu.sharings')}>
      {data.frozen.map((one) => (
        <Flex key={one.attemptNo} wrap gap={16} align="center" className="frozen">
          <span>
            {t('sharing.frozen')} <Money amount={one.left} currency={one.currency} strong />
          </span>
          <span className="quiet">
            {t('sharing.until')} <When at={one.until} />
          </span>
          {one.actions.includes('share') ? <AskForSharing frozen={one} shopIds={items} /> : null}
        </Flex>
      ))}
      {data.sharings.length > 0 ? (
        <Rows
          cards
          label={t('menu.sharings')}
          rows={data.sharings}
          columns={columns}
          rowKey={({ no }) => no}
        />
      ) : (
        <p className="quiet">{t('sharing.none')}</p>
      )}
      {data.returns.length > 0 ? (
        <>
          <h2 className="part-title">{t('sharing.returns')}</h2>
          <ReturnRows returns={data.returns} />
        </>
      ) : null}
    </Card>
  )
}
