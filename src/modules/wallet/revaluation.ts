import { present } from '../../kernel/assert.ts'
import type { Step } from '../../kernel/fact.ts'
import { type StateOf, step } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { type Entry, walletRules } from '../ledger/index.ts'
import { revaluationMachine } from './machine.ts'
import type { WalletRejection } from './types.ts'

/** What the books say of all points, at one moment. */
export type PointsPosition = {
  /** Points that members have, free and held. */
  readonly units: number
  /** Held for payments under way, at the worth that was frozen with each. */
  readonly heldUnits: number
  readonly heldAmount: Amount
  /** What the books say they are worth. */
  readonly booked: number
}

/** `worth`: what they are worth at the rate that holds; what is held keeps the worth it was promised. */
export type Valuation = PointsPosition & { readonly pointsPerYuan: number; readonly worth: number }

export type Revaluation = {
  readonly revaluationNo: string
  readonly currency: Currency
  readonly reason: string
  state: StateOf<typeof revaluationMachine>
  readonly requestedBy: string
  readonly requestedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
  decisionReason: string | null
  /** What was found when it was approved. */
  found: Valuation | null
  version: number
}

export type RevaluationBook = {
  readonly revaluations: Map<string, Revaluation>
  readonly added: Set<Revaluation>
  readonly touched: Set<Revaluation>
  readonly steps: Step[]
}

export const emptyRevaluationBook = (): RevaluationBook => ({
  revaluations: new Map(),
  added: new Set(),
  touched: new Set(),
  steps: [],
})

export const valued = (
  position: PointsPosition,
  pointsPerYuan: number,
  worthOf: (points: number) => Amount,
): Valuation => {
  const { units, heldUnits, heldAmount } = position
  return { ...position, pointsPerYuan, worth: worthOf(units - heldUnits) + heldAmount }
}

/** The first of two people asks; one at a time, for the second would find nothing left to do. */
export function requestRevaluation(
  book: RevaluationBook,
  request: Pick<Revaluation, 'revaluationNo' | 'currency' | 'reason' | 'requestedBy' | 'requestedAt'>,
): Outcome<Revaluation, WalletRejection> {
  if ([...book.revaluations.values()].some(({ state }) => state === 'requested'))
    return reject('revaluation_waits')
  const revaluation: Revaluation = {
    ...request,
    state: 'requested',
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    found: null,
    version: 1,
  }
  book.revaluations.set(revaluation.revaluationNo, revaluation)
  book.added.add(revaluation)
  return accept(revaluation)
}

/** The second decides. Approved, the books say what all points are worth now; returns what that books. */
export function decideRevaluation(
  book: RevaluationBook,
  revaluationNo: string,
  action: 'approve' | 'reject',
  found: Valuation,
  moved: { readonly actor: string; readonly at: Date; readonly reason: string | null },
): Outcome<Entry[], WalletRejection> {
  const revaluation = book.revaluations.get(revaluationNo)
  if (!revaluation) return reject('not_found')
  const { state, requestedBy, currency } = revaluation
  if (state !== 'requested') return reject('illegal_move', { detail: { state } })
  if (requestedBy === moved.actor) return reject('same_person')
  const { to, move } = step(revaluationMachine, state, action)
  revaluation.state = present(to, 'a state')
  revaluation.version += 1
  revaluation.decidedBy = moved.actor
  revaluation.decidedAt = moved.at
  revaluation.decisionReason = moved.reason
  book.touched.add(revaluation)
  const { actor, at, reason } = moved
  book.steps.push({ no: revaluationNo, version: revaluation.version, move, actor, reason, occurredAt: at })
  if (action === 'reject') return accept([])
  revaluation.found = found
  const difference = found.worth - found.booked
  return accept(difference === 0 ? [] : walletRules.pointsRevalued(currency, difference))
}
