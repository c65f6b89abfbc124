import type { Label } from './machine.ts'

/** When the same request may succeed: never, only with the same request again, or after something has changed. */
export type Retry = 'never' | 'same' | 'later'

/** A refusal that was expected. `code` is from the closed union of the module that refuses. */
export type Rejection<Code extends string = string> = {
  readonly code: Code
  /** The request's field that is at fault, as a JSON pointer without the leading slash (`lines/0/quantity`). */
  readonly param?: string
  /** Facts the caller needs to go on, for example the new quote. */
  readonly detail?: Readonly<Record<string, unknown>>
}

export type Outcome<T, Code extends string = string> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: Rejection<Code> }

export const accept = <T>(value: T): { ok: true; value: T } => ({ ok: true, value })

export const reject = <Code extends string>(
  code: Code,
  more: Omit<Rejection<Code>, 'code'> = {},
): { ok: false; rejection: Rejection<Code> } => ({ ok: false, rejection: { code, ...more } })

/** What a rejection code means everywhere: to the caller over HTTP, to a retrying client, to a reader. */
export type RejectionMeaning = {
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503
  readonly retry: Retry
  readonly title: Label
}

/** A module's closed list of rejections; its keys are the union of codes. */
export type RejectionTable = Readonly<Record<string, RejectionMeaning>>
