import type {
  Done,
  ProfitSharing,
  SharingReceiver,
  SharingReport,
  SharingRequest,
  SharingReturnReport,
  SharingReturnRequest,
} from '../abilities.ts'
import { type Fields, isFields, minorUnits, text } from '../fields.ts'
import type { WireReply } from '../types.ts'
import { type CallResult, type Line, refuse, refusedOrUnknown } from './call.ts'

/** 分账 of a direct merchant. Source: pay.weixin.qq.com, "分账". */

const PATH = '/v3/profitsharing'
const MAX_RECEIVERS = 50
const MAX_REQUESTS = 50
const FROZEN_DAYS = 30
const DESCRIPTION_MAX = 80

const types = { merchant: 'MERCHANT_ID', person: 'PERSONAL_OPENID' } as const

export const profitSharing = (line: Line): ProfitSharing => ({
  maxReceivers: MAX_RECEIVERS,
  maxRequestsPerPayment: MAX_REQUESTS,
  frozenDays: FROZEN_DAYS,
  addReceiver: (receiver, signal) => addReceiver(line, receiver, signal),
  share: (request, signal) => share(line, request, signal),
  query: (sharingNo, channelNo, signal) => {
    const path = `${PATH}/orders/${encodeURIComponent(sharingNo)}?transaction_id=${encodeURIComponent(channelNo)}`
    return ask(line, path, sharingNo, signal)
  },
  finish: (request, signal) => finish(line, request, signal),
  giveBack: (request, signal) => giveBack(line, request, signal),
  queryReturn: ({ returnNo, sharingNo }, signal) => {
    const path = `${PATH}/return-orders/${encodeURIComponent(returnNo)}?out_order_no=${encodeURIComponent(sharingNo)}`
    return askReturn(line, path, returnNo, signal)
  },
})

/** A receiver must be known before money can be shared with him; adding him again is nothing new. */
async function addReceiver(
  line: Line,
  { type, account, name }: Omit<SharingReceiver, 'amount' | 'description'>,
  signal?: AbortSignal,
): Promise<SharingReport | Done> {
  if (type === 'merchant' && !name) return refuse('a merchant is named by his full name')
  // Only the platform may read a name.
  const sealed = name === undefined ? undefined : line.encrypt(name)
  const fields = {
    appid: line.merchant.appId,
    type: types[type],
    account,
    ...(sealed === undefined ? {} : { name: sealed.ciphertext }),
    relation_type: type === 'merchant' ? 'PARTNER' : 'USER',
  }
  const question = { method: 'POST', path: `${PATH}/receivers/add`, fields } as const
  const result = await line.call(sealed ? { ...question, serial: sealed.serial } : question, signal)
  if (result.kind === 'ok') {
    return text(result.fields, 'account') === account
      ? { kind: 'done', raw: result.raw }
      : { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }
  }
  return notOk(result)
}

async function share(line: Line, request: SharingRequest, signal?: AbortSignal): Promise<SharingReport> {
  const { receivers } = request
  if (receivers.length === 0 || receivers.length > MAX_RECEIVERS)
    return refuse(`one to ${MAX_RECEIVERS} receivers`)
  const fields = {
    appid: line.merchant.appId,
    transaction_id: request.channelNo,
    out_order_no: request.sharingNo,
    receivers: receivers.map(({ type, account, amount, description }) => ({
      type: types[type],
      account,
      amount,
      description: clip(description),
    })),
    unfreeze_unsplit: request.isLast,
  }
  const question = { method: 'POST', path: `${PATH}/orders`, fields } as const
  return sharingReport(await line.call(question, signal), request.sharingNo)
}

async function finish(
  line: Line,
  { channelNo, sharingNo }: Omit<SharingRequest, 'receivers' | 'isLast'>,
  signal?: AbortSignal,
): Promise<SharingReport> {
  const fields = { transaction_id: channelNo, out_order_no: sharingNo, description: '解冻剩余资金' }
  const question = { method: 'POST', path: `${PATH}/orders/unfreeze`, fields } as const
  return sharingReport(await line.call(question, signal), sharingNo)
}

