import { type Amount, sum } from '../../kernel/money.ts'
import type {
  Done,
  ProfitSharing,
  SharingReceiver,
  SharingReport,
  SharingRequest,
  SharingReturnReport,
  SharingReturnRequest,
} from '../abilities.ts'
import type { Refused, Unknown, WireReply } from '../types.ts'
import type { MockFault, MockOrder } from './provider.ts'

export type MockSharing = {
  readonly sharingNo: string
  readonly attemptNo: string
  readonly receivers: readonly (SharingReceiver & { readonly state: 'pending' | 'succeeded' | 'failed' })[]
  readonly isLast: boolean
  readonly state: 'processing' | 'finished'
}

export type MockReturn = {
  readonly returnNo: string
  readonly sharingNo: string
  readonly account: string
  readonly amount: Amount
  readonly state: 'processing' | 'succeeded' | 'failed'
}

type Provider = {
  readonly orders: ReadonlyMap<string, MockOrder>
  take(fault: MockFault, attemptNo: string): boolean
}

/**
 * What the mock's provider pays out to others. It keeps the rules that real providers keep: only frozen money is
 * shared, never more than is left of the payment; what was shared is not there for a refund until it is returned.
 */
export class MockSharings {
  readonly sharings = new Map<string, MockSharing>()
  readonly returns = new Map<string, MockReturn>()
  /** The merchant's own money at the channel, which pays a refund where shared money is missing. */
  balance: Amount = 0
  /** Attempts whose money is frozen. */
  readonly frozen = new Set<string>()
  readonly #provider: Provider

  constructor(provider: Provider) {
    this.#provider = provider
  }

  /** With others, or on its way to them. */
  out(attemptNo: string): Amount {
    const shared = [...this.sharings.values()].filter((one) => one.attemptNo === attemptNo)
    const given = shared.flatMap(({ receivers }) => receivers.filter(({ state }) => state !== 'failed'))
    const back = [...this.returns.values()].filter(
      ({ sharingNo, state }) => state === 'succeeded' && shared.some((one) => one.sharingNo === sharingNo),
    )
    return sum(given.map(({ amount }) => amount)) - sum(back.map(({ amount }) => amount))
  }

  share(request: SharingRequest): MockSharing | Refused {
    const known = this.sharings.get(request.sharingNo)
    if (known) return isSame(known, request) ? known : refused('number_used', 'never')
    const order = this.#provider.orders.get(request.attemptNo)
    if (!order?.paid || order.paid.channelNo !== request.channelNo) return refused('not_paid', 'later')
    if (!this.frozen.has(order.attemptNo)) return refused('not_frozen', 'never')
    const amount = sum(request.receivers.map((receiver) => receiver.amount))
    if (amount > order.paid.amount - order.refunded - this.out(order.attemptNo))
      return refused('above_payment', 'never')
    const { sharingNo, attemptNo, isLast } = request
    const receivers = request.receivers.map((one) => ({ ...one, state: 'pending' as const }))
    if (isLast) this.frozen.delete(attemptNo)
    const sharing: MockSharing = { sharingNo, attemptNo, receivers, isLast, state: 'processing' }
    this.sharings.set(sharingNo, sharing)
    return sharing
  }

  giveBack(request: SharingReturnRequest): MockReturn | Refused {
    const known = this.returns.get(request.returnNo)
    if (known) return known
    const sharing = this.sharings.get(request.sharingNo)
    const receiver = sharing?.receivers.find(({ account }) => account === request.account)
    if (!sharing || receiver?.state !== 'succeeded') return refused('not_shared', 'never')
    if (receiver.type !== 'merchant') return refused('persons_keep_it', 'never')
    const { returnNo, sharingNo, account, amount } = request
    const earlier = [...this.returns.values()].filter(
      (one) => one.sharingNo === sharingNo && one.account === account && one.state !== 'failed',
    )
    if (amount + sum(earlier.map((one) => one.amount)) > receiver.amount)
      return refused('above_share', 'never')
    const one: MockReturn = { returnNo, sharingNo, account, amount, state: 'processing' }
    this.returns.set(returnNo, one)
    return one
  }

  /** Everything under way comes to its end. */
  settle(): void {
    for (const sharing of this.sharings.values()) {
      if (sharing.state !== 'processing') continue
      const receivers = sharing.receivers.map((one) => {
        const isRefused = this.#provider.take('receiver_failed', sharing.attemptNo)
        return { ...one, state: isRefused ? ('failed' as const) : ('succeeded' as const) }
      })
      this.sharings.set(sharing.sharingNo, { ...sharing, receivers, state: 'finished' })
    }
    for (const one of this.returns.values()) {
      if (one.state !== 'processing') continue
      const { attemptNo } = this.sharings.get(one.sharingNo)!
      const isRefused = this.#provider.take('return_failed', attemptNo)
      this.returns.set(one.returnNo, { ...one, state: isRefused ? 'failed' : 'succeeded' })
    }
  }
}

const isSame = (known: MockSharing, { attemptNo, receivers }: SharingRequest): boolean =>
  known.attemptNo === attemptNo &&
  known.receivers.length === receivers.length &&
  known.receivers.every(({ account, amount }, i) => {
    return receivers[i]?.account === account && receivers[i]?.amount === amount
  })

const refused = (code: string, retry: Refused['retry']): Refused => ({
  kind: 'refused',
  code,
  reason: code,
  retry,
})

type Call = <T>(attemptNo: string, act: () => T) => T | Unknown

/** The mock's 分账. `call` puts the four ways in which a call can end in doubt around it. */
export function mockSharing(
  sharings: MockSharings,
  call: Call,
  raw: (record: unknown) => WireReply,
): ProfitSharing {
  const reportOf = (one: MockSharing | Refused | undefined): SharingReport => {
    if (!one) return { kind: 'not_found', raw: raw(null) }
    if ('kind' in one) return one
    const receivers = one.receivers.map(({ account, amount, state }) => ({
      account,
      amount,
      state,
      ...(state === 'failed' ? { failure: 'receiver_failed' } : {}),
    }))
    return { kind: one.state, channelSharingNo: `MS${one.sharingNo}`, receivers, raw: raw(one) }
  }
  const returnOf = (one: MockReturn | Refused | undefined): SharingReturnReport => {
    if (!one) return { kind: 'not_found', raw: raw(null) }
    if ('kind' in one) return one
    if (one.state === 'failed') return { kind: 'failed', code: 'return_failed', raw: raw(one) }
    return { kind: one.state, raw: raw(one) }
  }
  const attemptOf = (sharingNo: string): string => sharings.sharings.get(sharingNo)?.attemptNo ?? ''
  const share = async (request: SharingRequest) =>
    call(request.attemptNo, () => reportOf(sharings.share(request)))
  return {
    maxReceivers: 3,
    maxRequestsPerPayment: 4,
    frozenDays: 30,
    addReceiver: async (receiver): Promise<Done> => ({ kind: 'done', raw: raw(receiver) }),
    share,
    query: async (sharingNo) => call(attemptOf(sharingNo), () => reportOf(sharings.sharings.get(sharingNo))),
    finish: (request) => share({ ...request, receivers: [], isLast: true }),
    giveBack: async (request) =>
      call(attemptOf(request.sharingNo), () => returnOf(sharings.giveBack(request))),
    queryReturn: async ({ returnNo, sharingNo }) =>
      call(attemptOf(sharingNo), () => returnOf(sharings.returns.get(returnNo))),
  }
}
