import type { RawBuilder } from 'kysely'
import type { Label } from '../kernel/machine.ts'
import type { Permission } from '../modules/account/index.ts'

/** Who looks, and when. `shopId` null: the platform, which sees the rows of every shop. */
export type View = { readonly now: Date; readonly shopId: number | null }

/** One piece of work: what it is about, since when it waits and until when it should be done. */
export type WorkItem = {
  /** Orders the list and goes on from page to page: oldest first, for numbers and ids grow with time. */
  readonly key: string
  /** The business number or the id of what waits. */
  readonly no: string
  /** What it belongs to, in the words of whoever works on it. */
  readonly subject: string | null
  readonly amount: number | null
  readonly currency: string | null
  readonly state: string | null
  readonly since: Date
  readonly deadlineAt: Date
  /** The console's page of it; null where the number itself says which. */
  readonly link: string | null
  /** How often its channel was asked; absent where nobody is asked. */
  readonly tries?: number
}

/** A list of work that waits for somebody. */
export type WorkQueue = {
  readonly code: string
  readonly title: Label
  /** Who must be allowed to do what to see it. */
  readonly permission: Permission
  /** Whether a merchant sees the part of it that is his. */
  readonly merchants: boolean
  /** A statement whose rows are work items. The count is the count of just these rows. */
  /** Its items' subject is the code of why a refund failed, where it is one. */
  readonly ofRefusals?: true
  readonly find: (view: View) => RawBuilder<WorkItem>
}
