import type { TableColumnsType } from 'antd'
import type { OrderSummary } from '../../api/nouns.ts'
import { labelText, useLanguage, wording } from '../../ui/language.ts'
import { Download } from '../parts/download.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { OrderFilters, useOrderFilters } from './filters.tsx'

/** Orders by number, phone, product, state, time and shop (row H11). */
export function OrdersPage() {
  const t = useWords()
  const language = useLanguage()
  const may = useMay()
  const filters = useOrderFilters()
  const columns: TableColumnsType<OrderSummary> = [
    {
      title: t('orders.no'),
      render: (_, order) => <No no={order.no} to={`/orders/${order.no}`} />,
      fixed: 'start',
    },
    { title: t('orders.shop'), render: (_, order) => wording(order.shop, 'name', language) },
    {
      title: t('orders.goods'),
      render: (_, order) => (
        <span className="clip">
          {order.lines
            .map((line) => `${wording(line, 'title', language)} × ${line.quantity}`)
            .join(t('list.comma'))}
        </span>
      ),
    },
    {
      title: t('money.payable'),
      align: 'right',
      render: (_, order) => <Money amount={order.payableAmount} currency={order.currency} />,
    },
    { title: t('orders.state'), render: (_, order) => <StateTag machine="order" state={order.state} /> },
    {
      title: t('orders.payment_state'),
      render: (_, order) => <StateTag machine="order_payment" state={order.paymentState} />,
    },
    { title: t('orders.seller_view'), render: (_, order) => labelText(order.display.seller, language) },
    { title: t('orders.placed'), render: (_, order) => <When at={order.placedAt} /> },
  ]
  return (
    <Page
      title={t('menu.orders')}
      extra={
        may('order.export') ? (
          <Download path="/v1/orders.csv" query={filters.query} label={t('orders.export')} />
        ) : null
      }
    >
      <List<OrderSummary>
        label={t('menu.orders')}
        path="/v1/orders"
        query={filters.query}
        columns={columns}
        rowKey={(order) => order.no}
        filters={<OrderFilters filters={filters} />}
      />
    </Page>
  )
}
