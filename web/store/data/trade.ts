import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take } from '../../api/client.ts'
import type { CombinedOrder } from '../../api/nouns.ts'

export const tradeQuery = (no: string) =>
  queryOptions({
    queryKey: ['trade', no],
    queryFn: ({ signal }) => take(api.GET('/v1/trades/{no}', { params: { path: { no } }, signal })),
  })

/** States in which the channel may still say something about an attempt, or about several that are paid at once. */
export const isOpen = (attempt: { readonly state: CombinedOrder['state'] }): boolean =>
  attempt.state === 'created' ||
  attempt.state === 'ready' ||
  attempt.state === 'unknown' ||
  attempt.state === 'closing'

const POLL_MS = 2_000

export const attemptQuery = (no: string) =>
  queryOptions({
    queryKey: ['attempt', no],
    queryFn: ({ signal }) => take(api.GET('/v1/attempts/{no}', { params: { path: { no } }, signal })),
    // The page that waits for money asks on, also from a background tab: the payer is in another app.
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : POLL_MS),
    refetchIntervalInBackground: true,
  })

export const methodsQuery = queryOptions({
  queryKey: ['catalog', 'methods'],
  queryFn: ({ signal }) => take(api.GET('/v1/payment-methods', { signal })),
  staleTime: 300_000,
})

export const simulatorQuery = queryOptions({
  queryKey: ['catalog', 'simulator'],
  queryFn: ({ signal }) => take(api.GET('/v1/demo/simulator', { signal })),
  staleTime: 300_000,
  retry: false,
})

/** The buyer's states (row H9), as the order module groups them. */
export const TABS = ['all', 'to_pay', 'to_confirm', 'to_receive', 'completed', 'closed'] as const
export type Tab = (typeof TABS)[number]

export const ordersQuery = (tab: Tab) =>
  infiniteQueryOptions({
    queryKey: ['orders', tab],
    queryFn: ({ signal, pageParam }) =>
      take(
        api.GET('/v1/orders', {
          params: {
            query: {
              limit: 20,
              ...(tab === 'all' ? {} : { state: tab }),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  })

export const orderQuery = (no: string) =>
  queryOptions({
    queryKey: ['order', no],
    queryFn: ({ signal }) => take(api.GET('/v1/orders/{no}', { params: { path: { no } }, signal })),
  })

export const timelineQuery = (no: string) =>
  queryOptions({
    queryKey: ['order', no, 'timeline'],
    queryFn: ({ signal }) => take(api.GET('/v1/orders/{no}/timeline', { params: { path: { no } }, signal })),
  })
