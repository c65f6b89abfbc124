import { Select, type TableColumnsType } from 'antd'
import { useSearchParams } from 'react-router'
import type { Sharing } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { ChannelName } from '../parts/channel.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { useShops } from '../parts/shops.ts'
import { StateFilter, StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** Money that was shared out of payments 分账, by state and by the shop whose part it pays out. */
export function SharingsPage() {
  const t = useWords()
  const { choices } = useShops()
  const [params, setParams] = useSearchParams()
  const state = params.get('state')
  const shop = params.get('shop')
  const show = (next: Readonly<Record<string, string | null>>) =>
    setParams(
      Object.fromEntries(Object.entries(next).filter(([, value]) => value)) as Record<string, string>,
      {
        replace: true,
      },
    )
  return (
    <Page title={t('menu.sharings')} lead={t('sharing.lead')}>
      <List<Sharing>
        label={t('menu.sharings')}
        path="/v1/sharings"
        query={{ state, shop }}
        columns={useSharingColumns()}
        rowKey={({ no }) => no}
        everyMs={10_000}
        filters={
          <>
            <StateFilter machine="sharing" value={state} onChange={(value) => show({ state: value, shop })} />
            <Select
              className="filter-select"
              aria-label={t('orders.shop')}
              placeholder={t('sharing.any_shop')}
              value={shop === null ? null : Number(shop)}
              options={choices}
              onChange={(value) => show({ state, shop: value ? String(value) : null })}
              allowClear
            />
          </>
        }
      />
    </Page>
  )
}

export function useSharingColumns(): TableColumnsType<Sharing> {
  const t = useWords()
  const money = (title: string, of: (one: Sharing) => number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, one: Sharing) => <Money amount={of(one)} currency={one.currency} quietZero />,
  })
  return [
    { title: t('sharing.no'), render: (_, { no }) => <No no={no} to={`/sharings/${no}`} /> },
    { title: t('orders.state'), render: (_, { state }) => <StateTag machine="sharing" state={state} /> },
    { title: t('payments.channel'), render: (_, { channel }) => <ChannelName account={channel} /> },
    { title: t('sharing.receivers'), align: 'right', render: (_, { receivers }) => receivers.length },
    money(t('sharing.amount'), ({ amount }) => amount),
    money(t('sharing.shared'), ({ shared }) => shared),
    money(t('sharing.returned'), ({ receivers }) => receivers.reduce((sum, one) => sum + one.returned, 0)),
    { title: t('orders.trade'), render: (_, { tradeNo }) => <No no={tradeNo} to={`/payments/${tradeNo}`} /> },
    { title: t('refunds.maker'), render: (_, { requestedBy }) => <Actor actor={requestedBy} /> },
    { title: t('refunds.requested'), render: (_, { createdAt }) => <When at={createdAt} /> },
  ]
}
