import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import { type Fields, parseFields, text } from '../fields.ts'
import type { HttpAnswer, NoAnswer, Transport } from '../transport.ts'
import type { Merchant, Refused, Unknown, UnknownReason, WireReply } from '../types.ts'
import { encryptField } from './cipher.ts'
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

/** A call to be signed; `fields` is the body. `serial` names the platform key that a field is encrypted with. */
export type Question = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly fields?: Fields
  readonly serial?: string
}

/** The merchant's end of the line: what its calls and presentations are made of. */
export type Line = {
  readonly merchant: Merchant
  readonly call: (question: Question, signal?: AbortSignal) => Promise<CallResult>
  /** A signed GET whose answer is not signed and may be long (a bill). */
  readonly download: (path: string, signal?: AbortSignal) => Promise<HttpAnswer | NoAnswer>
  readonly sign: (message: string) => Promise<string>
  /** Encrypts a field for the platform; the call must name `serial`. */
  readonly encrypt: (text: string) => { readonly serial: string; readonly ciphertext: string }
  readonly nonce: () => string
  readonly now: () => Date
}

export type LineOptions = {
  readonly merchant: Merchant
  readonly merchantSerial: string
  readonly privateKey: KeyObject
  readonly platform: ReadonlyMap<string, KeyObject>
  readonly transport: Transport
  /** For long answers. */
  readonly bulk: Transport
  readonly clock: Clock
  readonly nonce: () => string
}

export const secondsOf = (at: Date): string => String(Math.floor(at.getTime() / 1000))

export function openLine(options: LineOptions): Line {
  const { merchant, privateKey, platform, transport, bulk, clock, nonce } = options
  const sign = (message: string) => signMessage(privateKey, message)

  const headers = async ({ method, path, serial }: Question, body: string) => {
    const [timestamp, once] = [secondsOf(clock.now()), nonce()]
    const signature = await sign(requestMessage(method, path, timestamp, once, body))
    return {
      Authorization:
        `WECHATPAY2-SHA256-RSA2048 mchid="${merchant.merchantId}",serial_no="${options.merchantSerial}",` +
        `timestamp="${timestamp}",nonce_str="${once}",signature="${signature}"`,
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'User-Agent': 'Tongbao/1',
      ...(serial === undefined ? {} : { 'Wechatpay-Serial': serial }),
    }
  }

  return {
    merchant,
    sign,
    nonce,
    now: clock.now,
    encrypt: (text) => {
      const [serial, key] = [...platform][0]!
      return { serial, ciphertext: encryptField(key, text) }
    },
    call: async (question, signal) => {
      const { method, path, fields } = question
      const body = fields === undefined ? '' : JSON.stringify(fields)
      const answer = await transport.send(
        { method, path, headers: await headers(question, body), body },
        signal,
      )
      if ('failed' in answer) return { kind: 'unknown', reason: answer.failed }
      return read(answer, platform, clock.now())
    },
    download: async (path, signal) =>
      bulk.send(
        { method: 'GET', path, headers: await headers({ method: 'GET', path }, ''), body: '' },
        signal,
      ),
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

/** A request that the channel would refuse for good, refused without asking it. */
export const refuse = (reason: string): Refused => ({
  kind: 'refused',
  code: 'PARAM_ERROR',
  reason,
  retry: 'never',
})
