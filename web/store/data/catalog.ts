import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take } from '../../api/client.ts'

export type ProductFilter = { readonly category?: number; readonly shop?: number; readonly q?: string }

const MINUTES_5 = 300_000

export const categoriesQuery = queryOptions({
  queryKey: ['catalog', 'categories'],
  queryFn: ({ signal }) => take(api.GET('/v1/categories', { signal })),
  staleTime: MINUTES_5,
})

export const shopsQuery = queryOptions({
  queryKey: ['catalog', 'shops'],
  queryFn: ({ signal }) => take(api.GET('/v1/shops', { signal })),
  staleTime: MINUTES_5,
})

export const productsQuery = (filter: ProductFilter) =>
  infiniteQueryOptions({
    queryKey: ['catalog', 'products', filter],
    queryFn: ({ signal, pageParam }) =>
      take(
        api.GET('/v1/products', {
          params: { query: { ...filter, limit: 24, ...(pageParam ? { cursor: Number(pageParam) } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 30_000,
  })

export const productQuery = (id: number) =>
  queryOptions({
    queryKey: ['catalog', 'product', id],
    queryFn: ({ signal }) => take(api.GET('/v1/products/{id}', { params: { path: { id } }, signal })),
    staleTime: 15_000,
  })
