import { infiniteQueryOptions, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, take } from '../../api/client.ts'
import type { Contact } from '../../api/nouns.ts'
import { useIsBuyer } from './session.ts'

const POLL_MS = 20_000

const unreadQuery = queryOptions({
  queryKey: ['inbox', 'unread'],
  queryFn: ({ signal }) => take(api.GET('/v1/inbox/unread', { signal })),
  refetchInterval: POLL_MS,
})

/** How many messages he has not read, for the badge; 0 for a guest. */
export function useUnread(): number {
  const { data } = useQuery({ ...unreadQuery, enabled: useIsBuyer() })
  return data?.unread ?? 0
}

export const inboxQuery = infiniteQueryOptions({
  queryKey: ['inbox', 'messages'],
  queryFn: ({ signal, pageParam }) =>
    take(
      api.GET('/v1/inbox', {
        params: { query: { limit: 20, ...(pageParam ? { cursor: Number(pageParam) } : {}) } },
        signal,
      }),
    ),
  initialPageParam: '',
  getNextPageParam: (last) => last.nextCursor,
})

export const contactQuery = queryOptions({
  queryKey: ['contact'],
  queryFn: ({ signal }) => take(api.GET('/v1/contact', { signal })),
})

/** What a buyer changes about his messages; every part of the page that shows it asks again. */
export function useMessages() {
  const cache = useQueryClient()
  return {
    readUpTo: async (upTo: number) => {
      await take(api.PUT('/v1/inbox/read', { body: { upTo } }))
      await cache.invalidateQueries({ queryKey: ['inbox'] })
    },
    saveWish: async ({ ways, language }: Pick<Contact, 'ways' | 'language'>) => {
      const body = { ways: ways as ('sms' | 'mail' | 'app')[], language: language as 'zh-CN' | 'en' }
      cache.setQueryData(contactQuery.queryKey, await take(api.PUT('/v1/contact', { body })))
    },
    sendCode: (address: string) => take(api.POST('/v1/contact/mail', { body: { address } })),
    confirm: async (code: string) => {
      await take(api.POST('/v1/contact/mail/confirm', { body: { code } }))
      await cache.invalidateQueries({ queryKey: contactQuery.queryKey })
    },
    removeMail: async () => {
      await take(api.DELETE('/v1/contact/mail'))
      await cache.invalidateQueries({ queryKey: contactQuery.queryKey })
    },
  }
}
