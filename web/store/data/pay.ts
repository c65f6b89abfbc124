import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, keyed, take } from '../../api/client.ts'
import { intentKey } from '../../api/intent.ts'
import type { Attempt, NewAttempt } from '../../api/nouns.ts'
import { newKey } from '../../api/transport.ts'
import { cashierQuery } from './cashier.ts'
import { attemptQuery, tradeQuery } from './trade.ts'

/**
 * What this tab knows of a trade's payment: a reload goes on with the same attempt and the same intent. `left`: the
 * buyer went back to the methods, so an attempt that is still open is not forced on him.
 */
type Kept = { readonly attemptNo: string | null; readonly intent: string; readonly left: boolean }

const slot = (tradeNo: string) => `pay:${tradeNo}`

function kept(tradeNo: string): Kept {
  const text = sessionStorage.getItem(slot(tradeNo))
  return text ? (JSON.parse(text) as Kept) : { attemptNo: null, intent: newKey(), left: false }
}

/** Starting, following and giving up attempts on one trade. Every new try is a new intent with its own key. */
export function usePayment(tradeNo: string) {
  const cache = useQueryClient()
  const [state, setState] = useState(() => kept(tradeNo))
  const keep = (next: Kept) => {
    sessionStorage.setItem(slot(tradeNo), JSON.stringify(next))
    setState(next)
  }
  return {
    attemptNo: state.attemptNo,
    left: state.left,
    start: async (body: NewAttempt): Promise<Attempt> => {
      keep(state)
      const key = intentKey(`attempt:${tradeNo}:${state.intent}`, body, sessionStorage)
      const attempt = await take(
        api.POST('/v1/trades/{no}/attempts', {
          params: { path: { no: tradeNo }, header: keyed(key) },
          body,
        }),
      )
      cache.setQueryData(attemptQuery(attempt.no).queryKey, attempt)
      keep({ attemptNo: attempt.no, intent: newKey(), left: false })
      await cache.invalidateQueries({ queryKey: cashierQuery(tradeNo).queryKey })
      return attempt
    },
    /** Goes on with an attempt that another tab, or this one earlier, has begun. */
    follow: (attemptNo: string) => keep({ ...state, attemptNo, left: false }),
    /** Back to the choice of methods; an attempt that is still open is closed when the next one starts. */
    leave: () => keep({ attemptNo: null, intent: newKey(), left: true }),
    /** Asks the channel now instead of waiting for its notice. */
    check: async (attemptNo: string): Promise<Attempt> => {
      const attempt = await take(
        api.POST('/v1/attempts/{no}/check', { params: { path: { no: attemptNo } }, body: {} }),
      )
      cache.setQueryData(attemptQuery(attemptNo).queryKey, attempt)
      return attempt
    },
    /** The attempt says the money is there; the trade follows in its own time. */
    refresh: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: tradeQuery(tradeNo).queryKey }),
        cache.invalidateQueries({ queryKey: cashierQuery(tradeNo).queryKey }),
      ]),
  }
}

export type Payment = ReturnType<typeof usePayment>

export async function cancelTrade(no: string, key: string) {
  return take(api.POST('/v1/trades/{no}/cancel', { params: { path: { no }, header: keyed(key) }, body: {} }))
}
