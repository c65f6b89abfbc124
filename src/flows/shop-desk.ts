import { shardOfNumber } from '../kernel/number.ts'
import { reject } from '../kernel/outcome.ts'
import type { Actor } from '../modules/order/index.ts'
import { findAttempt } from '../modules/payment/index.ts'
import type { ChannelCalls } from './channel-calls.ts'
import { type CallerKey, channelOf, type FlowDeps } from './deps.ts'
import type { ActOnEntry } from './hand.ts'
import type { Lanes } from './lanes.ts'

/** What a shop does with its orders, and with money that is promised to it or that its people count. */
export function shopDeskFlow({ db, clock, numbers, channels }: FlowDeps, lanes: Lanes, calls: ChannelCalls) {
  type OrderAction = CallerKey & {
    readonly orderNo: string
    readonly action: 'confirm' | 'complete' | 'decline' | 'withdraw'
    readonly actor: Actor
    readonly reason: string | null
  }
  /** Held money that the action takes or lets go is asked for at once; where that fails, the sweep goes on. */
  const actOnOrder = async (request: OrderAction) => {
    const acted = await lanes.actOnOrder.submit({ ...request, subject: request.orderNo, now: clock.now() })
    for (const no of acted.ok ? acted.value.dueAttemptNos : []) await resolve(no).catch(() => {})
    return acted
  }

  /** Whether held money can be taken there in parts, the rest staying held. */
  const capturesParts = (account: string): boolean =>
    channelOf(channels, account)?.authorizing?.capturePart !== undefined

  type HoldAction = CallerKey & {
    readonly attemptNo: string
    readonly action: 'capture' | 'void'
    readonly amount: number | null
    /** Only a part is taken, and the rest stays held: where the channel can. */
    readonly keepsRest?: boolean
    readonly actor: string
  }
  /** Takes held money, or lets it go: written down first, then the channel is called (row N12). */
  const actOnHold = async ({ keepsRest = false, ...request }: HoldAction) => {
    const { attemptNo } = request
    const hold = keepsRest ? await findAttempt(db, attemptNo) : undefined
    if (keepsRest && !capturesParts(hold?.channel ?? ''))
      return reject('not_offered' as const, { param: 'keepsRest' })
    const partNo = keepsRest ? numbers.next('attempt', 'system', shardOfNumber(attemptNo)) : null
    const acted = await lanes.actOnHold.submit({ ...request, partNo, subject: attemptNo, now: clock.now() })
    if (acted.ok) await resolve(acted.value.partNo ?? attemptNo).catch(() => {})
    return acted
  }

  type EntryAction = CallerKey & {
    readonly subjectNo: string
    readonly act: ActOnEntry['act']
    readonly actor: string
  }
  /** Money without a wire: said by one, confirmed by another; what is confirmed is applied at once. */
  const actOnEntry = async (request: EntryAction) => {
    const acted = await lanes.actOnEntry.submit({ ...request, subject: request.subjectNo, now: clock.now() })
    if (acted.ok && acted.value.isConfirmed) await calls.applyWaiting(request.subjectNo).catch(() => {})
    return acted
  }

  type SupplementRequest = CallerKey & {
    readonly orderNo: string
    readonly amount: number
    readonly title: string
    readonly reason: string
    readonly actor: Actor
  }
  const askSupplement = (request: SupplementRequest) =>
    lanes.askSupplement.submit({ ...request, subject: request.orderNo, now: clock.now() })

  type SupplementWaiver = CallerKey & {
    readonly orderNo: string
    readonly amount: number | null
    readonly reason: string
    readonly actor: Actor
  }
  const waiveSupplement = (request: SupplementWaiver) =>
    lanes.waiveSupplement.submit({ ...request, subject: request.orderNo, now: clock.now() })

  async function resolve(attemptNo: string): Promise<void> {
    const attempt = await findAttempt(db, attemptNo)
    if (attempt && attempt.nextQueryAt !== null && !(await calls.takePart(attempt)))
      await calls.resolveAttempt(attempt)
  }

  return { actOnOrder, actOnHold, capturesParts, actOnEntry, askSupplement, waiveSupplement }
}
