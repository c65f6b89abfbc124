/** One state change: `move` from the machine, `version` the subject's version after it. */
export type Step = {
  readonly no: string
  readonly version: number
  readonly move: string
  /** `buyer:…`, `staff:…`, `channel:…`, `rule:…` */
  readonly actor: string
  readonly reason: string | null
  /** Business time; for what a channel did, the channel's own. */
  readonly occurredAt: Date
}

/** A fact that others may want to know. `sequence` is the resource's version: gap-free per resource. */
export type DomainEvent = {
  readonly type: string
  readonly subject: string
  readonly sequence: number
  readonly occurredAt: string
  readonly data: Readonly<Record<string, unknown>>
}
