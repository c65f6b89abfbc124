import type { ProfitSharing, SharingReceiver, SharingReport, SharingRequest } from '../abilities.ts'
import { type Fields, minorUnits, object, text } from '../fields.ts'
import type { Refused, Unknown, WireReply } from '../types.ts'
import { callKeyed, refusedOrUnknown } from './call.ts'
import { toWire } from './currencies.ts'
import { idOf, noted } from './fields.ts'
import type { Desk } from './payment.ts'
import { NOTES } from './reports.ts'
import { giveBack, queryReturn } from './sharing-return.ts'
import { transfersOf } from './transfers.ts'

/**
 * Separate charges and transfers: the payment is whole on our balance, and each receiver (a connected account) is
 * sent his part of that very charge. Nothing is frozen: what is not shared is ours from the beginning.
 */
export const profitSharing = (desk: Desk): ProfitSharing => ({
  maxReceivers: 50,
  maxRequestsPerPayment: 50,
  frozenDays: 0,
  addReceiver: (receiver, signal) => addReceiver(desk, receiver, signal),
  share: (request, signal) => share(desk, request, signal),
  query: async (sharingNo, channelNo, signal) => {
    const made = await transfersOf(desk.call, channelNo, signal)
    return made.kind === 'transfers' ? shared(sharingNo, made, []) : made
  },
  finish: async ({ sharingNo, channelNo }, signal) => {
    const made = await transfersOf(desk.call, channelNo, signal)
    if (made.kind !== 'transfers') return made
    const report = shared(sharingNo, made, [])
    const { group: channelSharingNo, raw } = made
    return report.kind === 'not_found' ? { kind: 'finished', channelSharingNo, receivers: [], raw } : report
  },
  giveBack: (request, signal) => giveBack(desk, request, signal),
  queryReturn: (name, signal) => queryReturn(desk, name, signal),
})

/** An account is connected by its owner; here it is only looked at, whether money may be sent to it. */
async function addReceiver(
  { call }: Desk,
  { type, account }: Pick<SharingReceiver, 'type' | 'account'>,
  signal?: AbortSignal,
): Promise<{ readonly kind: 'done'; readonly raw: WireReply } | Refused | Unknown> {
  const refused = (code: string, raw?: WireReply): Refused => ({
    kind: 'refused',
    code,
    reason: code,
    retry: 'never',
    ...(raw ? { raw } : {}),
  })
  if (type !== 'merchant') return refused('account_invalid')
  const result = await call((stripe) => stripe.accounts.retrieve(account), signal)
  if (result.kind === 'unknown') return result
  if (result.kind === 'error') {
    return result.meaning === 'not_found' ? refused(result.code, result.raw) : refusedOrUnknown(result)
  }
  const may = text(object(result.fields, 'capabilities') ?? {}, 'transfers')
  return may === 'active' ? { kind: 'done', raw: result.raw } : refused('transfers_not_allowed', result.raw)
}

type Failure = { readonly account: string; readonly amount: number; readonly failure: string }

/** One transfer for each receiver that has none yet; the list of all of them afterwards is the report. */
async function share(desk: Desk, request: SharingRequest, signal?: AbortSignal): Promise<SharingReport> {
  const { sharingNo, channelNo, attemptNo } = request
  const before = await transfersOf(desk.call, channelNo, signal)
  if (before.kind !== 'transfers') return before
  const failures: Failure[] = []
  let refused: Refused | undefined
  for (const receiver of request.receivers) {
    const earlier = before.items.find((one) => isPart(one, sharingNo) && one.destination === receiver.account)
    if (earlier && minorUnits(earlier, 'amount') !== receiver.amount) {
      const { raw } = before
      return { kind: 'refused', code: 'idempotency_error', reason: 'another amount', retry: 'never', raw }
    }
    if (earlier) continue
    const part = {
      amount: receiver.amount,
      currency: toWire(request.currency),
      destination: receiver.account,
      source_transaction: before.chargeId,
      transfer_group: before.group,
      description: receiver.description,
      metadata: { [NOTES.sharing]: sharingNo, [NOTES.attempt]: attemptNo },
    }
    const result = await callKeyed(
      desk.call,
      `share-${sharingNo}-${receiver.account}`,
      (stripe, options) => stripe.transfers.create(part, options),
      signal,
    )
    if (result.kind === 'unknown') return result
    if (result.kind === 'ok') continue
    const refusal = refusedOrUnknown(result)
    // Not for this receiver but for now, or for all: the rest is sent with the same number later.
    if (refusal.kind === 'unknown' || refusal.retry !== 'never') return refusal
    refused ??= refusal
    failures.push({ account: receiver.account, amount: receiver.amount, failure: result.code })
  }
  const after = await transfersOf(desk.call, channelNo, signal)
  if (after.kind !== 'transfers') return after
  // Stripe keeps nothing of a transfer that it refused: where none was made, the whole is refused.
  return refused && !after.items.some((one) => isPart(one, sharingNo))
    ? refused
    : shared(sharingNo, after, failures)
}

const isPart = (transfer: Fields, sharingNo: string) => noted(transfer, NOTES.sharing) === sharingNo

/** A transfer is made at once or not at all. */
function shared(
  sharingNo: string,
  { items, group, raw }: { items: readonly Fields[]; group: string; raw: WireReply },
  failures: readonly Failure[],
): SharingReport {
  // The list is newest first; the receivers stand in the order in which they were sent their parts.
  const made = items
    .toReversed()
    .filter((one) => isPart(one, sharingNo))
    .map((one) => ({
      account: idOf(one, 'destination') ?? '',
      amount: minorUnits(one, 'amount') ?? 0,
      state: 'succeeded' as const,
    }))
  const failed = failures.map((one) => ({ ...one, state: 'failed' as const }))
  return made.length + failed.length === 0
    ? { kind: 'not_found', raw }
    : { kind: 'finished', channelSharingNo: group, receivers: [...made, ...failed], raw }
}
