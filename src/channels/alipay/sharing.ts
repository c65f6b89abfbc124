import { createHash } from 'node:crypto'
import type {
  Done,
  ProfitSharing,
  SharingReceiver,
  SharingReport,
  SharingRequest,
  SharingReturnReport,
} from '../abilities.ts'
import { type Fields, text } from '../fields.ts'
import type { Refused, WireReply } from '../types.ts'
import { accountKind } from './account.ts'
import { type CallResult, type Gateway, malformed, refusedOrUnknown } from './call.ts'
import { list } from './fields.ts'
import { fenOf, yuan } from './money.ts'
import { refuse } from './payment.ts'

/**
 * 商家分账 of trades that were started with `royalty_freeze`. What was shared comes back only together with a refund of
 * the trade (`refund_royalty_parameters`), never by itself. Sources: docs/decisions/channel-facts-alipay.md.
 */
export function createSharing(gateway: Gateway): ProfitSharing {
  return {
    maxReceivers: MAX_RECEIVERS,
    maxRequestsPerPayment: MAX_REQUESTS,
    frozenDays: FROZEN_DAYS,
    returnsWithRefund: true,
    addReceiver: (receiver, signal) => addReceiver(gateway, receiver, signal),
    share: (request, signal) => share(gateway, request, signal),
    query: (sharingNo, channelNo, signal) => query(gateway, sharingNo, channelNo, signal),
    finish: (request, signal) => share(gateway, { ...request, receivers: [], isLast: true }, signal),
    giveBack: async (): Promise<SharingReturnReport> => BY_REFUND,
    queryReturn: async (): Promise<SharingReturnReport> => BY_REFUND,
  }
}

/** More than five would have to be shared later, and the two ways may not be mixed in one trade. */
const MAX_RECEIVERS = 5
const MAX_REQUESTS = 50
const FROZEN_DAYS = 30
const DESCRIPTION_MAX = 100

const BY_REFUND: Refused = refuse(
  'RETURN_COMES_WITH_REFUND',
  'shared money comes back with a refund of its trade',
)

/** A receiver must be bound before money can be shared with him; binding him again is nothing new. */
async function addReceiver(
  gateway: Gateway,
  { account, name }: Omit<SharingReceiver, 'amount' | 'description'>,
  signal?: AbortSignal,
): Promise<Done | Exclude<SharingReport, { kind: 'processing' | 'finished' | 'not_found' }>> {
  const type = accountKind(account)
  if (type === 'loginName' && !name)
    return refuse('NAME_MISSING', 'an account named by its sign-in needs its name')
  const result = await gateway.call(
    'alipay.trade.royalty.relation.bind',
    {
      receiver_list: [{ type, account, ...(name === undefined ? {} : { name }) }],
      // One number for one account, for ever.
      out_request_no: `B${createHash('sha256').update(account).digest('hex').slice(0, 31)}`,
    },
    {},
    signal,
  )
  if (result.kind === 'unknown') return result
  if (result.kind === 'error') return refusedOrUnknown(result)
  return text(result.fields, 'result_code') === 'SUCCESS'
    ? { kind: 'done', raw: result.raw }
    : malformed(result.raw)
}

/** The same number shares once. What became of each part is asked for, for the answer names none. */
async function share(
  gateway: Gateway,
  request: SharingRequest,
  signal?: AbortSignal,
): Promise<SharingReport> {
  const { sharingNo, channelNo, receivers, isLast } = request
  if (receivers.length > MAX_RECEIVERS)
    return refuse('TOO_MANY_RECEIVERS', `at most ${MAX_RECEIVERS} receivers`)
  const result = await gateway.call(
    'alipay.trade.order.settle',
    {
      out_request_no: sharingNo,
      trade_no: channelNo,
      royalty_mode: 'sync',
      royalty_parameters: receivers.map(({ account, amount, description }) => ({
        royalty_type: 'transfer',
        trans_in_type: accountKind(account),
        trans_in: account,
        amount: yuan(amount),
        desc: [...description].slice(0, DESCRIPTION_MAX).join(''),
      })),
      extend_params: { royalty_finish: isLast ? 'true' : 'false' },
    },
    {},
    signal,
  )
  if (result.kind !== 'ok') return notOk(result)
  const channelSharingNo = text(result.fields, 'settle_no')
  if (!channelSharingNo) return malformed(result.raw)
  const taken: SharingReport = {
    kind: receivers.length === 0 ? 'finished' : 'processing',
    channelSharingNo,
    receivers: receivers.map(({ account, amount }) => ({ account, amount, state: 'pending' })),
    raw: result.raw,
  }
  if (receivers.length === 0) return taken
  const found = await query(gateway, sharingNo, channelNo, signal)
  return found.kind === 'finished' || found.kind === 'processing' ? { ...found, channelSharingNo } : taken
}

async function query(
  gateway: Gateway,
  sharingNo: string,
  channelNo: string,
  signal?: AbortSignal,
): Promise<SharingReport> {
  const name = { out_request_no: sharingNo, trade_no: channelNo }
  const result = await gateway.call('alipay.trade.order.settle.query', name, {}, signal)
  if (result.kind === 'error' && result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
  if (result.kind !== 'ok') return notOk(result)
  const { fields, raw } = result
  const parts = list(fields, 'royalty_detail_list').map(partOf)
  if (text(fields, 'out_request_no') !== sharingNo || parts.includes(undefined)) return malformed(raw)
  const receivers = parts.filter((part) => part !== undefined)
  const isPending = receivers.some(({ state }) => state === 'pending')
  // The answer does not say Alipay's own number again.
  return { kind: isPending ? 'processing' : 'finished', channelSharingNo: sharingNo, receivers, raw }
}

const notOk = (result: Exclude<CallResult, { kind: 'ok' }>): SharingReport => {
  if (result.kind === 'unknown') return result
  const { code, message: reason, raw }: { code: string; message: string; raw: WireReply } = result
  switch (result.meaning) {
    // It is the trade that is not found or not paid, which a lag can cause.
    case 'not_found':
    case 'wrong_state':
      return { kind: 'refused', code, reason, retry: 'later', raw }
    default:
      return refusedOrUnknown(result)
  }
}

type Part = Extract<SharingReport, { kind: 'finished' | 'processing' }>['receivers'][number]

const states = { SUCCESS: 'succeeded', FAIL: 'failed', PROCESSING: 'pending' } as const

function partOf(detail: Fields): Part | undefined {
  const account = text(detail, 'trans_in')
  // A number or a text; either is read as decimals.
  const amount = fenOf(String(detail.amount ?? ''))
  const said = text(detail, 'state') ?? ''
  const state = Object.hasOwn(states, said) ? states[said as keyof typeof states] : undefined
  if (!account || amount === undefined || !state) return undefined
  const failure = text(detail, 'error_code')
  return { account, amount, state, ...(failure === undefined ? {} : { failure }) }
}
