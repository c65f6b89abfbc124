import { present } from '../kernel/assert.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { openAccounts } from '../modules/ledger/index.ts'
import {
  ALONE,
  type Attempt,
  addTo,
  decideEntry,
  type HandEntry,
  insertEvidence,
  isOnDelivery,
  loadEntries,
  type NewEvidence,
  type PaymentRejection,
  paymentRejections,
  recordPayout,
  recordReceipt,
  recordReturned,
  reportOf,
  saveEntries,
} from '../modules/payment/index.ts'
import type { LaneSpec } from '../platform/lane.ts'
import { termsOf } from './offers.ts'
import { latest, loadWorld, type SubjectCommand, saveWorld, type World, type worldLane } from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]

/** What was said by hand beside what it is about. */
export type HandWorld = World & {
  readonly entries: Map<string, HandEntry[]>
  readonly touched: Set<HandEntry>
  readonly evidence: NewEvidence[]
}

/** `subject` is an attempt (money came in) or a refund (money was paid out). */
export type ActOnEntry = SubjectCommand & {
  readonly actor: string
  readonly act:
    | {
        readonly kind: 'record'
        /** Of a refund: what reached the buyer twice came back from him. */
        readonly isBack?: boolean
        /** Of a refund it is what was approved. */
        readonly amount: number
        readonly currency: string
        readonly reference: string
        readonly note: string | null
        readonly occurredAt: string
      }
    | { readonly kind: 'confirm' | 'reject' }
}

export type EntryActed = {
  readonly subjectNo: string
  readonly seq: number
  readonly isConfirmed: boolean | null
}

/** Money without a wire: one person says it, another confirms it; the evidence stands in the same commit. */
export const handLane = (wiring: Wiring): LaneSpec<ActOnEntry, HandWorld, EntryActed, PaymentRejection> => ({
  operation: 'hand.act',
  keys: 'table',
  retryOf: (code) => paymentRejections[code].retry,
  load: async (tx, commands) => {
    const subjects = [...new Set(commands.map(({ subject }) => subject))]
    const world = await loadWorld(tx, subjects, latest(commands), wiring.nextNo, wiring)
    return { ...world, entries: await loadEntries(tx, subjects), touched: new Set(), evidence: [] }
  },
  decide: decideHand,
  save: async (tx, world) => {
    await saveWorld(tx, world, wiring.accounts)
    await saveEntries(tx, [...world.touched])
    if (world.evidence.length > 0) await insertEvidence(tx, world.evidence)
  },
  beforeRetry: (error, now) => openAccounts(wiring.db, wiring.accounts, error, now),
})

export function decideHand(world: HandWorld, command: ActOnEntry): Outcome<EntryActed, PaymentRejection> {
  const { subject, act, actor } = command
  const known = world.entries.get(subject) ?? []
  if (act.kind === 'record') {
    const recorded = record(world, command, known)
    if (!recorded.ok) return recorded
    const entry = recorded.value
    addTo(world.entries, subject, entry)
    world.touched.add(entry)
    const alone = isEnough(world, entry)
      ? decide(world, entry, { isConfirmed: true, actor: ALONE }, command)
      : undefined
    return alone && !alone.ok ? alone : accept(acted(entry))
  }
  const entry = known.find(({ isConfirmed }) => isConfirmed === null)
  if (!entry) return reject('not_found')
  const decided = decide(world, entry, { isConfirmed: act.kind === 'confirm', actor }, command)
  return decided.ok ? accept(acted(entry)) : decided
}

const acted = ({ subjectNo, seq, isConfirmed }: HandEntry): EntryActed => ({ subjectNo, seq, isConfirmed })

function record(
  world: HandWorld,
  { subject, act, actor, now }: ActOnEntry,
  known: readonly HandEntry[],
): Outcome<HandEntry, PaymentRejection> {
  if (act.kind !== 'record') return reject('illegal_move')
  const { amount, currency, reference, note } = act
  const occurredAt = new Date(act.occurredAt)
  const attempt = world.payments.attempts.get(subject)
  if (attempt) {
    const said = { amount, currency, reference, note, occurredAt, actor }
    return recordReceipt(world.payments, attempt, known, said, now)
  }
  const refund = world.payments.refunds.get(subject)
  if (!refund) return reject('not_found')
  const said = { reference, note, occurredAt, actor }
  if (act.isBack) return recordReturned(refund, known, said, now)
  const { channel } = attemptOf(world, refund.attemptNo)
  return recordPayout(refund, channel, known, said, now)
}

const attemptOf = (world: World, no: string): Attempt =>
  present(world.payments.attempts.get(no), `attempt ${no}`)

/** Small cash on delivery, as it was asked for, needs no second person. */
function isEnough(world: HandWorld, entry: HandEntry): boolean {
  const attempt = world.payments.attempts.get(entry.subjectNo)
  if (!attempt || !isOnDelivery(attempt) || entry.amount !== attempt.amount) return false
  const orders = attempt.itemNos.flatMap((no) => world.orders.orders.get(no) ?? [])
  // A control of our own: it holds as it is now, whatever it was when the trade was placed.
  return termsOf(orders, world.termsAt, entry.recordedAt).every(({ aloneUpTo }) => entry.amount <= aloneUpTo)
}

/** A decision; what is confirmed becomes evidence in the same commit, and is applied by a command of its own. */
function decide(
  world: HandWorld,
  entry: HandEntry,
  decision: { readonly isConfirmed: boolean; readonly actor: string },
  { now, caller, key, requestHash }: ActOnEntry,
): Outcome<HandEntry, PaymentRejection> {
  const decided = decideEntry(world.payments, entry, decision, now)
  if (!decided.ok) return decided
  world.touched.add(entry)
  if (decision.isConfirmed) world.evidence.push(evidenceOf(world, entry, { now, caller, key, requestHash }))
  return decided
}

function evidenceOf(
  world: World,
  entry: HandEntry,
  command: Pick<ActOnEntry, 'now' | 'caller' | 'key' | 'requestHash'>,
): NewEvidence {
  const { subjectNo, seq } = entry
  const refund = world.payments.refunds.get(subjectNo)
  const { channel } = attemptOf(world, refund?.attemptNo ?? subjectNo)
  return {
    ...command,
    channel,
    kind: 'operator',
    sourceId: sourceOf(subjectNo, seq),
    verified: true,
    verdict: entry.decidedBy === ALONE ? 'one_person' : 'two_people',
    subjectNo,
    report: reportOf(entry),
    headers: {},
    body: Buffer.from(JSON.stringify(entry)),
  }
}

export const sourceOf = (subjectNo: string, seq: number): string => `${subjectNo}/hand/${seq}`
