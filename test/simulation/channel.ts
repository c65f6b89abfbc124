import type {
  AttemptReport,
  Channel,
  CloseReport,
  CombinedReport,
  NoticeHeaders,
  PayStart,
  RefundReport,
} from '../../src/channels/index.ts'
import { MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { disputeReport, disputingOf, sharingOf, wire } from './channel-abilities.ts'
import type { Provider } from './provider.ts'
import type { Bill, Notice, Payback } from './provider-facts.ts'
import type { Clock } from './world.ts'

const MERCHANT = { merchantId: 'm1', appId: 'a1' }

/** The faulty provider, seen through the port that every payment channel has. */
export function channelOf(provider: Provider, clock: Clock): Channel {
  const lost = (no: string) => ({ kind: 'unknown', reason: provider.silence(no) }) as const
  const attemptReport = (no: string, said: Bill | 'unknown_number' | undefined): AttemptReport => {
    if (said === undefined) return lost(no)
    if (said === 'unknown_number') return { kind: 'not_found', raw: wire(said) }
    if (said.state === 'held') return authorized(said)
    if (said.state === 'open') return { kind: 'pending', raw: wire(said) }
    return said.state === 'closed'
      ? { kind: 'closed', raw: wire([said.attemptNo, 'closed']) }
      : succeeded(said)
  }

  const succeeded = (bill: Bill): AttemptReport => ({
    kind: 'succeeded',
    channelNo: bill.channelNo,
    amount: bill.taken,
    currency: bill.currency,
    succeededAt: provider.told(bill.paidAt),
    ...MERCHANT,
    merchantId: bill.merchantId,
    raw: wire([bill.attemptNo, bill.channelNo, bill.taken, bill.currency, bill.merchantId, bill.paidAt]),
  })

  const authorized = ({
    attemptNo,
    channelNo,
    amount,
    merchantId,
    paidAt,
    heldUntil,
  }: Bill): AttemptReport => ({
    kind: 'authorized',
    channelNo,
    amount,
    currency: 'CNY',
    authorizedAt: provider.told(paidAt),
    heldUntil: provider.told(heldUntil),
    ...MERCHANT,
    merchantId,
    raw: wire({ attemptNo, channelNo, held: amount, merchantId, paidAt }),
  })

  const partReports = (parts: readonly Bill[]) =>
    parts.map((part) => ({ attemptNo: part.attemptNo, report: attemptReport(part.attemptNo, part) }))
  const combinedReport = (
    no: string,
    said: readonly Bill[] | 'unknown_number' | undefined,
  ): CombinedReport => {
    if (said === undefined) return lost(no)
    if (said === 'unknown_number') return { kind: 'not_found', raw: wire(said) }
    return { kind: 'reported', parts: partReports(said) }
  }

  const refundReport = (no: string, said: Payback | 'unknown_number' | undefined): RefundReport => {
    if (said === undefined) return lost(no)
    if (said === 'unknown_number') return { kind: 'not_found', raw: wire(said) }
    const { refundNo, attemptNo, amount, doneAt } = said
    const channelRefundNo = `r${refundNo}`
    if (doneAt > clock.now)
      return { kind: 'processing', channelRefundNo, raw: wire({ refundNo, state: 'processing' }) }
    if (said.ending !== 'done')
      return { kind: said.ending, channelRefundNo, raw: wire({ refundNo, state: said.ending, doneAt }) }
    const total = provider.bills.get(attemptNo)!.taken
    const succeededAt = provider.told(doneAt)
    if (said.to === 'us') {
      const raw = wire({ refundNo, amount, doneAt, to: 'us' })
      return { kind: 'returned', channelRefundNo, amount, returnedAt: succeededAt, raw }
    }
    return {
      kind: 'succeeded',
      channelRefundNo,
      attemptNo,
      amount,
      total,
      succeededAt,
      ...partsBack(refundNo),
      raw: wire({ refundNo, amount, doneAt }),
    }
  }

  const partsBack = (refundNo: string) => {
    const parts = provider.sharings.backWith(refundNo)
    const sharedParts = parts.map((one) => {
      const { account, amount } = one
      return { account, amount, isBack: provider.sharings.isBack(one) }
    })
    return parts.length > 0 ? { sharedParts } : {}
  }

  const shown = (no: string, state: Bill['state']): PayStart => {
    if (state === 'paid' || state === 'held') return { kind: 'already_paid', raw: wire(state) }
    if (state === 'closed') return { kind: 'closed', raw: wire(state) }
    return { kind: 'ready', presentation: { kind: 'qr', codeUrl: `pay://${no}` }, raw: wire(state) }
  }

  return {
    code: 'mock',
    merchant: MERCHANT,
    capabilities: {
      methods: ['native', 'card'],
      currencies: ['CNY'],
      attemptNoPattern: /^\d{22}$/,
      refundNoPattern: /^\d{22}$/,
      isUnknownUntilOpened: false,
      minExpiryMs: MINUTE,
      maxExpiryMs: 7_200 * SECOND,
      refundWindowDays: 365,
      maxRefundsPerAttempt: 50,
      refundSpacingMs: 0,
      noticeDeadlineMs: 5 * SECOND,
      noticesOnlySuccess: true,
      queryDelaysMs: [10 * SECOND, 30 * SECOND, MINUTE],
      refundQueryDelaysMs: [30 * SECOND, MINUTE],
    },
    redirecting: {
      banks: { ICBC_DEBIT: { zh: '工商银行', en: 'ICBC' } },
      seal: ({ bank, account, holder }) => ({ bank, account, holder, keyName: 'k1' }),
      redirect: async ({ refundNo, card }) => {
        const said = provider.redirect(refundNo, card === null ? 'us' : 'payer')
        if (said === undefined) return lost(refundNo)
        if (said === 'refused')
          return { kind: 'refused', code: 'NOT_ABNORMAL', reason: 'does not wait', retry: 'never' }
        return refundReport(refundNo, provider.paybacks.get(refundNo))
      },
    },
    disputing: disputingOf(provider, lost),
    profitSharing: sharingOf(provider, clock, lost),
    startPayment: async ({ attemptNo, amount, expiresAt, capture, profitSharing = false }) => {
      const isManual = capture === 'manual'
      const started = provider.start(attemptNo, amount, expiresAt.getTime(), isManual, profitSharing)
      return started.lost ? lost(attemptNo) : shown(attemptNo, started.state)
    },
    query: async (attemptNo) => attemptReport(attemptNo, provider.query(attemptNo)),
    close: async (attemptNo) => {
      const said = provider.close(attemptNo)
      if (said === undefined) return lost(attemptNo)
      return { kind: said === 'unknown_number' ? 'not_found' : said, raw: wire([attemptNo, said]) }
    },
    authorizing: {
      holdDays: 7,
      capture: async ({ attemptNo, amount }) => {
        const said = provider.capture(attemptNo, amount)
        if (said === undefined) return lost(attemptNo)
        if (said === 'refused')
          return { kind: 'refused', code: 'NOT_HELD', reason: 'nothing is held', retry: 'never' }
        return succeeded(provider.bills.get(attemptNo)!)
      },
      capturePart: async ({ partNo, attemptNo, amount }) => {
        const said = provider.capturePart(partNo, attemptNo, amount)
        if (said === undefined) return lost(partNo)
        if (said === 'refused')
          return { kind: 'refused', code: 'NOT_HELD', reason: 'not so much is held', retry: 'never' }
        return succeeded(provider.bills.get(partNo)!)
      },
    },
    combining: {
      maxParts: 3,
      start: async ({ attemptNo: no, parts, expiresAt, profitSharing: isFrozen = false }) => {
        const ends = { expiresAt: expiresAt.getTime(), isFrozen }
        const started = provider.wholes.start(no, parts, ends)
        return started.lost ? lost(no) : shown(no, started.state)
      },
      query: async (no) => combinedReport(no, provider.wholes.query(no)),
      close: async (no, parts): Promise<CloseReport> => {
        const named = parts.map(({ attemptNo }) => attemptNo)
        const said = provider.wholes.close(no, named)
        if (said === undefined) return lost(no)
        if (said === 'refused')
          return { kind: 'refused', code: 'PARTS_MISSING', reason: 'not all of it', retry: 'never' }
        const kind = said === 'unknown_number' ? ('not_found' as const) : said
        return { kind, raw: wire([no, said]) }
      },
    },
    refund: async ({ refundNo, attemptNo, amount, sharedParts: parts = [] }) => {
      const said = provider.refund({ refundNo, attemptNo, amount, parts })
      if (said === undefined) return lost(refundNo)
      if (said === 'short') return { kind: 'refused', code: 'NO_MONEY', reason: 'not now', retry: 'later' }
      if (said === 'refused')
        return { kind: 'refused', code: 'NOT_ENOUGH', reason: 'more than was paid', retry: 'never' }
      return refundReport(refundNo, provider.paybacks.get(refundNo))
    },
    queryRefund: async ({ refundNo }) => refundReport(refundNo, provider.queryRefund(refundNo)),
    verifyNotice: (headers: NoticeHeaders, rawBody: Buffer) => {
      if (headers.signature !== 'genuine') return { verified: false, reason: 'bad_signature' }
      const notice = JSON.parse(rawBody.toString()) as Notice
      const facts = {
        channel: 'mock' as const,
        noticeId: notice.id,
        occurredAt: new Date(clock.now),
        plain: rawBody.toString(),
      }
      if (notice.about === 'attempt') {
        const bill = provider.bills.get(notice.attemptNo)!
        // A notice says how it stood; a bill that was let go since is told of as it was held.
        const report = bill.taken > 0 ? succeeded(bill) : authorized(bill)
        return { verified: true, notice: { ...facts, kind: 'payment', attemptNo: notice.attemptNo, report } }
      }
      if (notice.about === 'whole') {
        const { wholeNo: attemptNo } = notice
        const parts = partReports(provider.wholes.of(attemptNo))
        return { verified: true, notice: { ...facts, kind: 'combined', attemptNo, parts } }
      }
      if (notice.about === 'dispute') {
        const report = disputeReport(provider, notice.claim)
        return { verified: true, notice: { ...facts, kind: 'dispute', report } }
      }
      const report = refundReport(notice.refundNo, provider.paybacks.get(notice.refundNo)!)
      return { verified: true, notice: { ...facts, kind: 'refund', refundNo: notice.refundNo, report } }
    },
    acknowledge: (reception) => ({
      status: reception === 'taken' ? 204 : 500,
      contentType: 'text/plain',
      body: '',
    }),
    describeFailure: () => 'declined',
    dispose: () => {},
  }
}

export const noticeHeaders = (notice: Notice) => ({ signature: notice.isForged ? 'forged' : 'genuine' })
export const noticeBody = (notice: Notice): Buffer => Buffer.from(JSON.stringify(notice))
