import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { ApiProblem } from '../../api/problem.ts'
import { problemText } from '../../ui/problemText.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { useWords } from '../words/index.ts'
import { type Page, type Query, read, type Write, write } from './wire.ts'

type Live = { readonly query?: Query; readonly everyMs?: number; readonly when?: boolean }

/** One resource, asked again when it may have changed. */
export const useResource = <T>(path: string, { query, everyMs, when = true }: Live = {}) =>
  useQuery({
    queryKey: [path, query ?? {}],
    queryFn: ({ signal }) => read<T>(path, query, signal),
    enabled: when,
    ...(everyMs ? { refetchInterval: everyMs } : {}),
  })

/** A list in cursor pages. */
export const usePages = <T>(path: string, { query, everyMs, when = true }: Live = {}) =>
  useInfiniteQuery({
    queryKey: [path, 'pages', query ?? {}],
    queryFn: ({ signal, pageParam }) =>
      read<Page<T>>(path, { limit: 50, ...query, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor || undefined,
    enabled: when,
    ...(everyMs ? { refetchInterval: everyMs } : {}),
  })

/** A write: everything on the page is asked again after it; a refusal is said in words with its request number. */
export function useWrite<T = unknown>() {
  const client = useQueryClient()
  const { message, notification } = App.useApp()
  const ui = useUiWords()
  const t = useWords()
  return useMutation<T | null, Error, Write>({
    mutationFn: (order) => write<T>(order),
    onSuccess: () => {
      message.success(t('act.done'))
    },
    onError: (error) => {
      const body = error instanceof ApiProblem ? error.body : null
      notification.error({
        title: problemText(error, ui),
        description: body ? [body.code, body.param, body.requestId].filter(Boolean).join(' · ') : undefined,
      })
    },
    onSettled: () => client.invalidateQueries(),
  })
}
