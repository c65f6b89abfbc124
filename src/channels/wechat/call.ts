import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import { type Fields, parseFields, text } from '../fields.ts'
import type { HttpAnswer, Transport } from '../transport.ts'
import type { Refused, Unknown, UnknownReason, WireReply } from '../types.ts'
import { type ErrorMeaning, errorMeaning } from './errors.ts'
import { requestMessage, signatureParts, signMessage, verifySignature } from './signature.ts'

/** What a signed call brought back, before anybody says what it means for the payment. */
export type CallResult =
  /** 2xx with a valid signature. `fields` is empty for 204. */
  | { readonly kind: 'ok'; readonly fields: Fields; readonly raw: WireReply }
  /** An error answer. `signed`: its signature was there and valid. */
  | {
      readonly kind: 'error'
      readonly code: string
      readonly message: string
      readonly meaning: ErrorMeaning
      readonly signed: boolean
      readonly raw: WireReply
    }
  | Unknown

export type Call = (
  method: 'GET' | 'POST',
  path: string,
  body: Fields | undefined,
  signal?: AbortSignal,
) => Promise<CallResult>

export type CallerOptions = {
  readonly merchantId: string
  readonly merchantSerial: string
  readonly privateKey: KeyObject
  readonly platform: ReadonlyMap<string, KeyObject>
  readonly transport: Transport
  readonly clock: Clock
  readonly nonce: () => string
}

export function createCaller(options: CallerOptions): Call {
  const authorization = async (method: string, path: string, body: string) => {
    const timestamp = String(Math.floor(options.clock.now().getTime() / 1000))
    const nonce = options.nonce()
    const signature = await signMessage(
      options.privateKey,
      requestMessage(method, path, timestamp, nonce, body),
    )
    return (
      `WECHATPAY2-SHA256-RSA2048 mchid="${options.merchantId}",serial_no="${options.merchantSerial}",` +
      `timestamp="${timestamp}",nonce_str="${nonce}",signature="${signature}"`
    )
  }

  return async (method, path, fields, signal) => {
    const body = fields === undefined ? '' : JSON.stringify(fields)
    const headers = {
      Authorization: await authorization(method, path, body),
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': 'Tongbao/1',
    }
    const answer = await options.transport.send({ method, path, headers, body }, signal)
    if ('failed' in answer) return { kind: 'unknown', reason: answer.failed }
    return read(answer, options.platform, options.clock.now())
  }
}

/**
 * A 2xx without a valid signature is forged. An error may come unsigned (a gateway in front answers so), and then
 * tells at most to ask again; but a signature that is there and wrong discredits any answer.
 */
function read(answer: HttpAnswer, platform: ReadonlyMap<string, KeyObject>, now: Date): CallResult {
  const raw: WireReply = {
    status: answer.status,
    headers: answer.headers,
    body: answer.body.toString('utf8'),
  }
  const unknown = (reason: UnknownReason): Unknown => ({ kind: 'unknown', reason, raw })
  const parts = signatureParts(answer.headers)
  const verdict = parts ? verifySignature(parts, answer.body, platform, now) : 'unsigned'
  if (verdict !== 'ok' && verdict !== 'unsigned') return unknown('forged_answer')

  if (answer.status >= 200 && answer.status < 300) {
    if (verdict === 'unsigned') return unknown('unsigned_answer')
    const fields = raw.body === '' ? {} : parseFields(raw.body)
    return fields ? { kind: 'ok', fields, raw } : unknown('malformed_answer')
  }
  if (answer.status >= 500) return unknown('channel_error')
  const error = parseFields(raw.body)
  const code = error && text(error, 'code')
  if (!code) return unknown(answer.status >= 400 ? 'malformed_answer' : 'unexpected_answer')
  return {
    kind: 'error',
    code,
    message: text(error, 'message') ?? '',
    meaning: errorMeaning(answer.status, code),
    signed: verdict === 'ok',
    raw,
  }
}

/** An error that says nothing special in its place: refused with a retry meaning, or unknown. */
export function refusedOrUnknown(error: Extract<CallResult, { kind: 'error' }>): Refused | Unknown {
  switch (error.meaning) {
    case 'never':
    case 'same':
    case 'later':
      return {
        kind: 'refused',
        code: error.code,
        reason: error.message,
        retry: error.meaning,
        raw: error.raw,
      }
    case 'not_found':
    case 'paid':
    case 'closed':
    case 'unknown':
      return { kind: 'unknown', reason: 'unexpected_answer', raw: error.raw }
  }
}
