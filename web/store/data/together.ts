import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, keyed, take } from '../../api/client.ts'
import { intentKey } from '../../api/intent.ts'
import type { CombinedCashier, CombinedOrder } from '../../api/nouns.ts'
import { newKey } from '../../api/transport.ts'
import { leaves, returnUrl } from './present.ts'
import { isOpen } from './trade.ts'

const REFRESH_MS = 5_000
const POLL_MS = 2_000
/** Where the numbers are kept for one who comes back from a channel's page: an address is too short for fifty. */
const SLOT = 'pay-together'
export const TOGETHER = '/pay-together'
export const BACK_TOGETHER = `${TOGETHER}?back=1`

/** The trades that an address names; those of this tab's last visit where it names none. */
export function tradesNamed(text: string | null): string[] {
  const nos = [...new Set((text ?? sessionStorage.getItem(SLOT) ?? '').split(','))].filter((no) =>
    /^\d{22}$/.test(no),
  )
  sessionStorage.setItem(SLOT, nos.join())
  return nos
}

export const togetherAt = (nos: readonly string[]): string => `${TOGETHER}?trades=${nos.join()}`

export const togetherQuery = (nos: readonly string[]) =>
  queryOptions({
    queryKey: ['together', ...nos],
    queryFn: ({ signal }) =>
      take(api.GET('/v1/combined-cashier', { params: { query: { trades: nos.join() } }, signal })),
    enabled: nos.length > 0,
    refetchInterval: ({ state }) => (state.data && state.data.amount > 0 ? REFRESH_MS : false),
    refetchIntervalInBackground: true,
  })

export const combinedQuery = (no: string) =>
  queryOptions({
    queryKey: ['combined', no],
    queryFn: ({ signal }) => take(api.GET('/v1/combined-orders/{no}', { params: { path: { no } }, signal })),
    // The page that waits for money asks on, also from a background tab: the payer is in another app.
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : POLL_MS),
    refetchIntervalInBackground: true,
  })

/** What can be paid now, and is worth paying at once. */
export const payableOf = ({ trades }: CombinedCashier) => trades.filter(({ amount }) => amount > 0)

/** Beginning, following and leaving. Every new try is a new intent with its own key. */
export function useTogether(nos: readonly string[]) {
  const cache = useQueryClient()
  const [followed, follow] = useState<string | null>(null)
  const [left, setLeft] = useState<string | null>(null)
  const [intent, setIntent] = useState(newKey)
  const keep = (order: CombinedOrder): CombinedOrder => {
    cache.setQueryData(combinedQuery(order.no).queryKey, order)
    return order
  }
  return {
    followed,
    left,
    start: async (tradeNos: readonly string[], channel: string, method: string): Promise<CombinedOrder> => {
      const body = {
        tradeNos: [...tradeNos],
        channel,
        method,
        ...(leaves(method) ? { returnUrl: returnUrl(channel, BACK_TOGETHER) } : {}),
      }
      const key = intentKey(`together:${intent}`, body, sessionStorage)
      const order = keep(
        await take(api.POST('/v1/combined-orders', { params: { header: keyed(key) }, body })),
      )
      follow(order.no)
      setIntent(newKey())
      return order
    },
    /** Back to the choice; what is still open is closed when the next one starts. */
    leave: (no: string) => {
      setLeft(no)
      follow(null)
      setIntent(newKey())
    },
    /** Asks the channel now; whether it may still say something else. */
    check: async (no: string): Promise<boolean> =>
      isOpen(
        keep(await take(api.POST('/v1/combined-orders/{no}/check', { params: { path: { no } }, body: {} }))),
      ),
    refresh: () => cache.invalidateQueries({ queryKey: togetherQuery(nos).queryKey }),
  }
}

export type Together = ReturnType<typeof useTogether>
