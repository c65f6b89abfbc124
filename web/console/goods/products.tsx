import { Input, Select, type TableColumnsType } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { ShopProduct } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useIsPlatform, useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { NewCategory, NewProduct } from './product-new.tsx'

export function ProductsPage() {
  const t = useWords()
  const language = useLanguage()
  const may = useMay()
  const isPlatform = useIsPlatform()
  const [params, setParams] = useSearchParams()
  const set = (field: string, value: string | null | undefined) => {
    const next = new URLSearchParams(params)
    if (value) next.set(field, value)
    else next.delete(field)
    setParams(next, { replace: true })
  }
  const columns: TableColumnsType<ShopProduct> = [
    {
      title: t('products.title'),
      render: (_, product) => (
        <Link to={`/products/${product.id}`} className="product-cell">
          {product.image ? <img src={product.image} alt="" width={32} height={32} loading="lazy" /> : null}
          {wording(product, 'title', language)}
        </Link>
      ),
    },
    { title: t('orders.shop'), render: (_, product) => wording(product, 'shopName', language) },
    {
      title: t('orders.state'),
      render: (_, { state }) => (
        <Badge tone={state === 'listed' ? 'good' : 'off'}>{t(`products.${state}`)}</Badge>
      ),
    },
    {
      title: t('products.price'),
      align: 'right',
      render: (_, { minPrice, maxPrice, currency }) => (
        <>
          <Money amount={minPrice} currency={currency} />
          {maxPrice !== minPrice ? (
            <>
              {' – '}
              <Money amount={maxPrice} currency={currency} />
            </>
          ) : null}
        </>
      ),
    },
    { title: t('products.skus'), align: 'right', render: (_, product) => product.skuCount },
    {
      title: t('products.cost'),
      render: (_, { costMissing }) =>
        costMissing > 0 ? (
          <Badge tone="bad">{t('products.cost_missing', { count: costMissing })}</Badge>
        ) : null,
    },
    { title: t('products.updated'), render: (_, product) => <When at={product.updatedAt} /> },
  ]
  const state = params.get('state')
  const q = params.get('q')
  return (
    <Page
      title={t('menu.products')}
      extra={
        may('product.write') ? (
          <>
            {isPlatform ? <NewCategory /> : null}
            <NewProduct />
          </>
        ) : null
      }
    >
      <List<ShopProduct>
        label={t('menu.products')}
        path="/v1/console/products"
        query={{ q, state }}
        columns={columns}
        rowKey={(product) => String(product.id)}
        filters={
          <>
            <Input.Search
              className="filter-text"
              aria-label={t('products.search')}
              placeholder={t('products.search')}
              defaultValue={q ?? ''}
              onSearch={(value) => set('q', value.trim())}
              allowClear
            />
            <Select
              className="filter-select"
              aria-label={t('orders.state')}
              placeholder={t('orders.state')}
              value={state}
              options={(['listed', 'delisted'] as const).map((value) => ({
                value,
                label: t(`products.${value}`),
              }))}
              onChange={(value) => set('state', value)}
              allowClear
            />
          </>
        }
      />
    </Page>
  )
}
