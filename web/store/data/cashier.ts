import { queryOptions } from '@tanstack/react-query'
import { api, take } from '../../api/client.ts'
import type { Attempt, Cashier, CashierMethod } from '../../api/nouns.ts'
import { channelName, isInBooks } from './device.ts'

const REFRESH_MS = 4_000

export const cashierQuery = (no: string) =>
  queryOptions({
    queryKey: ['cashier', no],
    queryFn: ({ signal }) => take(api.GET('/v1/trades/{no}/cashier', { params: { path: { no } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.state === 'open' || state.data?.state === 'closing' ? REFRESH_MS : false,
    refetchIntervalInBackground: true,
  })

const OPEN: ReadonlySet<Attempt['state']> = new Set(['created', 'ready', 'unknown', 'authorized', 'closing'])

/**
 * The newest attempt that money may still come from: a reload or another device goes on with it. One that is paid at
 * once with others has a page of its own.
 */
export const openAttempt = ({ attempts }: Cashier): Attempt | undefined =>
  attempts.find(
    ({ channel, combinedNo, state }) => combinedNo === null && !isInBooks(channel) && OPEN.has(state),
  )

/** The number of several trades that are being paid at once, where this is one of them. */
export const openTogether = ({ attempts }: Cashier): string | null =>
  attempts.find(({ combinedNo, state }) => combinedNo !== null && OPEN.has(state))?.combinedNo ?? null

/** All that one act of paying is made of: points, balance, channel. */
export const legsOf = ({ attempts }: Cashier, attempt: Attempt): Attempt[] =>
  attempt.groupNo === null ? [attempt] : attempts.filter(({ groupNo }) => groupNo === attempt.groupNo)

type Titled = Pick<CashierMethod, 'channel' | 'title'>

/** How a channel is called to a buyer; one that is no longer offered keeps its name. */
export const titleIn = (methods: readonly Titled[], account: string) =>
  methods.find(({ channel }) => channel === channelName(account))?.title ?? { zh: account, en: account }

export const titleOf = ({ methods }: Cashier, account: string) => titleIn(methods, account)
