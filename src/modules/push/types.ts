import type { Label, StateOf } from '../../kernel/machine.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'
import type { messageMachine } from './machine.ts'
import type { NodeCode } from './nodes.ts'
import type { Audience, MessageWay, OutwardWay } from './ways.ts'

export type Language = 'zh-CN' | 'en'
export type MessageState = StateOf<typeof messageMachine>

/** A variable of a text; a plain string is the same in both languages. */
export type Variables = Readonly<Record<string, string | Label>>

/** Something that happened and may be told: one per subject and group of audiences, whoever then hears it. */
export type Tiding = {
  readonly node: NodeCode
  /** What it is made from, `evt_…` or a reminder: the same source is told once. */
  readonly source: string
  readonly audiences: readonly Audience[]
  /** The number it is about; pages link to it. */
  readonly subjectNo: string
  readonly buyerId: string
  readonly shopId: number | null
  readonly variables: Variables
  readonly occurredAt: Date
  /** After this nobody needs to hear it any more. */
  readonly expiresAt?: Date | null
}

/** Where somebody is reached, and over which ways he wants to be. */
export type Contact = {
  readonly recipient: string
  readonly phone: string | null
  readonly mail: string | null
  readonly device: string | null
  readonly ways: readonly OutwardWay[]
  readonly language: Language
  readonly version: number
}

/** A message that is to be written down. */
export type Draft = {
  readonly dedupKey: string
  readonly node: NodeCode
  readonly audience: Audience
  readonly way: MessageWay
  readonly recipient: string
  readonly address: string | null
  readonly subjectNo: string
  readonly title: Label
  readonly body: Label
  readonly language: Language
  readonly variables: Variables
  readonly occurredAt: Date
  readonly expiresAt: Date | null
}

/** What a port carries. The same `requestId` is the same message to the provider, however often it is sent. */
export type Letter = {
  readonly requestId: string
  readonly to: string
  readonly node: NodeCode | 'code'
  readonly title: string
  readonly body: string
  readonly language: Language
  /** Filled in the letter's language. */
  readonly variables: Readonly<Record<string, string>>
}

/** What came of one try: taken; not now, try again; or never, whatever is tried. */
export type Sent =
  | { readonly outcome: 'accepted'; readonly providerId: string | null }
  | { readonly outcome: 'later' | 'never'; readonly error: string }

/** A way out of the house. It never throws for anything the other side does. */
export type Port = {
  readonly way: OutwardWay
  readonly send: (letter: Letter, signal: AbortSignal) => Promise<Sent>
  readonly close: () => Promise<void>
}
export type Ports = Readonly<Partial<Record<OutwardWay, Port>>>

export const pushRejections = {
  no_such_cell: {
    status: 404,
    retry: 'never',
    title: { zh: '没有这个推送开关', en: 'There is no such switch' },
  },
  push_message_not_found: { status: 404, retry: 'never', title: { zh: '没有该消息', en: 'No such message' } },
  push_message_in_progress: {
    status: 409,
    retry: 'later',
    title: { zh: '消息正在发送', en: 'The message is being sent' },
  },
  push_message_not_sendable: {
    status: 409,
    retry: 'never',
    title: { zh: '该消息不能重发', en: 'This message cannot be sent again' },
  },
  way_unavailable: {
    status: 503,
    retry: 'later',
    title: { zh: '该推送方式尚未开通', en: 'This way of sending is not set up' },
  },
  contact_code_refused: {
    status: 422,
    retry: 'never',
    title: {
      zh: '验证码错误或已过期，请重新获取',
      en: 'The code is wrong or has run out: ask for a new one',
    },
  },
  too_many_codes: {
    status: 429,
    retry: 'later',
    title: { zh: '验证码发送过于频繁', en: 'Too many codes were asked for' },
  },
} as const satisfies RejectionTable
export type PushRejection = keyof typeof pushRejections
