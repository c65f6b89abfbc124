import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { api, keyed, take } from '../../api/client.ts'
import { intentKey, settleIntent } from '../../api/intent.ts'
import type { NewTrade, Quote } from '../../api/nouns.ts'
import { isProblemCode } from '../../api/problem.ts'
import { useAction } from '../../ui/useAction.ts'

/** Places the trade once, whatever the buyer's fingers and the network do; a changed price is asked about. */
export function usePlaceTrade(fromCart: boolean) {
  const go = useNavigate()
  const cache = useQueryClient()
  const scope = `trade:${useLocation().key}`
  const [changed, setChanged] = useState<Quote | null>(null)
  const place = useAction(async (body: NewTrade) => {
    setChanged(null)
    const key = intentKey(scope, body, sessionStorage)
    try {
      const trade = await take(api.POST('/v1/trades', { params: { header: keyed(key) }, body }))
      settleIntent(scope, body, sessionStorage)
      if (fromCart) await takeOut(body.lines)
      await go(`/pay/${trade.no}`, { replace: true })
      for (const stale of ['cart', 'orders', 'catalog']) cache.invalidateQueries({ queryKey: [stale] })
    } catch (error) {
      // A refusal is final for this intent; only a missing answer keeps the key for the next try.
      if (!isProblemCode(error, 'network')) settleIntent(scope, body, sessionStorage)
      if (!isProblemCode(error, 'price_changed')) throw error
      setChanged(error.body.detail?.quote as Quote)
    }
  })
  return { place, changed, forget: () => setChanged(null) }
}

/** What was ordered leaves the cart; a line that stays behind because the network failed harms nobody. */
const takeOut = (lines: NewTrade['lines']) =>
  Promise.allSettled(
    lines.map(({ skuId }) => take(api.DELETE('/v1/cart/lines/{skuId}', { params: { path: { skuId } } }))),
  )
