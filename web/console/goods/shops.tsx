import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import type { ManagedShop } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { List } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { useIsPlatform, useMay, useSession } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { ShopForm } from './shop-form.tsx'

export function ShopsPage() {
  const t = useWords()
  const language = useLanguage()
  const { shopId } = useSession()
  const may = useMay()
  const isPlatform = useIsPlatform()
  const columns: TableColumnsType<ManagedShop> = [
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
    { title: t('shops.code'), render: (_, { code }) => <code>{code}</code> },
    {
      title: t('orders.state'),
      render: (_, { state }) => (
        <Badge tone={state === 'open' ? 'good' : 'off'}>{t(`shops.state_${state}`)}</Badge>
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
    {
      title: '',
      render: (_, shop) => (shop.actions.includes('edit') ? <ShopForm shop={shop} /> : null),
    },
  ]
  return (
    <Page title={t('menu.shops')} extra={isPlatform && may('shop.write') ? <ShopForm /> : null}>
      <List<ManagedShop>
        label={t('menu.shops')}
        path="/v1/console/shops"
        columns={columns}
        rowKey={(shop) => String(shop.id)}
      />
    </Page>
  )
}
