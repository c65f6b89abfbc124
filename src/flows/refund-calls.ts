import type { Channel, RefundName, RefundReport, WireReply } from '../channels/index.ts'
import { present } from '../kernel/assert.ts'
import {
  type Attempt,
  goesToWallet,
  ourWayOpen,
  type Redirect,
  type Refund,
  type Report,
} from '../modules/payment/index.ts'
import { channelOf, type FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import { rawOf, refundEvidence } from './reports.ts'
import { CLEAR, type HoldsBack } from './sharing-calls.ts'
import type { SharedPart } from './sharing-refunds.ts'

/** How what was heard is kept, and what could not be asked about is put off. */
type Wire = {
  readonly store: (
    channel: Channel,
    version: number,
    subjectNo: string,
    report: Report,
    raw: WireReply,
  ) => Promise<string | null>
  readonly postpone: (refund: Pick<Refund, 'refundNo'>) => Promise<void>
}

/** What was decided, or is being decided by people, is never sent: its channel is only asked how it stands. */
const ASKED_ONLY: ReadonlySet<Refund['state']> = new Set(['succeeded', 'failed', 'redirect_asked'])

/** Sends a refund to its channel or asks about it, outside of every commit, always under its one number. */
export function refundCalls(deps: FlowDeps, lanes: Lanes, shared: HoldsBack, wire: Wire) {
  const signal = () => AbortSignal.timeout(deps.channelTimeoutMs)

  async function resolveRefund(refund: Refund, attempt: Attempt): Promise<void> {
    const channel = channelOf(deps.channels, attempt.channel)
    if (!channel) return wire.postpone({ refundNo: refund.refundNo })
    const { refundNo } = refund
    if (ASKED_ONLY.has(refund.state)) return askAnew(channel, refund, attempt)
    if (goesToWallet(refund) || ourWayOpen(refund)) return shared.payWallet(attempt, refund)
    const known =
      refund.state === 'processing' ? await channel.queryRefund(nameOf(refund, attempt), signal()) : null
    // One that was taken and is not known any more is sent again: the same number refunds at most once.
    const isToSend = known === null || known.kind === 'not_found'
    // What comes back from the payer's bank has left us before: there is nothing to make way for.
    const way = isToSend && !refund.redirect?.isOpen ? await shared.makeWay(attempt, refund) : CLEAR
    if (way.isHeldBack) return askHeld(channel, refund, attempt)
    const report = isToSend ? await sendForSure(channel, refund, attempt, way.sharedParts) : known
    const evidence = refundEvidence(report)
    // "Still processing" tells nothing new; what matters is that it is asked about again.
    const isNews = !(evidence?.kind === 'processing' && refund.state === 'processing')
    if (evidence && isNews) {
      const outcome = await wire.store(channel, refund.version, refundNo, evidence, rawOf(report))
      // The same words once more settle nothing: it is asked about again later, not at once for ever.
      if (outcome !== 'noted' || evidence.kind !== 'failed') return
    }
    const delaysMs = channel.capabilities.refundQueryDelaysMs
    const code = report.kind === 'refused' ? { code: report.code } : {}
    await lanes.tellRefund.submit({ ...told(channel, refund), why: report.kind, ...code, delaysMs })
  }

  /** One that waits for shared money may have been sent before that was shared, and its answer lost. */
  async function askHeld(channel: Channel, refund: Refund, attempt: Attempt): Promise<void> {
    const report = await channel.queryRefund(nameOf(refund, attempt), signal())
    const evidence = refundEvidence(report)
    if (evidence) await wire.store(channel, refund.version, refund.refundNo, evidence, rawOf(report))
  }

  /** What was decided and is in doubt is only asked about: nothing is sent for it. */
  async function askAnew(channel: Channel, refund: Refund, attempt: Attempt): Promise<void> {
    const report = await channel.queryRefund(nameOf(refund, attempt), signal())
    const evidence = refundEvidence(report)
    const isAnswered = (evidence !== null && evidence.kind !== 'processing') || report.kind === 'not_found'
    if (evidence) await wire.store(channel, refund.version, refund.refundNo, evidence, rawOf(report))
    await lanes.tellRefund.submit({
      ...told(channel, refund),
      isSettled: isAnswered,
      why: report.kind,
      delaysMs: channel.capabilities.refundQueryDelaysMs,
    })
  }

  const told = ({ code }: Channel, { refundNo }: Refund) => ({
    caller: 'rule',
    requestHash: '',
    now: deps.clock.now(),
    actor: `channel:${code}`,
    key: refundNo,
    subject: refundNo,
  })

  /** A flat refusal is believed only when the channel does not know the number: an earlier, lost try may have arrived. */
  async function sendForSure(
    channel: Channel,
    refund: Refund,
    attempt: Attempt,
    sharedParts: readonly SharedPart[],
  ): Promise<RefundReport> {
    const redirect = refund.redirect?.isOpen ? refund.redirect : null
    const report = redirect
      ? await sendAnotherWay(channel, refund, attempt, redirect)
      : await send(channel, refund, attempt, sharedParts)
    if (report.kind !== 'refused' || report.retry !== 'never') return report
    const known = await channel.queryRefund(nameOf(refund, attempt), signal())
    // It still waits for people: the channel did not take this way.
    if (redirect && known.kind === 'abnormal') return { ...known, why: report.code }
    return known.kind === 'not_found' ? report : known
  }

  /** Under the refund's own number, so the money of it moves once, whatever becomes of this call. */
  async function sendAnotherWay(
    { redirecting }: Channel,
    refund: Refund,
    attempt: Attempt,
    { way, card }: Redirect,
  ): Promise<RefundReport> {
    if (!redirecting) return { kind: 'unknown', reason: 'unreachable' }
    const sealed = way === 'card' && card ? present(card.sealed, `card of ${refund.refundNo}`) : null
    const to = sealed && card ? { bank: card.bank, ...sealed } : null
    const channelRefundNo = refund.channelRefundNo ?? ''
    return redirecting.redirect({ ...nameOf(refund, attempt), channelRefundNo, card: to }, signal())
  }

  const send = (
    channel: Channel,
    refund: Refund,
    attempt: Attempt,
    sharedParts: readonly SharedPart[],
  ): Promise<RefundReport> => {
    const { refundNo, amount, currency, reason } = refund
    const { attemptNo, channelNo, received } = attempt
    const notifyUrl = deps.notifyUrl(channel.code)
    const request = {
      refundNo,
      attemptNo,
      channelNo: channelNo ?? '',
      amount,
      total: received,
      currency,
      reason,
      notifyUrl,
      ...(sharedParts.length > 0 ? { sharedParts } : {}),
    }
    return channel.refund(request, signal())
  }

  return resolveRefund
}

const nameOf = (refund: Refund, attempt: Attempt): RefundName => ({
  refundNo: refund.refundNo,
  attemptNo: attempt.attemptNo,
  channelNo: attempt.channelNo ?? '',
})
