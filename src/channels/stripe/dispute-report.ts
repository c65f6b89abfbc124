import type { DisputeReport } from '../abilities.ts'
import { type Fields, isFields, minorUnits, object, text } from '../fields.ts'
import type { WireReply } from '../types.ts'
import { fromWire } from './currencies.ts'
import { idOf, noted, seconds, signedUnits } from './fields.ts'
import { NOTES } from './reports.ts'

/**
 * An inquiry (`warning_…`) is a dispute whose money has not been taken yet; closed without one it is won. A dispute
 * that was `prevented` is one that the payer was paid back for at once.
 */
const states: Readonly<Record<string, DisputeReport['state']>> = {
  warning_needs_response: 'needs_response',
  needs_response: 'needs_response',
  appeal_needs_response: 'needs_response',
  warning_under_review: 'under_review',
  under_review: 'under_review',
  appeal_under_review: 'under_review',
  warning_closed: 'won',
  won: 'won',
  lost: 'lost',
  prevented: 'lost',
}

/** Undefined where something is missing. The attempt is known only where the intent came with the dispute. */
export function disputeReport(dispute: Fields, raw: WireReply): DisputeReport | undefined {
  const status = text(dispute, 'status') ?? ''
  const state = Object.hasOwn(states, status) ? states[status] : undefined
  const disputeNo = text(dispute, 'id')
  const channelNo = idOf(dispute, 'payment_intent')
  const amount = minorUnits(dispute, 'amount')
  const currency = text(dispute, 'currency')
  const openedAt = seconds(dispute, 'created')
  if (!state || !disputeNo || !channelNo || amount === undefined || !currency || !openedAt) return undefined
  const respondBy = seconds(object(dispute, 'evidence_details') ?? {}, 'due_by')
  return {
    disputeNo,
    attemptNo: noted(object(dispute, 'payment_intent') ?? {}, NOTES.attempt) ?? null,
    channelNo,
    amount,
    currency: fromWire(currency),
    reason: text(dispute, 'reason') ?? 'general',
    state,
    openedAt,
    ...(respondBy ? { respondBy } : {}),
    isWithdrawn: balanceOf(dispute) < 0,
    raw,
  }
}

/** What the dispute has moved on our balance: taken, and given back when it was won. */
function balanceOf(dispute: Fields): number {
  const { balance_transactions: movements } = dispute
  if (!Array.isArray(movements)) return 0
  return movements.filter(isFields).reduce((sum, one) => sum + (signedUnits(one, 'amount') ?? 0), 0)
}
