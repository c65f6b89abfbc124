import { after } from '../../kernel/clock.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { restDelay, retryDelay } from './schedule.ts'
import type { MessageRejection } from './types.ts'

export const MAX_ENDPOINTS_PER_OWNER = 20
/** How long the secret before a rotation still signs. */
export const OLD_SECRET_MS = 24 * 3_600_000

/** Only the demo and tests may send to their own machine, and without TLS. */
export type Reach = { readonly allowPrivate: boolean }

/** Checks what can be seen in the URL alone; whose address it is, is asked of DNS afterwards. */
export function readUrl(text: string, { allowPrivate }: Reach): Outcome<URL, MessageRejection> {
  const invalid = reject<MessageRejection>('url_invalid', { param: 'url' })
  if (text.length > 2000 || !URL.canParse(text)) return invalid
  const url = new URL(text)
  if (url.username || url.password || url.hash || url.hostname === '') return invalid
  if (url.protocol === 'https:') return accept(url)
  if (url.protocol === 'http:')
    return allowPrivate ? accept(url) : reject('url_needs_https', { param: 'url' })
  return invalid
}

/** The first entry that names neither a known event type nor a family of them. */
export const unknownEventType = (wanted: readonly string[], known: readonly string[]): string | undefined =>
  wanted.find((entry) => !known.some((type) => hears([entry], type)))

/** Whether an endpoint with these entries is told of events of a type. The SQL of the fan-out says the same. */
export function hears(entries: readonly string[], type: string): boolean {
  return (
    entries.length === 0 || entries.some((entry) => entry === type || entry === `${type.split('.', 1)[0]}.*`)
  )
}

/** What came of one try. `status` null: no answer at all, and `error` says why. */
export type Sent = {
  readonly at: Date
  readonly durationMs: number
  readonly status: number | null
  readonly error: string | null
  readonly answer: string
}

export type TryOutcome = {
  readonly event: 'accepted' | 'failed' | 'exhausted'
  /** When the next try is due; for the other outcomes when this one ended. */
  readonly dueAt: Date
  /** What it says about the receiver: its failures in a row and how long it is left alone. */
  readonly receiver: { readonly failures: number; readonly restingUntil: Date | null; readonly gone: boolean }
}

/**
 * Judges a try. Any 2xx is acceptance; a redirect is not followed and counts as a failure; 410 means that the
 * receiver wants no more (Standard Webhooks) and its endpoint is disabled.
 */
export function judge(
  sent: Sent,
  delivery: { readonly id: number; readonly attempts: number; readonly endpointId: string },
  failuresBefore: number,
  now: Date,
): TryOutcome {
  if (sent.status !== null && sent.status >= 200 && sent.status < 300) {
    return {
      event: 'accepted',
      dueAt: now,
      receiver: { failures: 0, restingUntil: null, gone: false },
    }
  }
  const failures = failuresBefore + 1
  const restMs = restDelay(failures, delivery.endpointId)
  const delayMs = retryDelay(delivery.attempts, String(delivery.id))
  return {
    event: delayMs === null ? 'exhausted' : 'failed',
    dueAt: delayMs === null ? now : after(now, delayMs),
    receiver: {
      failures,
      restingUntil: restMs === null ? null : after(now, restMs),
      gone: sent.status === 410,
    },
  }
}
