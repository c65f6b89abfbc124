import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import { type Fields, parseFields, text } from '../fields.ts'
import type { HttpAnswer, Transport } from '../transport.ts'
import type { Refused, Unknown, UnknownReason, WireReply } from '../types.ts'
import { openEnvelope } from './envelope.ts'
import { type ErrorMeaning, errorMeaning } from './errors.ts'
import { type AlipayKeys, isSignedByAlipay, signedContent, signText } from './signature.ts'
import { chinaTime } from './time.ts'

/** What a signed call brought back, before anybody says what it means for the payment. */
export type CallResult =
  | { readonly kind: 'ok'; readonly fields: Fields; readonly raw: WireReply }
  /** The business said no, or not yet (`code` 10003), under a valid signature. */
  | {
      readonly kind: 'error'
      readonly code: string
      readonly message: string
      readonly meaning: ErrorMeaning
      readonly fields: Fields
      readonly raw: WireReply
    }
  | Unknown

/** Parameters beside the business content; an absent one is not sent. */
export type Extra = { readonly notifyUrl?: string; readonly returnUrl?: string }

export type Gateway = {
  call(method: string, content: Fields, extra?: Extra, signal?: AbortSignal): Promise<CallResult>
  /** The signed parameters of a method that a browser or an app carries to Alipay itself. */
  sign(method: string, content: Fields, extra?: Extra): Promise<Readonly<Record<string, string>>>
}

export type GatewayOptions = {
  readonly appId: string
  readonly privateKey: KeyObject
  /** Certificate mode: the serials of our certificate and of Alipay's root. */
  readonly certificates: { readonly app: string; readonly root: string } | undefined
  readonly alipayKeys: AlipayKeys
  readonly transport: Transport
  readonly clock: Clock
}

export function createGateway(options: GatewayOptions): Gateway {
  const { certificates } = options

  const sign: Gateway['sign'] = async (method, content, extra = {}) => {
    const parameters: Record<string, string> = {
      app_id: options.appId,
      method,
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: chinaTime(options.clock.now()),
      version: '1.0',
      ...(extra.notifyUrl === undefined ? {} : { notify_url: extra.notifyUrl }),
      ...(extra.returnUrl === undefined ? {} : { return_url: extra.returnUrl }),
      ...(certificates && { app_cert_sn: certificates.app, alipay_root_cert_sn: certificates.root }),
      biz_content: JSON.stringify(content),
    }
    return { ...parameters, sign: await signText(options.privateKey, signedContent(parameters)) }
  }

  return {
    sign,
    call: async (method, content, extra, signal) => {
      const { biz_content: business, ...parameters } = await sign(method, content, extra)
      const answer = await options.transport.send(
        {
          method: 'POST',
          // The gateway reads the charset from the address before it reads the body.
          path: `/gateway.do?${formOf(parameters)}`,
          headers: {
            'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8',
            Accept: 'application/json',
            'User-Agent': 'Tongbao/1',
          },
          body: formOf({ biz_content: business! }),
        },
        signal,
      )
      if ('failed' in answer) return { kind: 'unknown', reason: answer.failed }
      return read(answer, method, options.alipayKeys)
    },
  }
}

export const formOf = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

/**
 * Only what Alipay signed is an answer. The evidence holds exactly the text that its signature covers, with the
 * signature beside it. An error of the gateway itself comes unsigned and proves nothing.
 */
function read(answer: HttpAnswer, method: string, keys: AlipayKeys): CallResult {
  const body = answer.body.toString('utf8')
  const unknown = (reason: UnknownReason, raw: WireReply): Unknown => ({ kind: 'unknown', reason, raw })
  const whole: WireReply = { status: answer.status, headers: {}, body }
  if (answer.status >= 500) return unknown('channel_error', whole)
  if (answer.status !== 200) return unknown('unexpected_answer', whole)
  const envelope = openEnvelope(body, method)
  if (!envelope) return unknown('malformed_answer', whole)
  const { content, signature, certificateSerial } = envelope
  if (envelope.isGatewayError || signature === undefined) return unknown('unsigned_answer', whole)
  const raw: WireReply = {
    status: answer.status,
    headers: {
      'alipay-method': method,
      'alipay-sign': signature,
      ...(certificateSerial === undefined ? {} : { 'alipay-cert-sn': certificateSerial }),
    },
    body: content,
  }
  if (!isSignedByAlipay(keys, Buffer.from(content), signature, certificateSerial)) {
    return unknown('forged_answer', raw)
  }
  const fields = parseFields(content)
  const code = fields && text(fields, 'code')
  if (!fields || !code) return unknown('malformed_answer', raw)
  if (code === '10000') return { kind: 'ok', fields, raw }
  const subCode = text(fields, 'sub_code') ?? ''
  return {
    kind: 'error',
    code: subCode || code,
    message: text(fields, 'sub_msg') ?? text(fields, 'msg') ?? '',
    meaning: errorMeaning(code, subCode),
    fields,
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
    case 'wrong_state':
    case 'unknown':
      return { kind: 'unknown', reason: 'unexpected_answer', raw: error.raw }
  }
}

/** A valid signature over somebody else's trade is no answer to the question. */
export const astray = (raw: WireReply): Unknown => ({ kind: 'unknown', reason: 'unexpected_answer', raw })

export const malformed = (raw: WireReply): Unknown => ({ kind: 'unknown', reason: 'malformed_answer', raw })
