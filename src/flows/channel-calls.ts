import type {
  AttemptReport,
  Channel,
  CloseReport,
  PayMethod,
  PayStart,
  WireReply,
} from '../channels/index.ts'
import { after, DAY, MINUTE } from '../kernel/clock.ts'
import * as payment from '../modules/payment/index.ts'
import {
  type Attempt,
  type Dispute,
  evidenceOf,
  isByHand,
  type Refund,
  type Report,
  wishToTell,
} from '../modules/payment/index.ts'
import { applyQueue } from './apply-queue.ts'
import { type CombinedCalls, combinedCalls } from './combined-calls.ts'
import { channelOf as channelIn, type FlowDeps } from './deps.ts'
import { disputeEvidence, tellOfDispute } from './disputes.ts'
import type { Lanes } from './lanes.ts'
import { noticeDoor } from './notice-door.ts'
import { refundCalls } from './refund-calls.ts'
import { attemptEvidence, contentId, rawOf } from './reports.ts'
import type { HoldsBack } from './sharing-calls.ts'

/**
 * The one room that calls channels, outside of every commit (row N19): what is to happen was written before the
 * call, what was heard is written after it.
 */
export type ChannelCalls = {
  /** Makes an attempt known to its channel; returns how it stands then, where it could be recorded. */
  present: (attempt: Attempt | Unpresented) => Promise<Attempt | undefined>
  /** Takes a part of held money; false where the attempt is none that waits to be taken. */
  takePart: (attempt: Attempt) => Promise<boolean>
  /** Makes a combined order known to its channel. */
  presentCombined: CombinedCalls['present']
  /**
   * Asks about an attempt, or about the combined order that it is a part of; closes it at the channel where it is
   * closing. One step: call again for the next.
   */
  resolveAttempt: (attempt: Attempt) => Promise<void>
  /** Tells a channel what was wished about a dispute, or asks how it stands. */
  resolveDispute: (dispute: Dispute) => Promise<void>
  /** Sends or asks about a refund. */
  resolveRefund: (refund: Refund, attempt: Attempt) => Promise<void>
  /** Asks again later about what could not be asked about now, so that it is in nobody's way. */
  postpone: (
    subject: { readonly attemptNo: string } | { readonly refundNo: string },
    byMs?: number,
  ) => Promise<void>
  /** Applies what was stored about a number and waits. */
  applyWaiting: (subjectNo: string) => Promise<void>
  /** Stores what came to the callback door, then applies it. The answer is ready when the evidence is stored. */
  receiveNotice: ReturnType<typeof noticeDoor>
  /** Whether a piece of evidence stands in line to be applied by this process. */
  isWaiting: (evidenceId: number) => boolean
  /** Resolves when no notice stands in line any more. */
  idle: () => Promise<void>
}

/** What these calls look up beside what they are given. */
export type Reads = Pick<typeof payment, 'findAttempt' | 'findPart' | 'findCapture' | 'partsUnder'>

type Unpresented = Pick<
  Attempt,
  | 'attemptNo'
  | 'channel'
  | 'method'
  | 'capture'
  | 'payer'
  | 'amount'
  | 'currency'
  | 'description'
  | 'expiresAt'
>

/** So much of what a channel says is kept beside a state. */
const LONGEST_WORD = 200

/** What a defect, or a channel that is not configured any more, is given. */
const POSTPONED = 5 * MINUTE

