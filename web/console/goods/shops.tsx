import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { Badge } from '../../ui/Badge.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { List } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { useSession } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

type Shop = { id: number; name: string; kind: 'retail' | 'hotel'; logo: string | null; selfOperated: boolean }

export function ShopsPage() {
  const t = useWords()
  const language = useLanguage()
  const { shopId } = useSession()
  const columns: TableColumnsType<Shop> = [
    { title: t('shops.id'), render: (_, shop) => shop.id },
    {
      title: t('orders.shop'),
      render: (_, shop) => (
        <span className="product-cell">
          {shop.logo ? <img src={shop.logo} alt="" width={28} height={28} loading="lazy" /> : null}
          {wording(shop, 'name', language)}
          {String(shop.id) === String(shopId) ? <Badge tone="good">{t('shops.mine')}</Badge> : null}
        </span>
      ),
    },
    { title: t('shops.kind'), render: (_, { kind }) => t(`shops.${kind}`) },
    {
      title: t('shops.operator'),
      render: (_, { selfOperated }) => t(selfOperated ? 'shops.self_operated' : 'shops.merchant'),
    },
    {
      title: t('menu.orders'),
      render: (_, shop) => <Link to={`/orders?shop=${shop.id}`}>{t('shops.orders')}</Link>,
    },
  ]
  return (
    <Page title={t('menu.shops')}>
      <List<Shop>
        label={t('menu.shops')}
        path="/v1/shops"
        columns={columns}
        rowKey={(shop) => String(shop.id)}
      />
    </Page>
  )
}
