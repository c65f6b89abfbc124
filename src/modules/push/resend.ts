import { can } from '../../kernel/machine.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import { messageMachine } from './machine.ts'
import { lockMessage, restartMessage } from './store.ts'
import type { PushRejection } from './types.ts'

export type Resend = { readonly id: number; readonly recipient: string | null; readonly now: Date }

/** Sends a message again by hand. What stands in an inbox is there already. */
export async function resendMessage(
  tx: Tx,
  { id, recipient, now }: Resend,
): Promise<Outcome<null, PushRejection>> {
  const message = await lockMessage(tx, id, recipient)
  if (!message) return reject('push_message_not_found')
  if (message.way === 'site' || !can(messageMachine, message.state, 'resend'))
    return reject('push_message_not_sendable')
  if (message.leasedUntil && message.leasedUntil > now) return reject('push_message_in_progress')
  await restartMessage(tx, id, now)
  return accept(null)
}
