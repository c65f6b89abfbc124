import type { RawBuilder } from 'kysely'
import type { Label } from '../kernel/machine.ts'

/** One violation: what it is about (a number, an account, a stock) and the facts that contradict each other. */
export type Found = { readonly subject: string; readonly detail: Readonly<Record<string, unknown>> }

export type Scope = {
  readonly now: Date
  /** Business numbers of everything that changed since the last run; null looks at all rows. */
  readonly touched: readonly string[] | null
}

/** A rule that must hold on the stored rows at every commit. */
export type Check = {
  readonly code: string
  /** Number of the invariant in ARCHITECTURE.md that it watches. */
  readonly invariant: number
  readonly says: Label
  /** Checks that cannot be narrowed to what changed run in whole runs only. */
  readonly only?: 'whole'
  /** A statement whose rows are `subject text, detail jsonb`, one per violation. */
  readonly find: (scope: Scope) => RawBuilder<Found>
}

export type CheckResult = { readonly code: string; readonly found: number }

export type AuditRun = {
  readonly id: number
  readonly scope: 'changed' | 'whole'
  readonly fromPosition: number
  readonly toPosition: number
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly checks: number
  readonly breaks: number
  readonly results: readonly CheckResult[]
}

export type AuditBreak = Found & {
  readonly id: number
  readonly code: string
  readonly foundAt: Date
  readonly lastSeenAt: Date
}
