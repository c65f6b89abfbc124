import { Card, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { ManagedProduct, ManagedSku } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { ProductEdit } from './product-edit.tsx'
import { specText } from './spec-text.ts'

/** A product and its SKUs with price, cost and margin; a missing cost is flagged, since margins are wrong without it. */
export function ProductPage() {
  const t = useWords()
  const language = useLanguage()
  const { id = '' } = useParams()
  const product = useResource<ManagedProduct>(`/v1/console/products/${id}`)
  return (
    <Page
      title={product.data ? wording(product.data, 'title', language) : t('menu.products')}
      lead={<Link to="/products">{t('menu.products')}</Link>}
      extra={product.data ? <ProductActions product={product.data} /> : null}
    >
      <Loaded of={product}>
        {(value) => (
          <Card
            title={
              <Badge tone={value.state === 'listed' ? 'good' : 'off'}>{t(`products.${value.state}`)}</Badge>
            }
          >
            <SkuRows product={value} />
          </Card>
        )}
      </Loaded>
    </Page>
  )
}

function ProductActions({ product }: { product: ManagedProduct }) {
  const t = useWords()
  const path = `/v1/console/products/${product.spuId}`
  return (
    <>
      {product.actions.includes('edit') ? <ProductEdit product={product} /> : null}
      {product.actions.includes('list') ? (
        <Act
          primary
          label={t('products.list')}
          what={t('products.list_what')}
          order={{ method: 'POST', path: `${path}/list` }}
          body={{ version: product.version }}
        />
      ) : null}
      {product.actions.includes('delist') ? (
        <Act
          danger
          label={t('products.delist')}
          what={t('products.delist_what')}
          order={{ method: 'POST', path: `${path}/delist` }}
          body={{ version: product.version }}
        />
      ) : null}
    </>
  )
}

function SkuRows({ product }: { product: ManagedProduct }) {
  const t = useWords()
  const may = useMay()
  const language = useLanguage()
  const canEdit = product.actions.includes('edit')
  const columns: TableColumnsType<ManagedSku> = [
    { title: t('products.sku'), render: (_, sku) => sku.skuId },
    { title: t('products.spec'), render: (_, sku) => specText(sku.spec, product.options, language) || '–' },
    {
      title: t('products.price'),
      align: 'right',
      render: (_, sku) => <Money amount={sku.price} currency={sku.currency} strong />,
    },
    {
      title: t('products.list_price'),
      align: 'right',
      render: (_, sku) => <Money amount={sku.listPrice} currency={sku.currency} />,
    },
    {
      title: t('products.cost'),
      align: 'right',
      render: (_, sku) =>
        sku.costMissing ? (
          <Badge tone="bad">{t('products.no_cost')}</Badge>
        ) : (
          <Money amount={sku.cost} currency={sku.currency} />
        ),
    },
    {
      title: t('products.margin'),
      align: 'right',
      render: (_, sku) => <Money amount={sku.margin} currency={sku.currency} />,
    },
    { title: t('products.barcode'), render: (_, sku) => <span className="code">{sku.barcode ?? '–'}</span> },
    { title: t('products.weight'), align: 'right', render: (_, sku) => `${sku.weightG} g` },
    {
      title: t('menu.stock'),
      render: (_, sku) =>
        may('stock.read') ? <Link to={`/stock/${sku.skuId}`}>{t('stock.open')}</Link> : null,
    },
    {
      title: '',
      render: (_, sku) =>
        canEdit ? (
          <Act
            small
            danger
            label={t('products.remove_sku')}
            what={t('products.remove_sku_what')}
            order={{ method: 'DELETE', path: `/v1/console/products/${product.spuId}/skus/${sku.skuId}` }}
          />
        ) : null,
    },
  ]
  return (
    <Rows<ManagedSku>
      cards
      label={t('products.skus')}
      rows={product.skus}
      columns={columns}
      rowKey={(sku) => String(sku.skuId)}
    />
  )
}
