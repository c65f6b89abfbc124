import { accept } from '../kernel/outcome.ts'
import { type AccountBook, type Journal, openAccounts, saveJournals } from '../modules/ledger/index.ts'
import { DEFAULT_POLICIES, type PaymentPolicies, worthOf } from '../modules/payment/index.ts'
import {
  decideRevaluation,
  lockPoints,
  lockRevaluations,
  type PointsPosition,
  type Revaluation,
  type RevaluationBook,
  requestRevaluation,
  saveRevaluations,
  type Valuation,
  valued,
  type WalletRejection,
  walletRejections,
} from '../modules/wallet/index.ts'
import type { Db } from '../platform/db.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import type { NextNo } from './deps.ts'
import { latest } from './world.ts'

/** Points are worth money of this currency alone. */
export const POINTS_CURRENCY = 'CNY'

/** The worth of all points is set right in the books: one of senior finance asks, another decides. */
export type RequestRevaluation = Command & {
  readonly revaluationNo: string
  readonly reason: string
  readonly actor: string
}

export type DecideRevaluation = Command & {
  readonly revaluationNo: string
  readonly action: 'approve' | 'reject'
  readonly reason: string | null
  readonly actor: string
}

type RevaluationWorld = {
  readonly book: RevaluationBook
  readonly position: PointsPosition
  readonly journals: Journal[]
  readonly now: Date
}

type Wiring = { readonly db: Db; readonly accounts: AccountBook; readonly nextNo: NextNo }
const retryOf = (code: WalletRejection) => walletRejections[code].retry
const NOTHING: PointsPosition = { units: 0, heldUnits: 0, heldAmount: 0, booked: 0 }

/** What all points are worth at the rate that holds now. */
export function valuationOf(position: PointsPosition, policies: PaymentPolicies): Valuation {
  const policy = policies.points()
  return valued(position, policy.pointsPerYuan, (points) => worthOf(points, policy))
}

export const requestRevaluationLane = ({
  db,
  accounts,
}: Wiring): LaneSpec<RequestRevaluation, RevaluationWorld, Revaluation, WalletRejection> => ({
  operation: 'revaluation.request',
  keys: 'table',
  retryOf,
  load: async (tx, commands) => {
    const book = await lockRevaluations(tx, [])
    return { book, position: NOTHING, journals: [], now: latest(commands) }
  },
  decide: ({ book }, { revaluationNo, reason, actor, now }) => {
    const facts = { revaluationNo, currency: POINTS_CURRENCY, reason, requestedBy: actor, requestedAt: now }
    const asked = requestRevaluation(book, facts)
    return asked.ok ? accept({ ...asked.value }) : asked
  },
  save: (tx, { book, now }) => saveRevaluations(tx, book, now),
  beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
})

/** Nobody moves a point between what is counted here and what is booked for it. */
export const decideRevaluationLane = (
  { db, accounts, nextNo }: Wiring,
  policies: PaymentPolicies = DEFAULT_POLICIES,
): LaneSpec<DecideRevaluation, RevaluationWorld, Revaluation, WalletRejection> => ({
  operation: 'revaluation.decide',
  keys: 'table',
  retryOf,
  load: async (tx, commands) => {
    const book = await lockRevaluations(
      tx,
      commands.map(({ revaluationNo }) => revaluationNo),
    )
    const position = await lockPoints(tx, POINTS_CURRENCY)
    return { book, position, journals: [], now: latest(commands) }
  },
  decide: ({ book, position, journals }, { revaluationNo, action, actor, reason, now }) => {
    const found = valuationOf(position, policies)
    const decided = decideRevaluation(book, revaluationNo, action, found, { actor, at: now, reason })
    if (!decided.ok) return decided
    const facts = { journalNo: nextNo('journal', 0), event: 'points_revalued', refNo: revaluationNo } as const
    if (decided.value.length > 0) journals.push({ ...facts, effectiveAt: now, entries: decided.value })
    return accept({ ...book.revaluations.get(revaluationNo)! })
  },
  save: async (tx, { book, journals, now }) => {
    await saveRevaluations(tx, book, now)
    await saveJournals(tx, accounts, journals, now)
  },
  beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
})
