import type { Answer } from './answers.ts'
import type { FaultName } from './faults.ts'
import { type Form, text } from './form.ts'
import { isCreated, newest, page } from './lists.ts'
import type { Movement } from './types.ts'
import { movementView } from './views.ts'
import { numberOf, type World } from './world.ts'

const DAY_SECONDS = 86_400

/**
 * GET /v1/balance_transactions. Breaks are not counted down: the same day must look the same on every page and at
 * every repetition, so a rule holds until it is removed.
 */
export function balanceTransactions(world: World, form: Form): Answer {
  const all = newest(world.movement)
    .flatMap((one) => broken(world, one))
    .filter((one) => isCreated(form, one.created) && matches(form, one))
    .toSorted((a, b) => b.created - a.created)
  return page('/v1/balance_transactions', all, form, (one) => movementView(one, world.now()))
}

const matches = (form: Form, { type, source, currency }: Movement) =>
  Object.entries({ type, source, currency }).every(
    ([name, value]) => text(form, name) === undefined || text(form, name) === value,
  )

function broken(world: World, one: Movement): Movement[] {
  const no = numberBehind(world, one)
  const rule = (fault: FaultName) =>
    world.faults.rules().find((each) => each.fault === fault && (!each.order || each.order === no))
  if (rule('bill_line_dropped')) return []
  const changed = rule('bill_line_changed')
  const moved = rule('bill_line_moved')
  const told = {
    ...one,
    amount: one.amount + (changed ? (changed.param ?? 1) : 0),
    created: one.created + (moved ? DAY_SECONDS : 0),
  }
  return rule('bill_line_doubled') ? [told, { ...told, id: `${one.id}x2` }] : [told]
}

/** The attempt's number that a movement belongs to; empty for one of the account itself. */
export function numberBehind(world: World, { source }: Movement): string {
  const refund = world.refund.get(source)
  const dispute = world.dispute.get(source)
  const reversal = world.reversal.get(source)
  const charge = world.charge.get(refund?.charge ?? dispute?.charge ?? source)
  const transfer = world.transfer.get(reversal?.transfer ?? source)
  const owner = charge ?? transfer
  return owner ? numberOf(owner) : ''
}
