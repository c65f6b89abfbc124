import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import {
  type Attempt,
  askCapture,
  askPart,
  isOnDelivery,
  letGo,
  openForPart,
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
  /** The rest stays held: the number of the payment that takes this part. Null: the rest goes back. */
  readonly partNo?: string | null
  readonly actor: string
}

export type HoldActed = {
  readonly attemptNo: string
  readonly state: Attempt['state']
  /** The attempt that takes a part; null where the hold itself is taken or let go. */
  readonly partNo: string | null
}

/** What becomes of held money 预授权; `subject` is the attempt. The channel is called after the commit. */
export const holdLane = (wiring: Parameters<typeof worldLane>[0]) =>
  worldLane<ActOnHold, HoldActed, PaymentRejection>(wiring, {
    operation: 'hold.act',
    keys: 'table',
    retryOf: (code) => paymentRejections[code].retry,
    decide: decideHold,
  })

export function decideHold(world: World, command: ActOnHold): Outcome<HoldActed, PaymentRejection> {
  const { subject, action, amount, partNo = null, actor, now } = command
  const attempt = world.payments.attempts.get(subject)
  const trade = attempt && world.orders.trades.get(attempt.payableNo)
  if (!attempt || !trade) return reject('not_found')
  // Cash is collected by a person's word, never asked for at a channel.
  if (isOnDelivery(attempt)) return reject('illegal_move', { detail: { state: attempt.state } })
  // All that is held, or owed, is taken at once: then there is no rest to keep.
  const isPart = partNo !== null && amount !== null && amount <= openForPart(world.payments, attempt)
  if (action === 'lapse') settleHolds(world, trade, now, true)
  else if (action === 'capture' && isPart) {
    const part = askPart(world.payments, attempt, { attemptNo: partNo, amount, actor }, now)
    if (!part.ok) return part
    return accept({ attemptNo: attempt.attemptNo, state: attempt.state, partNo })
  } else {
    const asked = { ...captureOf(attempt), amount, actor }
    const outcome =
      action === 'capture'
        ? askCapture(world.payments, attempt, asked, now)
        : letGo(world.payments, attempt, { actor, at: now, reason: 'voided by hand' })
    if (!outcome.ok) return outcome
  }
  return accept({ attemptNo: attempt.attemptNo, state: attempt.state, partNo: null })
}
