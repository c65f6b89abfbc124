import { type Answer, impossible, missing, ok } from './answers.ts'
import { happened } from './events.ts'
import { type Form, group, text, texts } from './form.ts'
import { movement } from './movements.ts'
import type { Dispute, DisputeStatus } from './types.ts'
import { disputeView } from './views.ts'
import { newId, numberOf, type Put, type World } from './world.ts'

const RESPONSE_SECONDS = 7 * 86_400
const FEE = 1_500

export type Opening = { readonly reason?: string; readonly amount?: number; readonly isInquiry?: boolean }

/** The payer's bank asks for its money back; an inquiry only asks. */
export function openDispute(world: World, intentId: string, opening: Opening): Dispute | undefined {
  const intent = world.intent.get(intentId)
  const charge = world.charge.get(intent?.latestCharge ?? '')
  if (!intent || !charge || charge.captured === 0) return undefined
  const { reason = 'fraudulent', amount = charge.captured, isInquiry = false } = opening
  const id = newId('du')
  const taken = isInquiry ? [] : [withdrawal(world, id, amount, charge.currency)]
  const dispute: Dispute = {
    id,
    intent: intent.id,
    charge: charge.id,
    amount,
    currency: charge.currency,
    reason,
    status: isInquiry ? 'warning_needs_response' : 'needs_response',
    evidence: {},
    submissions: 0,
    movements: taken.map((one) => one.id),
    dueBy: world.now() + RESPONSE_SECONDS,
    created: world.now(),
  }
  const no = numberOf(charge)
  world.commit([
    ...taken.map((record) => ({ kind: 'movement', record }) as const),
    { kind: 'charge', record: { ...charge, isDisputed: true } },
    { kind: 'dispute', record: dispute },
  ])
  tell(
    world,
    dispute,
    ['charge.dispute.created', ...(isInquiry ? [] : ['charge.dispute.funds_withdrawn'])],
    no,
  )
  return dispute
}

const withdrawal = (world: World, source: string, amount: number, currency: string) =>
  movement(world, { amount: -amount, fee: FEE, currency, type: 'adjustment', category: 'dispute', source })

function tell(world: World, dispute: Dispute, types: readonly string[], no: string): void {
  world.commit(types.flatMap((type): Put[] => happened(world, type, no, disputeView(world, dispute))))
}

/** POST /v1/disputes/:id: evidence, sent to the bank at once unless `submit` is false. */
export function updateDispute(world: World, id: string, form: Form): Answer {
  const dispute = world.dispute.get(id)
  if (!dispute) return missing('dispute', id, 'dispute')
  if (!isOpen(dispute)) {
    return impossible('This dispute has already been submitted or closed; no evidence can be added.')
  }
  if (world.now() > dispute.dueBy) return impossible('The deadline for evidence of this dispute has passed.')
  const isSent = text(form, 'submit') !== 'false'
  const sent: DisputeStatus = dispute.status === 'needs_response' ? 'under_review' : 'warning_under_review'
  const after: Dispute = {
    ...dispute,
    evidence: { ...dispute.evidence, ...texts(group(form, 'evidence')) },
    ...(isSent ? { status: sent, submissions: dispute.submissions + 1 } : {}),
  }
  world.commit([{ kind: 'dispute', record: after }])
  tell(world, after, ['charge.dispute.updated'], numberOf(world.charge.get(dispute.charge)!))
  return ok(disputeView(world, after))
}

/** POST /v1/disputes/:id/close: the merchant gives in. */
export function closeDispute(world: World, id: string): Answer {
  const dispute = world.dispute.get(id)
  if (!dispute) return missing('dispute', id, 'dispute')
  return isOpen(dispute) && decideDispute(world, id, false)
    ? ok(disputeView(world, world.dispute.get(id)!))
    : impossible('This dispute is already closed.')
}

const isOpen = ({ status }: Dispute) => status === 'needs_response' || status === 'warning_needs_response'

/** The bank has decided. Won, the money comes back; an inquiry that is lost becomes a taking of the money. */
export function decideDispute(world: World, id: string, isWon: boolean): boolean {
  const dispute = world.dispute.get(id)
  if (!dispute || ['won', 'lost', 'warning_closed'].includes(dispute.status)) return false
  const isInquiry = dispute.status.startsWith('warning_')
  const { amount, currency } = dispute
  const moved = isWon
    ? isInquiry
      ? undefined
      : movement(world, {
          amount,
          fee: -FEE,
          currency,
          type: 'adjustment',
          category: 'dispute_reversal',
          source: id,
        })
    : isInquiry
      ? withdrawal(world, id, amount, currency)
      : undefined
  const after: Dispute = {
    ...dispute,
    status: isWon ? (isInquiry ? 'warning_closed' : 'won') : 'lost',
    movements: moved ? [...dispute.movements, moved.id] : dispute.movements,
  }
  const no = numberOf(world.charge.get(dispute.charge)!)
  world.commit(
    [...(moved ? [{ kind: 'movement', record: moved } as const] : []), { kind: 'dispute', record: after }],
    isWon
      ? undefined
      : {
          at: world.clock.now().getTime(),
          kind: 'disputed',
          no,
          amount,
          currency: currency.toUpperCase(),
          merchantId: world.keys.accountId,
        },
  )
  const funds = moved ? [`charge.dispute.funds_${isWon ? 'reinstated' : 'withdrawn'}`] : []
  tell(world, after, [...funds, 'charge.dispute.closed'], no)
  return true
}

/** Who does not answer in time has lost. */
export function loseByTime(world: World): number {
  const late = [...world.dispute.values()].filter((one) => isOpen(one) && world.now() > one.dueBy)
  return late.filter((one) => decideDispute(world, one.id, one.status.startsWith('warning_'))).length
}
