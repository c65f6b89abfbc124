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

/** The calls of one second, counted: a crowd of calls costs no more to look back on than a few. */
type Slot = { readonly second: number; calls: number; failed: number }
type Record = {
  slots: Slot[]
  calls: number
  failed: number
  openSince: number | null
  rests: number
  isTrying: boolean
}

/** Forgets what lies further back than the window. */
function forget(record: Record, at: number): void {
  const oldest = Math.floor((at - WINDOW) / SECOND)
  while (record.slots[0] && record.slots[0].second < oldest) {
    const { calls, failed } = record.slots.shift()!
    record.calls -= calls
    record.failed -= failed
  }
}

function count(record: Record, at: number, isGood: boolean): void {
  const second = Math.floor(at / SECOND)
  let slot = record.slots.at(-1)
  if (slot?.second !== second) {
    slot = { second, calls: 0, failed: 0 }
    record.slots.push(slot)
  }
  slot.calls += 1
  record.calls += 1
  if (isGood) return
  slot.failed += 1
  record.failed += 1
}

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
    const fresh: Record = { slots: [], calls: 0, failed: 0, openSince: null, rests: 0, isTrying: false }
    records.set(account, fresh)
    return fresh
  }

  function observe(account: AccountCode, end: CallEnd, tookMs: number, now: Date): void {
    const record = recordOf(account)
    const at = now.getTime()
    const isGood = end === 'answered' && tookMs <= TOO_SLOW
    forget(record, at)
    count(record, at, isGood)
    if (record.openSince !== null && record.isTrying) {
      record.isTrying = false
      if (isGood) {
        record.openSince = null
        record.rests = 0
        Object.assign(record, { slots: [], calls: 0, failed: 0 })
      } else {
        record.openSince = at
        record.rests += 1
      }
      return
    }
    const { calls, failed } = record
    if (record.openSince === null && calls >= ENOUGH && failed / calls >= TOO_MANY_FAILED)
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
    forget(record, at)
    const { calls, failed } = record
    const breaker = breakerOf(record, at)
    const isBroken = breaker === 'open' || (breaker === 'half_open' && record.isTrying)
    const successRate = calls === 0 ? 1 : (calls - failed) / calls
    return { account, calls, failed, breaker, isBroken, successRate }
  }

  /** A call is about to be made: in the half-open state it is the one that is let through. */
  function begin(account: AccountCode, now: Date): void {
    const record = recordOf(account)
    if (breakerOf(record, now.getTime()) === 'half_open') record.isTrying = true
  }

  return { observe, standingOf, begin }
}

export type Health = ReturnType<typeof openHealth>
