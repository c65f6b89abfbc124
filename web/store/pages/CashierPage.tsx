import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { Trade } from '../../api/nouns.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { tradeQuery } from '../data/trade.ts'
import { Cashier } from '../parts/cashier/Cashier.tsx'
import { TradeClosed, TradeClosing, TradePaid } from '../parts/cashier/TradeResult.tsx'

const REFRESH_MS = 4_000

const moving = (trade: Trade | undefined) => trade?.state === 'open' || trade?.state === 'closing'

/** The cashier shows what the trade is now: to be paid, closing, closed or paid. */
export function CashierPage() {
  const { no = '' } = useParams()
  const trade = useQuery({
    ...tradeQuery(no),
    refetchInterval: ({ state }) => (moving(state.data) ? REFRESH_MS : false),
    refetchIntervalInBackground: true,
  })
  if (trade.isPending) return <Loading />
  if (trade.isError) return <Failure error={trade.error} retry={() => trade.refetch()} />
  const { data } = trade
  return (
    <div className="page page--narrow">
      {data.state === 'paid' && <TradePaid trade={data} />}
      {data.state === 'closed' && <TradeClosed trade={data} />}
      {data.state === 'closing' && <TradeClosing />}
      {data.state === 'open' && <Cashier trade={data} />}
    </div>
  )
}
