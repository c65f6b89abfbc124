import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, take } from '../../api/client.ts'
import type { Cart, CartLine, Quote, Want } from '../../api/nouns.ts'
import { useIsBuyer } from './session.ts'

export const cartQuery = queryOptions({
  queryKey: ['cart'],
  queryFn: ({ signal }) => take(api.GET('/v1/cart', { signal })),
})

/** How many pieces lie in the cart, for the badge; 0 for a guest. */
export function useCartCount(): number {
  const buyer = useIsBuyer()
  const { data } = useQuery({ ...cartQuery, enabled: buyer })
  return data?.groups.flatMap(({ lines }) => lines).reduce((count, { quantity }) => count + quantity, 0) ?? 0
}

export type LineEdit = { readonly skuId: number; readonly quantity: number; readonly selected: boolean }

const edited = (cart: Cart, edits: readonly LineEdit[]): Cart => {
  const bySku = new Map(edits.map((edit) => [edit.skuId, edit]))
  const line = (old: CartLine): CartLine => ({ ...old, ...bySku.get(old.skuId) })
  return { ...cart, groups: cart.groups.map((group) => ({ ...group, lines: group.lines.map(line) })) }
}

/** Puts lines as wished. The page shows the wish at once; amounts come from the server alone. */
export function useEditCart() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (edits: readonly LineEdit[]) =>
      Promise.all(
        edits.map(({ skuId, quantity, selected }) =>
          take(
            api.PUT('/v1/cart/lines/{skuId}', { params: { path: { skuId } }, body: { quantity, selected } }),
          ),
        ),
      ),
    onMutate: async (edits) => {
      await cache.cancelQueries({ queryKey: cartQuery.queryKey })
      cache.setQueryData(cartQuery.queryKey, (cart) => cart && edited(cart, edits))
    },
    onSettled: () => cache.invalidateQueries({ queryKey: cartQuery.queryKey }),
  })
}

export function useRemoveLine() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (skuId: number) =>
      take(api.DELETE('/v1/cart/lines/{skuId}', { params: { path: { skuId } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: cartQuery.queryKey }),
  })
}

export const canBuy = (line: CartLine): boolean => line.state === 'ok' || line.state === 'price_changed'

/** What a checkout of this cart would order: the selected lines that can be bought. */
export const wantedLines = (cart: Cart): Want[] =>
  cart.groups
    .flatMap(({ lines }) => lines)
    .filter((line) => line.selected && canBuy(line))
    .map(({ skuId, quantity }) => ({ skuId, quantity }))

export const quoteQuery = (lines: readonly Want[], addressId: number | null) =>
  queryOptions({
    queryKey: ['quote', lines, addressId],
    queryFn: ({ signal }): Promise<Quote> =>
      take(
        api.POST('/v1/quotes', {
          body: { lines: [...lines], ...(addressId === null ? {} : { addressId }) },
          signal,
        }),
      ),
    enabled: lines.length > 0,
    staleTime: 0,
    gcTime: 0,
  })
