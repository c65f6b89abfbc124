import { MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Standing } from './decide.ts'
import type { AccountCode } from './types.ts'

/** How a call to an account ended: `failed` when nobody knows, or the channel itself could not. */
export type CallEnd = 'answered' | 'failed'

const WINDOW = MINUTE
/** So few calls say nothing. */
const ENOUGH = 10
const TOO_MANY_FAILED = 0.5
/** An answer later than this is as bad as none to the payer who waits. */
const TOO_SLOW = 5 * SECOND
const RESTS = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE] as const

type Call = { readonly at: number; readonly isGood: boolean }
type Record = { calls: Call[]; openSince: number | null; rests: number; isTrying: boolean }

export type AccountHealth = Standing & {
  readonly account: AccountCode
  readonly calls: number
  readonly failed: number
  /** `half_open`: one call is let through to see. */
  readonly breaker: 'closed' | 'open' | 'half_open'
}

/**
 * How each account answers, as this process sees it, over the last minute; and a breaker 熔断 that leaves an account
 * alone which fails too often, for longer each time, and then lets one call through to see. It only orders accounts:
 * nothing is ever taken for failed because of it.
 */
export function openHealth() {
  const records = new Map<AccountCode, Record>()
  const recordOf = (account: AccountCode): Record => {
    const known = records.get(account)
    if (known) return known
    const fresh: Record = { calls: [], openSince: null, rests: 0, isTrying: false }
    records.set(account, fresh)
    return fresh
  }

  function observe(account: AccountCode, end: CallEnd, tookMs: number, now: Date): void {
    const record = recordOf(account)
    const at = now.getTime()
    const isGood = end === 'answered' && tookMs <= TOO_SLOW
    record.calls = [...record.calls.filter((call) => call.at > at - WINDOW), { at, isGood }]
    if (record.openSince !== null && record.isTrying) {
      record.isTrying = false
      if (isGood) {
        record.openSince = null
        record.rests = 0
        record.calls = []
      } else {
        record.openSince = at
        record.rests += 1
      }
      return
    }
    const failed = record.calls.filter((call) => !call.isGood).length
    if (
      record.openSince === null &&
      record.calls.length >= ENOUGH &&
      failed / record.calls.length >= TOO_MANY_FAILED
    )
      record.openSince = at
  }

  const breakerOf = (record: Record, at: number): AccountHealth['breaker'] => {
    if (record.openSince === null) return 'closed'
    const rest = RESTS[Math.min(record.rests, RESTS.length - 1)]!
    return at - record.openSince >= rest ? 'half_open' : 'open'
  }

  function standingOf(account: AccountCode, now: Date): AccountHealth {
    const record = recordOf(account)
    const at = now.getTime()
    const recent = record.calls.filter((call) => call.at > at - WINDOW)
    const failed = recent.filter((call) => !call.isGood).length
    const breaker = breakerOf(record, at)
    const isBroken = breaker === 'open' || (breaker === 'half_open' && record.isTrying)
    const successRate = recent.length === 0 ? 1 : (recent.length - failed) / recent.length
    return { account, calls: recent.length, failed, breaker, isBroken, successRate }
  }

  /** A call is about to be made: in the half-open state it is the one that is let through. */
  function begin(account: AccountCode, now: Date): void {
    const record = recordOf(account)
    if (breakerOf(record, now.getTime()) === 'half_open') record.isTrying = true
  }

  return { observe, standingOf, begin }
}

export type Health = ReturnType<typeof openHealth>
