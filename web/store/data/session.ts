import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, setCsrf, take } from '../../api/client.ts'
import type { Session } from '../../api/nouns.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session> => {
    const session = await take(api.GET('/v1/session', { signal }))
    setCsrf(session.csrf)
    return session
  },
  staleTime: 60_000,
})

export const useSession = () => useQuery(sessionQuery).data

export const useIsBuyer = (): boolean => useSession()?.kind === 'buyer'

/** After signing in or out: nothing of the one before may be shown to the next. */
export function useSessionChanged() {
  const cache = useQueryClient()
  return async () => {
    setCsrf(null)
    cache.removeQueries({
      predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'catalog',
    })
    await cache.refetchQueries({ queryKey: sessionQuery.queryKey })
  }
}
