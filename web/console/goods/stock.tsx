import { Input, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Stock } from '../../api/staff-nouns.ts'
import { useLanguage, wording } from '../../ui/language.ts'
import { List } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'

export const BUCKETS = [
  ['available', 'stock.available'],
  ['reserved', 'stock.reserved'],
  ['committed', 'stock.committed'],
  ['damaged', 'stock.damaged'],
  ['activity', 'stock.activity'],
  ['inTransit', 'stock.in_transit'],
] as const satisfies readonly (readonly [keyof Stock, ConsoleKey])[]

/** The buckets of each SKU (row S1): what is there, and what it is promised to. */
export function StockPage() {
  const t = useWords()
  const language = useLanguage()
  const [params, setParams] = useSearchParams()
  const sku = params.get('sku')
  const columns: TableColumnsType<Stock> = [
    {
      title: t('products.sku'),
      render: (_, stock) => <Link to={`/stock/${stock.skuId}`}>{stock.skuId}</Link>,
    },
    {
      title: t('products.title'),
      render: (_, stock) => (
        <span className="goods">
          <span>{wording(stock, 'title', language)}</span>
          <span className="quiet">{wording(stock, 'specText', language)}</span>
        </span>
      ),
    },
    { title: t('stock.warehouse'), align: 'right', render: (_, stock) => stock.warehouseId },
    { title: t('stock.on_hand'), align: 'right', render: (_, stock) => <strong>{stock.onHand}</strong> },
    ...BUCKETS.map(([bucket, name]) => ({
      title: t(name),
      align: 'right' as const,
      render: (_: unknown, stock: Stock) => (
        <span className={stock[bucket] === 0 ? 'quiet' : ''}>{stock[bucket]}</span>
      ),
    })),
  ]
  return (
    <Page title={t('menu.stock')}>
      <List<Stock>
        label={t('menu.stock')}
        path="/v1/stock"
        query={{ sku }}
        columns={columns}
        rowKey={(stock) => `${stock.skuId}-${stock.warehouseId}`}
        filters={
          <Input.Search
            className="filter-text"
            aria-label={t('products.sku')}
            placeholder={t('products.sku')}
            defaultValue={sku ?? ''}
            inputMode="numeric"
            onSearch={(value) => setParams(value.trim() ? { sku: value.trim() } : {}, { replace: true })}
            allowClear
          />
        }
      />
    </Page>
  )
}
