import type {
  DisputeReport,
  Disputing,
  ProfitSharing,
  SharingReport,
  SharingReturnReport,
  WireReply,
} from '../../src/channels/index.ts'
import type { Provider } from './provider.ts'
import type { Claim } from './provider-facts.ts'
import type { GivenBack, SharedBill } from './provider-sharing.ts'
import type { Clock } from './world.ts'

type Lost = (no: string) => { readonly kind: 'unknown'; readonly reason: 'timeout' | 'channel_error' }

export const wire = (said: unknown): WireReply => ({ status: 200, headers: {}, body: JSON.stringify(said) })
const refused = (code: string) => ({ kind: 'refused', code, reason: code, retry: 'never' }) as const

export function disputeReport(provider: Provider, claim: Claim): DisputeReport {
  const { disputeNo, attemptNo, amount, state, isWithdrawn, openedAt, respondBy } = claim
  const bill = provider.bills.get(attemptNo)!
  return {
    disputeNo,
    attemptNo,
    channelNo: bill.channelNo,
    amount,
    currency: 'CNY',
    reason: 'not_received',
    state,
    openedAt: provider.told(openedAt),
    respondBy: provider.told(respondBy),
    isWithdrawn,
    raw: wire([disputeNo, state, isWithdrawn]),
  }
}

/** What banks ask back, seen through the port. */
export function disputingOf(provider: Provider, lost: Lost): Disputing {
  const hear = async (no: string, said: 'respond' | 'concede') => {
    const answer = provider.claims.hear(no, said)
    if (answer === undefined) return lost(no)
    return answer === 'refused' ? refused('TOO_LATE') : disputeReport(provider, answer)
  }
  return {
    query: async (no) => {
      const claim = provider.claims.query(no)
      return claim ? disputeReport(provider, claim) : lost(no)
    },
    respond: (no) => hear(no, 'respond'),
    concede: (no) => hear(no, 'concede'),
  }
}

/** What is shared out, seen through the port. */
export function sharingOf({ sharings }: Provider, clock: Clock, lost: Lost): ProfitSharing {
  const reportOf = (
    no: string,
    said: SharedBill | 'unknown_number' | 'refused' | undefined,
  ): SharingReport => {
    if (said === undefined) return lost(no)
    if (said === 'unknown_number') return { kind: 'not_found', raw: wire(said) }
    if (said === 'refused') return refused('NOT_SHARED')
    const receivers = said.parts.map(({ account, amount, state }) => ({ account, amount, state }))
    const kind = said.doneAt > clock.now ? 'processing' : 'finished'
    return { kind, channelSharingNo: `s${no}`, receivers, raw: wire(said) }
  }
  const returnOf = (
    no: string,
    said: GivenBack | 'unknown_number' | 'refused' | undefined,
  ): SharingReturnReport => {
    if (said === undefined) return lost(no)
    if (said === 'unknown_number') return { kind: 'not_found', raw: wire(said) }
    if (said === 'refused') return refused('NOT_GIVEN_BACK')
    if (said.doneAt > clock.now) return { kind: 'processing', raw: wire([no, 'processing']) }
    return said.isFailed
      ? { kind: 'failed', code: 'BALANCE', raw: wire(said) }
      : { kind: 'succeeded', raw: wire(said) }
  }
  return {
    maxReceivers: 3,
    maxRequestsPerPayment: 4,
    frozenDays: 30,
    ...(sharings.comesWithRefund ? { returnsWithRefund: true as const } : {}),
    addReceiver: async ({ account }) => {
      const isKnown = sharings.knows(account)
      if (isKnown === undefined) return lost(account)
      return isKnown ? { kind: 'done', raw: wire(account) } : refused('NO_RECEIVER')
    },
    share: async ({ sharingNo, attemptNo, receivers, isLast }) =>
      reportOf(sharingNo, sharings.share(sharingNo, attemptNo, receivers, isLast)),
    finish: async ({ sharingNo, attemptNo }) =>
      reportOf(sharingNo, sharings.share(sharingNo, attemptNo, [], true)),
    query: async (sharingNo) => reportOf(sharingNo, sharings.query(sharingNo)),
    giveBack: async ({ returnNo, sharingNo, account, amount }) =>
      returnOf(returnNo, sharings.giveBack(returnNo, sharingNo, account, amount)),
    queryReturn: async ({ returnNo }) => returnOf(returnNo, sharings.queryReturn(returnNo)),
  }
}
