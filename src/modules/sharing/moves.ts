import { type Machine, step } from '../../kernel/machine.ts'
import { sharingMachine, sharingReturnMachine } from './machine.ts'
import type { Sharing, SharingBook, SharingReturn } from './types.ts'

/** Who moved it, when in business, and why. */
export type Moved = { readonly actor: string; readonly at: Date; readonly reason?: string | null }

/** Each moves one subject along its machine, bumps its version and leaves the step in the book. */
export function moveSharing(book: SharingBook, sharing: Sharing, event: string, moved: Moved): void {
  const { to, move } = along(sharingMachine, sharing.state, event)
  sharing.version += 1
  sharing.state = to as Sharing['state']
  book.touched.sharings.add(sharing)
  note(book, sharing.sharingNo, sharing.version, move, moved)
}

export function moveReturn(book: SharingBook, one: SharingReturn, event: string, moved: Moved): void {
  const { to, move } = along(sharingReturnMachine, one.state, event)
  one.version += 1
  one.state = to as SharingReturn['state']
  book.touched.returns.add(one)
  note(book, one.returnNo, one.version, move, moved)
}

/** Events come from decisions that asked the machine before. */
const along = (family: Machine, from: string, event: string) => step(family, from, event)

function note(book: SharingBook, no: string, version: number, move: string, moved: Moved): void {
  const { actor, at, reason } = moved
  book.steps.push({ no, version, move, actor, reason: reason ?? null, occurredAt: at })
}