async function ask(
  line: Line,
  path: string,
  sharingNo: string,
  signal?: AbortSignal,
): Promise<SharingReport> {
  const result = await line.call({ method: 'GET', path }, signal)
  if (result.kind === 'error' && result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
  return sharingReport(result, sharingNo)
}

async function giveBack(
  line: Line,
  request: SharingReturnRequest,
  signal?: AbortSignal,
): Promise<SharingReturnReport> {
  const fields = {
    out_order_no: request.sharingNo,
    out_return_no: request.returnNo,
    return_mchid: request.account,
    amount: request.amount,
    description: clip(request.description),
  }
  const question = { method: 'POST', path: `${PATH}/return-orders`, fields } as const
  return returnReport(await line.call(question, signal), request.returnNo)
}

async function askReturn(
  line: Line,
  path: string,
  returnNo: string,
  signal?: AbortSignal,
): Promise<SharingReturnReport> {
  const result = await line.call({ method: 'GET', path }, signal)
  if (result.kind === 'error' && result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
  return returnReport(result, returnNo)
}

const clip = (description: string): string => [...description].slice(0, DESCRIPTION_MAX).join('')

/** What was not found here is the payment or the sharing it stands on, which a lagging replica can cause. */
const notOk = (result: Exclude<CallResult, { kind: 'ok' }>) => {
  if (result.kind === 'unknown') return result
  const { code, message, raw } = result
  return result.meaning === 'not_found'
    ? ({ kind: 'refused', code, reason: message, retry: 'later', raw } as const)
    : refusedOrUnknown(result)
}

function sharingReport(result: CallResult, sharingNo: string): SharingReport {
  if (result.kind !== 'ok') return notOk(result)
  const { fields, raw } = result
  const channelSharingNo = text(fields, 'order_id')
  const receivers = readReceivers(fields)
  const state = text(fields, 'state')
  if (text(fields, 'out_order_no') !== sharingNo) return { kind: 'unknown', reason: 'unexpected_answer', raw }
  const isKnown = state === 'PROCESSING' || state === 'FINISHED'
  if (!channelSharingNo || !receivers || !isKnown) return { kind: 'unknown', reason: 'malformed_answer', raw }
  return { kind: state === 'FINISHED' ? 'finished' : 'processing', channelSharingNo, receivers, raw }
}

type Receivers = Extract<SharingReport, { kind: 'finished' | 'processing' }>['receivers']

const states = { PENDING: 'pending', SUCCESS: 'succeeded', CLOSED: 'failed' } as const

function readReceivers(fields: Fields): Receivers | undefined {
  // An unfreezing has none, and may leave the list out.
  const listed = fields.receivers ?? []
  if (!Array.isArray(listed)) return undefined
  const receivers: Receivers[number][] = []
  for (const one of listed as unknown[]) {
    if (!isFields(one)) return undefined
    const account = text(one, 'account')
    const amount = minorUnits(one, 'amount')
    const result = text(one, 'result') ?? ''
    const state = Object.hasOwn(states, result) ? states[result as keyof typeof states] : undefined
    if (account === undefined || amount === undefined || state === undefined) return undefined
    const failure = text(one, 'fail_reason')
    receivers.push({ account, amount, state, ...(failure === undefined ? {} : { failure }) })
  }
  return receivers
}

function returnReport(result: CallResult, returnNo: string): SharingReturnReport {
  if (result.kind !== 'ok') return notOk(result)
  const { fields, raw }: { fields: Fields; raw: WireReply } = result
  if (text(fields, 'out_return_no') !== returnNo) return { kind: 'unknown', reason: 'unexpected_answer', raw }
  switch (text(fields, 'result')) {
    case 'PROCESSING':
      return { kind: 'processing', raw }
    case 'SUCCESS':
      return { kind: 'succeeded', raw }
    case 'FAILED':
      return { kind: 'failed', code: text(fields, 'fail_reason') ?? 'FAILED', raw }
    default:
      return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
}
