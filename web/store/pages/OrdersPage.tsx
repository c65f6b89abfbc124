import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { Button } from '../../ui/Button.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { useUiWords } from '../../ui/words/index.ts'
import { ordersQuery, TABS, type Tab } from '../data/trade.ts'
import { OrderCard } from '../parts/OrderCard.tsx'
import { Title } from '../parts/Title.tsx'
import { PickBar } from '../parts/together/PickBar.tsx'
import { useWords } from '../words/index.ts'

const tabOf = (text: string | null): Tab => TABS.find((tab) => tab === text) ?? 'all'

/** Trades that are chosen to be paid at once; orders of one trade are chosen with it. */
function usePicked() {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  return {
    picked,
    pick: (nos: readonly string[]) => setPicked(new Set(nos)),
    toggle: (no: string) =>
      setPicked(picked.has(no) ? new Set([...picked].filter((one) => one !== no)) : new Set([...picked, no])),
  }
}

export function OrdersPage() {
  const t = useWords()
  const ui = useUiWords()
  const [params, setParams] = useSearchParams()
  const tab = tabOf(params.get('tab'))
  const orders = useInfiniteQuery(ordersQuery(tab))
  const items = orders.data?.pages.flatMap((page) => page.items) ?? []
  const { picked, pick, toggle } = usePicked()
  const unpaid = tab === 'to_pay' ? items.filter(({ actions }) => actions.includes('pay')) : []
  const trades = new Set(unpaid.map(({ tradeNo }) => tradeNo))
  const chosen = new Set([...picked].filter((no) => trades.has(no)))
  const isPicking = trades.size > 1
  return (
    <div className="page stack">
      <Title page={t('orders.title')} />
      <h1>{t('orders.title')}</h1>
      <nav className="chips tabs" aria-label={t('orders.title')}>
        {TABS.map((each) => (
          <button
            key={each}
            type="button"
            className="chip"
            aria-pressed={each === tab}
            onClick={() => setParams(each === 'all' ? {} : { tab: each })}
          >
            {t(`orders.tab.${each}`)}
          </button>
        ))}
      </nav>
      {orders.isPending && <Loading />}
      {orders.isError && <Failure error={orders.error} retry={() => orders.refetch()} />}
      {orders.isSuccess && items.length === 0 && (
        <Empty title={t('orders.none')}>
          <Link className="button" to="/">
            {t('cart.browse')}
          </Link>
        </Empty>
      )}
      {items.map((order) => (
        <OrderCard
          key={order.no}
          order={order}
          {...(isPicking && trades.has(order.tradeNo)
            ? { picked: chosen.has(order.tradeNo), toggle: () => toggle(order.tradeNo) }
            : {})}
        />
      ))}
      {orders.hasNextPage && (
        <div className="list__more">
          <Button busy={orders.isFetchingNextPage} onClick={() => orders.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
      {isPicking && <PickBar orders={unpaid} picked={chosen} pick={pick} />}
      {orders.isFetchingNextPage && <span className="hidden-text">{ui('loading')}</span>}
    </div>
  )
}
