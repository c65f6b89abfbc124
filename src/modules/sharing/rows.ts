import type { Claim, Freeze, Sharing, SharingReturn } from './types.ts'

export type SharingRow = {
  sharing_no: string
  payable_no: string
  attempt_no: string
  channel: string
  channel_no: string
  currency: string
  state: Sharing['state']
  amount: number
  shared: number
  receivers: Sharing['receivers']
  is_last: boolean
  reason: string
  requested_by: string
  decided_by: string | null
  channel_sharing_no: string | null
  failure_code: string | null
  next_at: Date | null
  tries: number
  requested_at: Date
  finished_at: Date | null
  version: number
}

export type ReturnRow = {
  return_no: string
  sharing_no: string
  payable_no: string
  attempt_no: string
  account: string
  amount: number
  currency: string
  state: SharingReturn['state']
  reason: string
  requested_by: string
  refund_no: string | null
  failure_code: string | null
  next_at: Date | null
  tries: number
  requested_at: Date
  succeeded_at: Date | null
  claim: Claim | null
  version: number
}

export type FreezeRow = {
  attempt_no: string
  payable_no: string
  channel: string
  frozen_days: number
  asked_at: Date
  ended_at: Date | null
}

export const sharingOf = (row: SharingRow): Sharing => ({
  sharingNo: row.sharing_no,
  payableNo: row.payable_no,
  attemptNo: row.attempt_no,
  channel: row.channel,
  channelNo: row.channel_no,
  currency: row.currency,
  state: row.state,
  amount: row.amount,
  shared: row.shared,
  receivers: row.receivers,
  isLast: row.is_last,
  reason: row.reason,
  requestedBy: row.requested_by,
  decidedBy: row.decided_by,
  channelSharingNo: row.channel_sharing_no,
  failureCode: row.failure_code,
  nextAt: row.next_at,
  tries: row.tries,
  requestedAt: row.requested_at,
  finishedAt: row.finished_at,
  version: row.version,
})

export const returnOf = (row: ReturnRow): SharingReturn => ({
  returnNo: row.return_no,
  sharingNo: row.sharing_no,
  payableNo: row.payable_no,
  attemptNo: row.attempt_no,
  account: row.account,
  amount: row.amount,
  currency: row.currency,
  state: row.state,
  reason: row.reason,
  requestedBy: row.requested_by,
  refundNo: row.refund_no,
  failureCode: row.failure_code,
  nextAt: row.next_at,
  tries: row.tries,
  requestedAt: row.requested_at,
  succeededAt: row.succeeded_at,
  claim: row.claim,
  version: row.version,
})

export const freezeOf = (row: FreezeRow): Freeze => ({
  attemptNo: row.attempt_no,
  payableNo: row.payable_no,
  channel: row.channel,
  frozenDays: row.frozen_days,
  askedAt: row.asked_at,
  endedAt: row.ended_at,
})
