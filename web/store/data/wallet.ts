import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take } from '../../api/client.ts'
import type { Movement } from '../../api/nouns.ts'

export const walletQuery = queryOptions({
  queryKey: ['wallet'],
  queryFn: ({ signal }) => take(api.GET('/v1/wallet', { signal })),
})

export const movementsQuery = (kind: Movement['kind']) =>
  infiniteQueryOptions({
    queryKey: ['wallet', 'movements', kind],
    queryFn: ({ signal, pageParam }) =>
      take(
        api.GET('/v1/wallet/movements', {
          params: { query: { kind, limit: 20, ...(pageParam ? { cursor: Number(pageParam) } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  })
