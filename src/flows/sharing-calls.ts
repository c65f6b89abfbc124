import type {
  ProfitSharing,
  RefundReport,
  SharingReport,
  SharingReturnReport,
  WireReply,
} from '../channels/index.ts'
import { after, DAY, MINUTE } from '../kernel/clock.ts'
import type { Attempt, Refund } from '../modules/payment/index.ts'
import * as payment from '../modules/payment/index.ts'
import type { ReturnNews, Sharing, SharingNews, SharingReturn } from '../modules/sharing/index.ts'
import { channelOf, type FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import { contentId } from './reports.ts'
import type { SharedPart } from './sharing-refunds.ts'

/** What these calls look up beside what they are given. */
export type SharingReads = Pick<typeof payment, 'findAttempt' | 'findRefund'>

/** Pauses between active queries of a sharing or a return under way; the last one repeats. */
const DELAYS_MS = [10_000, 30_000, MINUTE, 5 * MINUTE, 30 * MINUTE]

/** What is shared at a channel, if payments there are frozen for it. */
export function profitSharingOf(deps: FlowDeps, code: string): ProfitSharing | undefined {
  return deps.sharingChannels?.has(code) ? channelOf(deps.channels, code)?.profitSharing : undefined
}

/**
 * Calls to channels about shared money, outside of every commit: what is to happen was written before the call, what
 * was heard is stored as evidence and then written after it.
 */
export function sharingCalls(deps: FlowDeps, lanes: Lanes, reads: SharingReads = payment) {
  const signal = () => AbortSignal.timeout(deps.channelTimeoutMs)
  const rule = (channel: string) => ({
    caller: 'rule',
    requestHash: '',
    now: deps.clock.now(),
    actor: `channel:${channel}`,
  })

  /** Written before the channel is asked to freeze the money of an attempt. */
  async function freeze({ attemptNo, channel }: Pick<Attempt, 'attemptNo' | 'channel'>): Promise<boolean> {
    const ability = profitSharingOf(deps, channel)
    if (!ability) return false
    const { frozenDays } = ability
    await lanes.freezeAttempt.submit({
      ...rule(channel),
      key: attemptNo,
      attemptNo,
      frozenDays,
    })
    return true
  }

  async function resolveSharing(sharing: Sharing): Promise<void> {
    const { sharingNo, channel: code } = sharing
    const ability = channelOf(deps.channels, code)?.profitSharing
    const report: SharingReport = ability
      ? await ask(ability, sharing)
      : { kind: 'unknown', reason: 'unreachable' }
    if ('raw' in report && report.raw) await keep(code, sharingNo, sharing.version, report.raw)
    const news = sharingNews(report)
    await lanes.tellSharing.submit({
      ...rule(code),
      key: sharingNo,
      subject: sharingNo,
      news,
      delaysMs: DELAYS_MS,
    })
  }

  /** A flat refusal is believed only when the channel does not know the number: an earlier, lost try may have arrived. */
  async function ask(ability: ProfitSharing, sharing: Sharing): Promise<SharingReport> {
    const { sharingNo, attemptNo, channelNo, currency, receivers, isLast } = sharing
    if (sharing.state === 'processing') return ability.query(sharingNo, channelNo, signal())
    const facts = { sharingNo, attemptNo, channelNo, currency }
    const parts = receivers.map(({ type, account, name, amount, description }) => {
      return { type, account, amount, description, ...(name === null ? {} : { name }) }
    })
    const send = async (): Promise<SharingReport> => {
      if (parts.length === 0) return ability.finish(facts, signal())
      // Channels share only with whom they were told of; told again, it is nothing new.
      for (const { amount: _amount, description: _description, ...receiver } of parts) {
        const known = await ability.addReceiver(receiver, signal())
        if (known.kind !== 'done') return known
      }
      return ability.share({ ...facts, receivers: parts, isLast }, signal())
    }
    const report = await send()
    if (report.kind !== 'refused' || report.retry !== 'never') return report
    const known = await ability.query(sharingNo, channelNo, signal())
    return known.kind === 'not_found' ? report : known
  }

  async function resolveReturn(one: SharingReturn, sharing: Sharing): Promise<void> {
    const { returnNo, sharingNo, account, amount, currency, reason: description } = one
    const { channel: code, channelNo } = sharing
    const ability = channelOf(deps.channels, code)?.profitSharing
    const name = { returnNo, sharingNo, channelNo, account }
    const giveBack = async (able: ProfitSharing): Promise<SharingReturnReport> => {
      if (one.refundNo !== null) return withRefund(one, one.refundNo)
      if (one.state === 'processing') return able.queryReturn(name, signal())
      const report = await able.giveBack({ ...name, amount, currency, description }, signal())
      if (report.kind !== 'refused' || report.retry !== 'never') return report
      const known = await able.queryReturn(name, signal())
      return known.kind === 'not_found' ? report : known
    }
    const report: SharingReturnReport = ability
      ? await giveBack(ability)
      : { kind: 'unknown', reason: 'unreachable' }
    if ('raw' in report && report.raw) await keep(code, returnNo, one.version, report.raw)
    await lanes.tellReturn.submit({
      ...rule(code),
      key: returnNo,
      subject: returnNo,
      news: returnNews(report),
      delaysMs: DELAYS_MS,
    })
  }

  /** It comes back with a refund, so what became of it is asked of the refund. */
  async function withRefund(one: SharingReturn, refundNo: string): Promise<SharingReturnReport> {
    const refund = await reads.findRefund(deps.db, refundNo)
    const attempt = refund && (await reads.findAttempt(deps.db, refund.attemptNo))
    const channel = attempt && channelOf(deps.channels, attempt.channel)
    if (!refund || !channel) return { kind: 'unknown', reason: 'unreachable' }
    const name = { refundNo, attemptNo: attempt.attemptNo, channelNo: attempt.channelNo ?? '' }
    const report = await channel.queryRefund(name, signal())
    if (report.kind === 'succeeded') return partBack(one, report, deps.clock.now())
    // It is not there, and is not going to be: people look at what they do without it.
    const isOver = NOT_THERE.has(refund.state) || Boolean(refund.redirect?.paid)
    if ((report.kind === 'not_found' || report.kind === 'closed') && isOver)
      return { kind: 'failed', code: refund.failureCode ?? refund.state, raw: report.raw }
    return report.kind === 'not_found' || report.kind === 'refused' || report.kind === 'unknown'
      ? report
      : { kind: 'unknown', reason: 'unexpected_answer', raw: report.raw }
  }

  const comesWithRefund = (channel: string): boolean =>
    channelOf(deps.channels, channel)?.profitSharing?.returnsWithRefund === true

  /** Whether a refund waits for shared money, or what it takes back with it; what it needs is asked for meanwhile. */
  async function makeWay({ channel }: Pick<Attempt, 'channel'>, { refundNo }: Refund): Promise<Cleared> {
    if (!profitSharingOf(deps, channel)) return CLEAR
    const way = await lanes.makeWay.submit({
      ...rule('none'),
      key: refundNo,
      subject: refundNo,
      comesWithRefund: comesWithRefund(channel),
    })
    return way.ok ? way.value : CLEAR
  }

  /** Into the buyer's wallet, once the shared money it needs is back. */
  async function payWallet({ channel }: Pick<Attempt, 'channel'>, { refundNo }: Refund): Promise<void> {
    const facts = { key: refundNo, subject: refundNo, comesWithRefund: comesWithRefund(channel) }
    await lanes.payWallet.submit({ ...rule('none'), ...facts })
  }

  async function keep(channel: string, no: string, version: number, raw: WireReply): Promise<void> {
    const sourceId = contentId(`${no}@${version}`, raw.body)
    await lanes.storeEvidence.submit({
      ...rule(channel),
      key: sourceId,
      channel,
      kind: 'query',
      sourceId,
      verified: true,
      verdict: 'verified',
      subjectNo: no,
      report: null,
      headers: raw.headers,
      body: Buffer.from(raw.body),
    })
  }

  return { freeze, resolveSharing, resolveReturn, makeWay, payWallet }
}

export type SharingCalls = ReturnType<typeof sharingCalls>
/** What payments and refunds must know of sharing. */
export type HoldsBack = Pick<SharingCalls, 'freeze' | 'makeWay' | 'payWallet'>

type Cleared = { readonly isHeldBack: boolean; readonly sharedParts: readonly SharedPart[] }
/** Nothing is in the way. */
export const CLEAR: Cleared = { isHeldBack: false, sharedParts: [] }

function sharingNews(report: SharingReport): SharingNews {
  switch (report.kind) {
    case 'finished': {
      const receivers = report.receivers.map((one) => ({ ...one, failure: one.failure ?? null }))
      return { kind: 'finished', channelSharingNo: report.channelSharingNo, receivers }
    }
    case 'processing':
      return { kind: 'processing', channelSharingNo: report.channelSharingNo }
    case 'refused':
      return report.retry === 'never'
        ? { kind: 'failed', code: report.code }
        : { kind: 'pending', reason: report.code }
    case 'not_found':
    case 'unknown':
      return { kind: 'pending', reason: report.kind }
  }
}

function returnNews(report: SharingReturnReport): ReturnNews {
  switch (report.kind) {
    case 'processing':
    case 'succeeded':
      return { kind: report.kind }
    case 'failed':
      return { kind: 'failed', code: report.code }
    case 'refused':
      return report.retry === 'never'
        ? { kind: 'failed', code: report.code }
        : { kind: 'pending', reason: report.code }
    case 'not_found':
    case 'unknown':
      return { kind: 'pending', reason: report.kind }
  }
}

/** Refunds that are not at their channel when it does not know them: nothing sends them now. */
const NOT_THERE: ReadonlySet<Refund['state']> = new Set(['failed', 'rejected', 'redirect_asked'])

/**
 * What the channel says of this part. Where it says nothing of it, nobody knows; when it has said nothing for a day, the
 * refund went without: an earlier asking for it, in which this part was not, may have been the one that arrived.
 */
function partBack(
  { account, amount, requestedAt }: SharingReturn,
  { sharedParts = [], raw }: Extract<RefundReport, { kind: 'succeeded' }>,
  now: Date,
): SharingReturnReport {
  const part = sharedParts.find((one) => one.account === account && one.amount === amount)
  if (!part && now > after(requestedAt, DAY)) return { kind: 'failed', code: 'not_with_refund', raw }
  if (!part) return { kind: 'unknown', reason: 'unexpected_answer', raw }
  return part.isBack
    ? { kind: 'succeeded', raw }
    : { kind: 'failed', code: part.failure ?? 'not_given_back', raw }
}
