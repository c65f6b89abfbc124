import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import {
  type Attempt,
  askCapture,
  isOnDelivery,
  letGo,
  type PaymentRejection,
  paymentRejections,
} from '../modules/payment/index.ts'
import { captureOf, settleHolds } from './secured.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

export type ActOnHold = SubjectCommand & {
  /** `lapse`: it ends soon by itself, so it is taken or let go as the orders stand. */
  readonly action: 'capture' | 'void' | 'lapse'
  /** What to take, at most what is held and owed; all that is owed when null. */
  readonly amount: number | null
  readonly actor: string
}

export type HoldActed = { readonly attemptNo: string; readonly state: Attempt['state'] }

/** What becomes of held money 预授权; `subject` is the attempt. The channel is called after the commit. */
export const holdLane = (wiring: Parameters<typeof worldLane>[0]) =>
  worldLane<ActOnHold, HoldActed, PaymentRejection>(wiring, {
    operation: 'hold.act',
    keys: 'table',
    retryOf: (code) => paymentRejections[code].retry,
    decide: decideHold,
  })

export function decideHold(world: World, command: ActOnHold): Outcome<HoldActed, PaymentRejection> {
  const { subject, action, amount, actor, now } = command
  const attempt = world.payments.attempts.get(subject)
  const trade = attempt && world.orders.trades.get(attempt.payableNo)
  if (!attempt || !trade) return reject('not_found')
  // Cash is collected by a person's word, never asked for at a channel.
  if (isOnDelivery(attempt)) return reject('illegal_move', { detail: { state: attempt.state } })
  if (action === 'lapse') settleHolds(world, trade, now, true)
  else {
    const asked = { ...captureOf(attempt), amount, actor }
    const outcome =
      action === 'capture'
        ? askCapture(world.payments, attempt, asked, now)
        : letGo(world.payments, attempt, { actor, at: now, reason: 'voided by hand' })
    if (!outcome.ok) return outcome
  }
  return accept({ attemptNo: attempt.attemptNo, state: attempt.state })
}
