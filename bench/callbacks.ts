import type pg from 'pg'
import { openLoop } from './load.ts'
import { all, type Checkout, placing } from './over-http.ts'
import {
  type Attempted,
  CONNECTIONS,
  noticeOf,
  type Provider,
  prepareAttempts,
  signNotices,
} from './prepared.ts'
import { paidTrades, untilPaid } from './purchase.ts'
import { latencyOf } from './statistics.ts'

/** Callbacks per second that are sent, and orders placed beside them. */
const NOTICES_PER_SECOND = 3_000
const ORDERS_PER_SECOND = 300

export type Callbacks = {
  /** Answered per second of the time it took. */
  readonly perSecond: number
  readonly p99: number
  readonly orderP99: number
}

/**
 * Success notices signed beforehand, sent at a fixed rate while orders are placed: verified, stored and answered. A
 * time counts from the moment at which the notice was due.
 */
export async function callbacksWhilePlacing(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  count: number,
): Promise<Callbacks> {
  const before = await paidTrades(pool)
  const { attempts } = await prepareAttempts(checkout, provider, 'told', count)
  await askLater(pool, attempts)
  const notices = await signNotices(provider, attempts)
  const { port } = checkout
  const orders = Math.ceil((count / NOTICES_PER_SECOND) * ORDERS_PER_SECOND)
  const [told, placed] = await Promise.all([
    openLoop(
      { port, connections: CONNECTIONS, count, request: (i) => noticeOf(notices[i]!) },
      NOTICES_PER_SECOND,
    ),
    openLoop(
      { port, connections: 32, count: orders, request: placing(checkout, 'beside') },
      ORDERS_PER_SECOND,
    ),
  ])
  all(told, 204)
  all(placed, 201)
  await untilPaid(pool, before + count)
  return {
    perSecond: count / told.seconds,
    p99: latencyOf(told.times).p99,
    orderP99: latencyOf(placed.times).p99,
  }
}

/** The provider signs for seconds; nobody is to find the payments meanwhile. */
const askLater = (pool: pg.Pool, attempts: readonly Attempted[]) =>
  pool.query("update attempt set next_query_at = now() + interval '1 hour' where attempt_no = any($1)", [
    attempts.map(({ attemptNo }) => attemptNo),
  ])

/**
 * Attempts that were paid and whose notices never came: all are due to be asked about at one moment. Returns how many
 * a second were found, asked about, heard and applied, until every trade is paid.
 */
export async function resolveUnknown(
  checkout: Checkout,
  provider: Provider,
  pool: pg.Pool,
  count: number,
): Promise<number> {
  const before = await paidTrades(pool)
  const { attempts } = await prepareAttempts(checkout, provider, 'unheard', count)
  await askLater(pool, attempts)
  await signNotices(provider, attempts)
  const began = performance.now()
  await pool.query('update attempt set next_query_at = now() where attempt_no = any($1)', [
    attempts.map(({ attemptNo }) => attemptNo),
  ])
  await untilPaid(pool, before + count)
  return (count * 1000) / (performance.now() - began)
}
