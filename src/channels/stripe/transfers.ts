import { type Fields, text } from '../fields.ts'
import type { Refused, Unknown, WireReply } from '../types.ts'
import { type Call, refusedOrUnknown } from './call.ts'
import { idOf, listed } from './fields.ts'

export type Transfers =
  | {
      readonly kind: 'transfers'
      readonly items: readonly Fields[]
      readonly chargeId: string
      readonly group: string
      readonly raw: WireReply
    }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

/** Everything shared out of one payment: the transfers of its group, a list that is never behind. */
export async function transfersOf(call: Call, intentId: string, signal?: AbortSignal): Promise<Transfers> {
  const intent = await call((stripe) => stripe.paymentIntents.retrieve(intentId), signal)
  if (intent.kind === 'unknown') return intent
  if (intent.kind === 'error') {
    return intent.meaning === 'not_found' ? { kind: 'not_found', raw: intent.raw } : refusedOrUnknown(intent)
  }
  const chargeId = idOf(intent.fields, 'latest_charge')
  const group = text(intent.fields, 'transfer_group')
  if (!group) return { kind: 'unknown', reason: 'malformed_answer', raw: intent.raw }
  if (!chargeId || text(intent.fields, 'status') !== 'succeeded') {
    return { kind: 'refused', code: 'not_paid', reason: 'not paid yet', retry: 'later', raw: intent.raw }
  }
  const made = await transfersOfGroup(call, group, signal)
  return made.kind === 'items' ? { ...made, kind: 'transfers', chargeId, group } : made
}

/** The group is the attempt's number. */
export async function transfersOfGroup(
  call: Call,
  group: string,
  signal?: AbortSignal,
): Promise<
  { readonly kind: 'items'; readonly items: readonly Fields[]; readonly raw: WireReply } | Refused | Unknown
> {
  const items: Fields[] = []
  for (;;) {
    const after = text(items.at(-1) ?? {}, 'id')
    const page = { transfer_group: group, limit: 100, ...(after ? { starting_after: after } : {}) }
    const result = await call((stripe) => stripe.transfers.list(page), signal)
    if (result.kind === 'unknown') return result
    if (result.kind === 'error') return refusedOrUnknown(result)
    const more = listed(result.fields)
    if (!more) return { kind: 'unknown', reason: 'malformed_answer', raw: result.raw }
    items.push(...more)
    if (result.fields.has_more !== true || more.length === 0) return { kind: 'items', items, raw: result.raw }
  }
}
