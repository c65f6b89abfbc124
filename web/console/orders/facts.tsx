import { Card, Descriptions } from 'antd'
import type { Order } from '../../api/nouns.ts'
import { labelText, useLanguage, wording } from '../../ui/language.ts'
import { No } from '../parts/no.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** Who, where and when; phone and address come masked from the server where the role may not see them. */
export function OrderFacts({ order }: { order: Order }) {
  const t = useWords()
  const language = useLanguage()
  const { address, invoice } = order
  const place = address
    ? [address.province, address.city, address.district, address.street].filter(Boolean).join(' ')
    : '–'
  const items = [
    { key: 'state', label: t('orders.state'), children: <StateTag machine="order" state={order.state} /> },
    {
      key: 'payment',
      label: t('orders.payment_state'),
      children: <StateTag machine="order_payment" state={order.paymentState} />,
    },
    {
      key: 'words',
      label: t('orders.words'),
      children: `${labelText(order.display.seller, language)} / ${labelText(order.display.buyer, language)}`,
    },
    { key: 'shop', label: t('orders.shop'), children: wording(order.shop, 'name', language) },
    {
      key: 'trade',
      label: t('orders.trade'),
      children: <No no={order.tradeNo} to={`/payments/${order.tradeNo}`} />,
    },
    { key: 'placed', label: t('orders.placed'), children: <When at={order.placedAt} /> },
    { key: 'paid', label: t('orders.paid'), children: <When at={order.paidAt} /> },
    { key: 'confirmed', label: t('orders.confirmed'), children: <When at={order.confirmedAt} /> },
    { key: 'completed', label: t('orders.completed'), children: <When at={order.completedAt} /> },
    ...(order.cancelledAt
      ? [{ key: 'cancelled', label: t('orders.cancelled'), children: <When at={order.cancelledAt} /> }]
      : []),
    {
      key: 'account',
      label: t('orders.buyer'),
      children: order.buyer ? [order.buyer.name, order.buyer.phone].filter(Boolean).join(' ') : '–',
    },
    {
      key: 'receiver',
      label: t('orders.receiver'),
      children: address ? `${address.name} ${address.phone}` : '–',
    },
    { key: 'address', label: t('orders.address'), children: place },
    {
      key: 'invoice',
      label: t('orders.invoice'),
      children: invoice ? [invoice.title, invoice.taxNo].filter(Boolean).join(' · ') : '–',
    },
    { key: 'remark', label: t('orders.remark'), children: order.remark || '–' },
  ]
  return (
    <Card>
      <Descriptions size="small" column={{ xs: 1, md: 2, xxl: 3 }} items={items} />
    </Card>
  )
}
