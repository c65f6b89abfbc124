import type { Clock } from '../../kernel/clock.ts'
import type { Transport } from '../transport.ts'
import type { Refused, Unknown, UnknownReason, WireReply } from '../types.ts'
import { type CodeMeaning, codeMeaning } from './codes.ts'
import { encodeForm, type Message, parseAnswer, text } from './message.ts'
import { checkMessage, type Signing, signMessage, type Verifier } from './signature.ts'

/** A signed answer: its own code says how the call went, not how the payment stands. */
export type Answered = {
  readonly kind: 'answered'
  readonly code: string
  readonly meaning: CodeMeaning
  readonly message: Message
  readonly raw: WireReply
}

export type Fields = Readonly<Record<string, string | undefined>>

export type Call = (path: string, fields: Fields, signal?: AbortSignal) => Promise<Answered | Unknown>

/** What every message says of itself and of us. */
export const COMMON = { version: '5.1.0', encoding: 'utf-8', accessType: '0' } as const

export type CallerOptions = {
  readonly signing: Signing
  readonly verifier: Verifier
  readonly transport: Transport
  readonly clock: Clock
}

export function createCaller(options: CallerOptions): Call {
  return async (path, fields, signal) => {
    const message = await signMessage(options.signing, { ...COMMON, ...fields })
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8',
      'User-Agent': 'Tongbao/1',
    }
    const call = { method: 'POST', path, headers, body: encodeForm(message) } as const
    const answer = await options.transport.send(call, signal)
    if ('failed' in answer) return { kind: 'unknown', reason: answer.failed }
    const raw = { status: answer.status, headers: answer.headers, body: answer.body.toString('utf8') }
    return read(raw, options.verifier, options.clock.now())
  }
}

function read(raw: WireReply, verifier: Verifier, now: Date): Answered | Unknown {
  const unknown = (reason: UnknownReason): Unknown => ({ kind: 'unknown', reason, raw })
  if (raw.status !== 200) return unknown('channel_error')
  const message = parseAnswer(raw.body)
  const code = message && text(message, 'respCode')
  if (!message || !code) return unknown('malformed_answer')
  const verdict = checkMessage(message, verifier, now)
  if (verdict === 'unsigned') return unknown('unsigned_answer')
  if (verdict !== 'ok') return unknown('forged_answer')
  return { kind: 'answered', code, meaning: codeMeaning(code), message, raw }
}

/** An answer whose code says nothing special in its place: refused with a retry meaning, or unknown. */
export function refusedOrUnknown({ code, meaning, message, raw }: Answered): Refused | Unknown {
  const reason = text(message, 'respMsg') ?? ''
  switch (meaning) {
    case 'never':
    case 'same':
    case 'later':
      return { kind: 'refused', code, reason, retry: meaning, raw }
    case 'declined':
      return { kind: 'refused', code, reason, retry: 'never', raw }
    case 'in_doubt':
      return { kind: 'unknown', reason: 'channel_error', raw }
    case 'done':
    case 'waiting':
    case 'duplicate':
    case 'not_found':
    case 'no_file':
      return { kind: 'unknown', reason: 'unexpected_answer', raw }
  }
}
