import type { SharingReturnName, SharingReturnReport, SharingReturnRequest } from '../abilities.ts'
import { type Fields, minorUnits, text } from '../fields.ts'
import type { Refused, Unknown, WireReply } from '../types.ts'
import { callKeyed, refusedOrUnknown } from './call.ts'
import { idOf, listed, noted } from './fields.ts'
import type { Desk } from './payment.ts'
import { NOTES } from './reports.ts'
import { transfersOf } from './transfers.ts'

/** A reversal of the receiver's transfer, whole or in part; one number gives back once. */
export async function giveBack(
  desk: Desk,
  request: SharingReturnRequest,
  signal?: AbortSignal,
): Promise<SharingReturnReport> {
  const sought = await find(desk, request, signal)
  if (sought.kind !== 'reversals') return sought
  const earlier = sought.items.find((one) => noted(one, NOTES.sharingReturn) === request.returnNo)
  if (earlier) return sameReturn(earlier, request, sought.raw)
  const part = {
    amount: request.amount,
    description: request.description,
    metadata: { [NOTES.sharingReturn]: request.returnNo },
  }
  const result = await callKeyed(
    desk.call,
    `return-${request.returnNo}`,
    (stripe, options) => stripe.transfers.createReversal(sought.transferId, part, options),
    signal,
  )
  if (result.kind === 'unknown') return result
  if (result.kind === 'ok') return sameReturn(result.fields, request, result.raw)
  return refusedOrUnknown(result)
}

export async function queryReturn(
  desk: Desk,
  name: SharingReturnName,
  signal?: AbortSignal,
): Promise<SharingReturnReport> {
  const sought = await find(desk, name, signal)
  if (sought.kind !== 'reversals') return sought
  const found = sought.items.some((one) => noted(one, NOTES.sharingReturn) === name.returnNo)
  return { kind: found ? 'succeeded' : 'not_found', raw: sought.raw }
}

const sameReturn = (
  reversal: Fields,
  { amount }: SharingReturnRequest,
  raw: WireReply,
): SharingReturnReport =>
  minorUnits(reversal, 'amount') === amount
    ? { kind: 'succeeded', raw }
    : { kind: 'refused', code: 'idempotency_error', reason: 'another amount', retry: 'never', raw }

type Sought =
  | {
      readonly kind: 'reversals'
      readonly transferId: string
      readonly items: readonly Fields[]
      readonly raw: WireReply
    }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

async function find(desk: Desk, name: SharingReturnName, signal?: AbortSignal): Promise<Sought> {
  const made = await transfersOf(desk.call, name.channelNo, signal)
  if (made.kind !== 'transfers') return made
  const transfer = made.items.find(
    (one) => noted(one, NOTES.sharing) === name.sharingNo && idOf(one, 'destination') === name.account,
  )
  const transferId = transfer && text(transfer, 'id')
  if (!transferId) return { kind: 'not_found', raw: made.raw }
  const items: Fields[] = []
  for (;;) {
    const after = text(items.at(-1) ?? {}, 'id')
    const page = { limit: 100, ...(after ? { starting_after: after } : {}) }
    const result = await desk.call((stripe) => stripe.transfers.listReversals(transferId, page), signal)
    if (result.kind === 'unknown') return result
    if (result.kind === 'error') return refusedOrUnknown(result)
    const more = listed(result.fields)
    if (!more) return { kind: 'unknown', reason: 'malformed_answer', raw: result.raw }
    items.push(...more)
    if (result.fields.has_more !== true || more.length === 0) {
      return { kind: 'reversals', transferId, items, raw: result.raw }
    }
  }
}
