import { findDispute, wishToTell } from '../modules/payment/index.ts'
import type { ChannelCalls } from './channel-calls.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { ActOnDispute } from './disputes.ts'
import type { Lanes } from './lanes.ts'

/** What people do about a dispute. Their right to it was proven at the door. */
export function disputeFlow(
  { db, clock }: FlowDeps,
  lanes: Lanes,
  { resolveDispute }: Pick<ChannelCalls, 'resolveDispute'>,
) {
  type DisputeAction = CallerKey & {
    readonly disputeNo: string
    readonly actor: string
    readonly act: ActOnDispute['act']
  }
  /** What is to be told the channel is told at once; where that fails, the sweep goes on. */
  const actOnDispute = async (request: DisputeAction) => {
    const acted = await lanes.actOnDispute.submit({
      ...request,
      subject: request.disputeNo,
      now: clock.now(),
    })
    const dispute = acted.ok ? await findDispute(db, request.disputeNo) : undefined
    if (dispute && wishToTell(dispute) !== null && dispute.nextAt !== null && dispute.nextAt <= clock.now())
      await resolveDispute(dispute)
    return acted
  }
  return { actOnDispute }
}