export function channelCalls(
  deps: FlowDeps,
  lanes: Lanes,
  shared: HoldsBack,
  reads: Reads = payment,
): ChannelCalls {
  const channelOf = (code: string): Channel | undefined => channelIn(deps.channels, code)
  const signal = () => AbortSignal.timeout(deps.channelTimeoutMs)
  const rule = (channel: string) => ({
    caller: 'rule',
    requestHash: '',
    now: deps.clock.now(),
    actor: `channel:${channel}`,
  })

  async function present(attempt: Unpresented): Promise<Attempt | undefined> {
    const channel = channelOf(attempt.channel)
    if (!channel) return undefined
    const { attemptNo, amount, currency, description, expiresAt, method, capture, payer } = attempt
    const { returnUrl, ...facts } = payer ?? {}
    const notifyUrl = deps.notifyUrl(channel.code)
    const request = {
      attemptNo,
      amount,
      currency,
      description,
      expiresAt,
      notifyUrl,
      method: method as PayMethod,
      capture,
      ...(returnUrl === undefined ? {} : { returnUrl }),
      payer: facts,
      ...((await shared.freeze(attempt)) ? { profitSharing: true } : {}),
    }
    return tellStart(channel, attemptNo, await channel.startPayment(request, signal()))
  }

  async function tellStart(
    channel: Channel,
    attemptNo: string,
    start: PayStart,
  ): Promise<Attempt | undefined> {
    const answer =
      start.kind === 'refused'
        ? { kind: 'refused' as const, code: channel.describeFailure(start.code) }
        : start
    const news = { kind: 'started' as const, answer }
    const told = await lanes.tellAttempt.submit({
      ...rule(channel.code),
      key: attemptNo,
      subject: attemptNo,
      // The buyer reads a sentence; staff read beside it what the channel said.
      reason: start.kind === 'refused' ? `${start.code}: ${start.reason}`.slice(0, LONGEST_WORD) : null,
      news,
    })
    return told.ok ? told.value : undefined
  }

  const { freeze } = shared
  const combined = combinedCalls(deps, lanes, {
    hear,
    tellStart,
    postpone,
    freeze,
    partsUnder: reads.partsUnder,
  })

  async function resolveAttempt(attempt: Attempt): Promise<void> {
    if (attempt.combinedNo !== null) return combined.resolve(attempt.combinedNo)
    const channel = channelOf(attempt.channel)
    if (!channel) return postpone(attempt)
    const taken = await takeHold(channel, attempt)
    if (taken) return hear(channel, attempt, taken)
    const report = await channel.query(attempt.attemptNo, signal())
    const isOpen = ['pending', 'not_found', 'authorized'].includes(report.kind)
    if (!isOpen || attempt.state !== 'closing') return hear(channel, attempt, report)
    const closed = await channel.close(attempt.attemptNo, signal())
    // "Paid" at the close says nothing about the amount, and "closed" may be overtaken by a payer who was confirming:
    // the next query says what holds (PAYMENTS §1.4).
    // Where people count the money there is nobody to ask: the close is ours alone, and what comes later is recorded.
    if (isByHand(attempt.channel) && closed.kind === 'closed') return hear(channel, attempt, closed)
    const isDecided = closed.kind === 'already_paid' || closed.kind === 'closed'
    const again = isDecided ? await channel.query(attempt.attemptNo, signal()) : asReport(closed)
    return hear(channel, attempt, again)
  }

  /**
   * Takes held money whose capture was written down, again and again under its one number. Where that brought no
   * answer, or a flat refusal, what became of the hold is asked.
   */
  async function takeHold(channel: Channel, attempt: Attempt): Promise<AttemptReport | null> {
    if (attempt.state !== 'authorized' || !channel.authorizing) return null
    const asked = await reads.findCapture(deps.db, attempt.attemptNo)
    if (!asked) return null
    const { attemptNo, channelNo, currency, description } = attempt
    const { captureNo, amount } = asked
    const request = { attemptNo, channelNo: channelNo ?? '', captureNo, amount, currency, description }
    const report = await channel.authorizing.capture(request, signal())
    const isOpen = report.kind === 'refused' || report.kind === 'unknown'
    return isOpen ? channel.query(attemptNo, signal()) : report
  }

  /**
   * Takes a part of held money whose attempt was written down, again and again under its one number. Returns whether
   * the attempt is one. A flat refusal ends it only where the channel does not know its number either.
   */
  async function takePart(attempt: Attempt): Promise<boolean> {
    const channel = channelOf(attempt.channel)
    const take = channel?.authorizing?.capturePart
    if (!channel || !take || (attempt.state !== 'created' && attempt.state !== 'unknown')) return false
    const part = await reads.findPart(deps.db, attempt.attemptNo)
    const hold = part && (await reads.findAttempt(deps.db, part.holdNo))
    if (!hold) return false
    const { attemptNo: partNo, amount, currency, description } = attempt
    const { attemptNo, channelNo } = hold
    const request = { partNo, attemptNo, channelNo: channelNo ?? '', amount, currency, description }
    const said = await take(request, signal())
    const isOpen = said.kind === 'refused' || said.kind === 'unknown'
    const report = isOpen ? await channel.query(partNo, signal()) : said
    if (said.kind === 'refused' && said.retry === 'never' && report.kind === 'not_found')
      await tellStart(channel, partNo, said)
    else await hear(channel, attempt, report)
    return true
  }

  async function hear(channel: Channel, attempt: Attempt, report: AttemptReport): Promise<void> {
    const { attemptNo } = attempt
    const evidence = isForgotten(attempt, report, deps.clock.now())
      ? ({ about: 'attempt', kind: 'closed' } as const)
      : attemptEvidence(channel, report)
    // That it is still held tells nothing new; what matters is that it is looked at again.
    const isNews = !(
      evidence?.kind === 'held' &&
      (attempt.state === 'authorized' || attempt.state === 'closing')
    )
    if (evidence && isNews) {
      const outcome = await store(channel, attempt.version, attemptNo, evidence, rawOf(report))
      // What settled nothing is asked about again later: at once, it would be asked about for ever.
      if (outcome !== 'noted') return
    }
    const { queryDelaysMs: delaysMs } = channel.capabilities
    const isUnknownThere = report.kind === 'not_found'
    const { isUnknownUntilOpened } = channel.capabilities
    const news = { kind: 'pending' as const, delaysMs, isUnknownThere, isUnknownUntilOpened }
    await lanes.tellAttempt.submit({
      ...rule(channel.code),
      key: attemptNo,
      subject: attemptNo,
      reason: null,
      news,
    })
  }

  async function postpone(
    subject: { attemptNo: string } | { refundNo: string },
    byMs = POSTPONED,
  ): Promise<void> {
    const delaysMs = [byMs]
    if ('refundNo' in subject) {
      const { refundNo: no } = subject
      await lanes.tellRefund.submit({ ...rule('none'), key: no, subject: no, why: 'postponed', delaysMs })
      return
    }
    const { attemptNo: no } = subject
    const news = { kind: 'pending' as const, delaysMs, isUnknownThere: false }
    await lanes.tellAttempt.submit({ ...rule('none'), key: no, subject: no, reason: null, news })
  }

  /**
   * What a channel answered us is signed by it, so it is evidence like a notice. The version it was asked at belongs
   * to its name: the same words to another state of ours are heard again.
   */
  async function store(
    channel: Channel,
    version: number,
    subjectNo: string,
    report: Report,
    raw: WireReply,
  ): Promise<string | null> {
    const { code } = channel
    const said = raw.body === '' ? JSON.stringify(report) : raw.body
    const sourceId = contentId(`${subjectNo}@${version}`, said)
    const body = Buffer.from(raw.body)
    const stored = await lanes.storeEvidence.submit({
      ...rule(code),
      key: sourceId,
      channel: code,
      kind: 'query',
      sourceId,
      verified: true,
      verdict: 'verified',
      subjectNo,
      report,
      headers: raw.headers,
      body,
    })
    return stored.ok ? apply(stored.value.id) : null
  }

  const apply = async (evidenceId: number): Promise<string | null> => {
    const applied = await lanes.applyEvidence.submit({ ...rule(''), key: String(evidenceId), evidenceId })
    return applied.ok ? applied.value.outcome : null
  }

  const isSomebodyWaiting = () =>
    [lanes.place, lanes.startPayment, lanes.storeEvidence].some((lane) => lane.depth() > 0)
  const waiting = applyQueue(apply, deps, isSomebodyWaiting)

  async function applyWaiting(subjectNo: string): Promise<void> {
    for (const { id, appliedAt } of await evidenceOf(deps.db, [subjectNo]))
      if (appliedAt === null) await apply(id)
  }

  async function resolveDispute(dispute: Dispute): Promise<void> {
    const channel = channelOf(dispute.channel)
    const { report, isHeard } = channel
      ? await tellOfDispute(channel, dispute, signal())
      : { report: undefined, isHeard: false }
    if (channel && report)
      await store(channel, dispute.version, dispute.attemptNo, disputeEvidence(report), report.raw)
    const act = { kind: 'told' as const, wish: wishToTell(dispute), wishedAt: dispute.wishedAt, isHeard }
    // A wish that came meanwhile makes it another telling, though it is due at the same moment.
    const key = `${dispute.disputeNo}/${dispute.nextAt?.getTime()}/${dispute.wishedAt?.getTime()}`
    await lanes.actOnDispute.submit({ ...rule(dispute.channel), key, subject: dispute.disputeNo, act })
  }

  const resolveRefund = refundCalls(deps, lanes, shared, { store, postpone })

  return {
    present,
    takePart,
    presentCombined: combined.present,
    resolveDispute,
    resolveAttempt,
    resolveRefund,
    postpone,
    applyWaiting,
    receiveNotice: noticeDoor(deps, lanes, waiting.add),
    isWaiting: waiting.isWaiting,
    idle: waiting.idle,
  }
}

/** A hold that its channel does not find any more, long after it has ended there. */
const isForgotten = ({ held, heldUntil }: Attempt, report: AttemptReport, now: Date): boolean =>
  report.kind === 'not_found' && held > 0 && heldUntil !== null && now > after(heldUntil, DAY)

const asReport = (closed: Exclude<CloseReport, { kind: 'already_paid' | 'closed' }>): AttemptReport => closed
