import { shardOfNumber } from '../kernel/number.ts'
import { reject } from '../kernel/outcome.ts'
import { pendingOfShops } from '../modules/ledger/index.ts'
import { findAttempt } from '../modules/payment/index.ts'
import {
  dueReturns,
  dueSharings,
  findSharing,
  owedByShops,
  type SharingRequest,
} from '../modules/sharing/index.ts'
import { type CallerKey, channelOf, type FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import { profitSharingOf, type SharingCalls } from './sharing-calls.ts'
import type { ActOnOwed } from './sharing-owed.ts'

/** What the platform's people do with shared money 分账. Their right to it was proven at the door. */
export function sharingFlow(deps: FlowDeps, lanes: Lanes, calls: SharingCalls) {
  const { db, clock, numbers, onDefect = () => {} } = deps
  const numberFor = (no: string) => numbers.next('sharing', 'system', shardOfNumber(no))

  type Ask = CallerKey & Omit<SharingRequest, 'sharingNo'> & { readonly attemptNo: string }
  async function requestSharing(request: Ask) {
    const { attemptNo } = request
    const attempt = await findAttempt(db, attemptNo)
    if (!attempt) return reject('not_found')
    const terms = profitSharingOf(deps, attempt.channel)
    if (!terms) return reject('not_shareable')
    const sharingNo = numberFor(attemptNo)
    return lanes.requestSharing.submit({ ...request, subject: attemptNo, sharingNo, terms, now: clock.now() })
  }

  type Decision = CallerKey & {
    readonly sharingNo: string
    readonly action: 'approve' | 'reject'
    readonly actor: string
    readonly reason: string | null
  }
  const decideSharing = (request: Decision) =>
    lanes.decideSharing.submit({ ...request, subject: request.sharingNo, now: clock.now() })

  type AskBack = CallerKey & {
    readonly sharingNo: string
    readonly account: string
    readonly amount: number
    readonly reason: string
    readonly requestedBy: string
  }
  const requestReturn = async (request: AskBack) => {
    const sharing = await findSharing(db, request.sharingNo)
    const ability = sharing && channelOf(deps.channels, sharing.channel)?.profitSharing
    return lanes.requestReturn.submit({
      ...request,
      subject: request.sharingNo,
      returnNo: numberFor(request.sharingNo),
      comesWithRefund: ability?.returnsWithRefund === true,
      now: clock.now(),
    })
  }

  type ReturnDecision = CallerKey & {
    readonly returnNo: string
    readonly action: 'retry' | 'waive'
    readonly actor: string
    readonly reason: string | null
  }
  const decideReturn = (request: ReturnDecision) =>
    lanes.decideReturn.submit({ ...request, subject: request.returnNo, now: clock.now() })

  /** Sharings and returns to be sent, or to be asked about, each with its one number. Returns how many were due. */
  async function sendSharings(limit = 50): Promise<number> {
    const now = clock.now()
    const [sharings, returns] = await Promise.all([dueSharings(db, now, limit), dueReturns(db, now, limit)])
    const each = (no: string, act: () => Promise<void>) =>
      act().catch((error: unknown) => onDefect(error, `sharing ${no}`))
    await Promise.all([
      ...sharings.map((one) => each(one.sharingNo, () => calls.resolveSharing(one))),
      ...returns.map((one) =>
        each(one.returnNo, async () => {
          const sharing = await findSharing(db, one.sharingNo)
          if (sharing) await calls.resolveReturn(one, sharing)
        }),
      ),
    ])
    return sharings.length + returns.length
  }

  type OwedAct = CallerKey & { readonly returnNo: string } & Pick<ActOnOwed, 'actor' | 'act'>
  const actOnOwed = (request: OwedAct) =>
    lanes.actOnOwed.submit({ ...request, subject: request.returnNo, now: clock.now() })

  /**
   * What shops owe of shared money was charged to their pending money at once: where that is not below zero any more,
   * it is covered. What is read here only picks whom to try; the command looks again under its lock. Returns how much was.
   */
  async function coverOwed(limit = 200): Promise<number> {
    const owed = await owedByShops(db, limit)
    let covered = 0
    for (const [currency, some] of Map.groupBy(owed, (one) => one.currency)) {
      const pending = await pendingOfShops(db, [...new Set(some.map(({ shopId }) => shopId))], currency)
      for (const { returnNo, shopId } of some.filter((one) => (pending.get(one.shopId) ?? 0) >= 0)) {
        const command = { caller: 'rule', requestHash: '', key: `${returnNo}/${shopId}`, subject: returnNo }
        const done = await lanes.offsetReturn.submit({ ...command, now: clock.now() })
        if (done.ok && done.value.isCovered) covered += 1
      }
    }
    return covered
  }

  /** Whether a channel gives shared money back by itself; some take it back only together with a refund. */
  const givesBack = (channel: string): boolean => profitSharingOf(deps, channel)?.returnsWithRefund !== true

  return {
    givesBack,
    requestSharing,
    decideSharing,
    requestReturn,
    decideReturn,
    sendSharings,
    actOnOwed,
    coverOwed,
  }
}
