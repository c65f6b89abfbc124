import { type Fields, text } from '../fields.ts'
import type { Refused, Unknown, WireReply } from '../types.ts'
import { type Call, refusedOrUnknown } from './call.ts'
import { idOf, listed, noted } from './fields.ts'
import { NOTES } from './reports.ts'

/** The whole intent, its charge and the movement of money included. */
export const EXPAND = ['latest_charge.balance_transaction']

export type Found =
  | { readonly kind: 'found'; readonly intent: Fields; readonly raw: WireReply }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

export type Lookup = {
  remember(attemptNo: string, intentId: string): void
  /** The intent of an attempt as it is now. */
  find(attemptNo: string, signal?: AbortSignal): Promise<Found>
}

const REMEMBERED = 20_000

/**
 * Stripe knows an intent by its own number only, and its answer may have been lost. Three ways lead from ours to
 * it: the charges of the attempt's transfer group (a list, never behind: where money was touched it is found), the
 * newest intents (a list too), and the search, which finds older ones and may lag by a minute. Nothing found is
 * `not_found`, never a failure: an intent whose secret nobody was given cannot be paid.
 */
export function createLookup(call: Call): Lookup {
  const known = new Map<string, string>()
  const remember = (attemptNo: string, intentId: string) => {
    known.delete(attemptNo)
    known.set(attemptNo, intentId)
    if (known.size > REMEMBERED) known.delete(known.keys().next().value!)
  }

  const retrieve = async (id: string, signal?: AbortSignal): Promise<Found> => {
    const result = await call((stripe) => stripe.paymentIntents.retrieve(id, { expand: EXPAND }), signal)
    if (result.kind === 'unknown') return result
    if (result.kind === 'error') {
      return result.meaning === 'not_found'
        ? { kind: 'not_found', raw: result.raw }
        : refusedOrUnknown(result)
    }
    if (text(result.fields, 'id') !== id) {
      return { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }
    }
    return { kind: 'found', intent: result.fields, raw: result.raw }
  }

  const ways = (attemptNo: string): readonly Way[] => [
    {
      act: (stripe) => stripe.charges.list({ transfer_group: attemptNo, limit: 100 }),
      pick: (charge) => (charge.transfer_group === attemptNo ? idOf(charge, 'payment_intent') : undefined),
    },
    {
      act: (stripe) => stripe.paymentIntents.list({ limit: 100 }),
      pick: (intent) => (noted(intent, NOTES.attempt) === attemptNo ? text(intent, 'id') : undefined),
    },
    {
      act: (stripe) =>
        stripe.paymentIntents.search({ query: `metadata["${NOTES.attempt}"]:"${attemptNo}"`, limit: 10 }),
      pick: (intent) => (noted(intent, NOTES.attempt) === attemptNo ? text(intent, 'id') : undefined),
    },
  ]

  return {
    remember,
    find: async (attemptNo, signal) => {
      const id = known.get(attemptNo)
      if (id !== undefined) return retrieve(id, signal)
      let last: Found | undefined
      for (const { act, pick } of ways(attemptNo)) {
        const result = await call(act, signal)
        if (result.kind === 'unknown') return result
        if (result.kind === 'error') {
          last = refusedOrUnknown(result)
          continue
        }
        const items = listed(result.fields)
        if (!items) return { kind: 'unknown', reason: 'malformed_answer', raw: result.raw }
        for (const item of items) {
          const found = pick(item)
          if (found === undefined) continue
          remember(attemptNo, found)
          return retrieve(found, signal)
        }
        last ??= { kind: 'not_found', raw: result.raw }
      }
      return last ?? { kind: 'unknown', reason: 'unexpected_answer' }
    },
  }
}

type Way = { readonly act: Parameters<Call>[0]; readonly pick: (item: Fields) => string | undefined }
