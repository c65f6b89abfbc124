import { Card, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { Stock, StockMove } from '../../api/staff-nouns.ts'
import { useLanguage, wording } from '../../ui/language.ts'
import { Actor } from '../orders/timeline.tsx'
import { useResource } from '../parts/ask.ts'
import { Figures } from '../parts/figures.tsx'
import { List } from '../parts/list.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { Adjustment } from './adjustment.tsx'
import { BUCKETS } from './stock.tsx'

/** One SKU's buckets and the journal that they are the sum of (row S4). */
export function StockMovesPage() {
  const t = useWords()
  const may = useMay()
  const { skuId = '' } = useParams()
  const stock = useResource<{ items: Stock[] }>('/v1/stock', { query: { sku: skuId } })
  const columns: TableColumnsType<StockMove> = [
    { title: t('ledger.version'), align: 'right', render: (_, move) => move.version },
    { title: t('stock.kind'), render: (_, move) => t(`stock.${move.kind}`) },
    ...BUCKETS.map(([bucket, name]) => ({
      title: t(name),
      align: 'right' as const,
      render: (_: unknown, move: StockMove) => <Step by={move[bucket]} />,
    })),
    {
      title: t('ledger.about'),
      render: (_, { refNo }) => <No no={refNo} to={pageOfNumber(refNo) ?? undefined} />,
    },
    { title: t('stock.actor'), render: (_, { actor }) => <Actor actor={actor} /> },
    { title: t('act.reason'), render: (_, { reason }) => reason ?? '' },
    { title: t('timeline.at'), render: (_, move) => <When at={move.occurredAt} /> },
  ]
  return (
    <Page
      title={t('stock.journal')}
      name={`#${skuId}`}
      lead={<Link to="/stock">{t('menu.stock')}</Link>}
      extra={may('stock.adjust') ? <Adjustment skuId={skuId} /> : null}
    >
      <div className="stack">
        <Loaded of={stock}>
          {({ items }) => (
            <>
              {items.map((one) => (
                <Buckets key={one.warehouseId} stock={one} />
              ))}
            </>
          )}
        </Loaded>
        <List<StockMove>
          label={t('stock.journal')}
          path={`/v1/stock/${skuId}/moves`}
          columns={columns}
          rowKey={(move) => String(move.version)}
        />
      </div>
    </Page>
  )
}

function Buckets({ stock }: { stock: Stock }) {
  const t = useWords()
  const language = useLanguage()
  const onHand = { name: t('stock.on_hand'), value: stock.onHand, mark: 'onHand' }
  const buckets = BUCKETS.map(([bucket, name]) => ({ name: t(name), value: stock[bucket], mark: bucket }))
  return (
    <Card title={`${wording(stock, 'title', language)} ${wording(stock, 'specText', language)}`}>
      <Figures of={[onHand, ...buckets]} />
    </Card>
  )
}

function Step({ by }: { by: number }) {
  if (by === 0) return <span className="quiet">0</span>
  return <span className={by > 0 ? 'step-up' : 'step-down'}>{by > 0 ? `+${by}` : `−${-by}`}</span>
}
