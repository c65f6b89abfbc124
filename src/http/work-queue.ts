import { countOpenBreaks, listOpenBreaks } from '../auditor/index.ts'
import { after, DAY, HOUR, MINUTE } from '../kernel/clock.ts'
import type { Label } from '../kernel/machine.ts'
import type { Permission } from '../modules/account/index.ts'
import { skusMissingCost } from '../modules/catalog/index.ts'
import { listDeliveries } from '../modules/message/index.ts'
import { listOrders } from '../modules/order/index.ts'
import { type Attempt, attemptsIn, listRefunds } from '../modules/payment/index.ts'
import { lateEvidence, suspenseBalances } from '../projections/due.ts'
import type { Doors } from './doors.ts'

/** One piece of work: what it is about, since when it waits and until when it should be done. */
export type Work = {
  readonly no: string
  readonly subject: string | null
  readonly amount: number | null
  readonly currency: string | null
  readonly state: string | null
  readonly since: Date | null
  readonly deadlineAt: Date | null
  readonly link: string | null
}

export type WorkQueue = {
  readonly code: string
  readonly title: Label
  readonly needs: Permission
  /** Whether a shop's people have such work too, or only the platform's. */
  readonly shops: boolean
  /** How long a piece may wait. */
  readonly withinMs: number
  readonly list: (doors: Doors, shopId: number | null) => Promise<readonly Omit<Work, 'deadlineAt'>[]>
}

/** The longest list that is shown; a queue that is longer is an alarm of its own. */
const MOST = 500
const nothing = { subject: null, amount: null, currency: null, state: null, link: null }

const attemptWork = ({ attemptNo, payableNo, state, amount, currency, createdAt }: Attempt) => ({
  no: attemptNo,
  subject: payableNo,
  amount,
  currency,
  state,
  since: createdAt,
  link: `/payments/${payableNo}`,
})

const refundsIn =
  (state: 'requested' | 'failed'): WorkQueue['list'] =>
  async ({ db }) =>
    (await listRefunds(db, { state, limit: MOST })).items.map((refund) => ({
      no: refund.refundNo,
      subject: refund.itemNo ?? refund.payableNo,
      amount: refund.amount,
      currency: refund.currency,
      state: refund.state,
      since: refund.requestedAt,
      link: `/refunds/${refund.refundNo}`,
    }))

/** Every list of work that waits for a person. The count of a card is the length of its list, by construction. */
export const WORK_QUEUES: readonly WorkQueue[] = [
  {
    code: 'attempts_conflicted',
    title: { zh: '金额不符的支付', en: 'Payments that conflict' },
    needs: 'payment.read',
    shops: false,
    withinMs: 4 * HOUR,
    list: async ({ db }) => (await attemptsIn(db, ['conflicted'], MOST)).map(attemptWork),
  },
  {
    code: 'attempts_unknown',
    title: { zh: '结果未知的支付', en: 'Payments with no known result' },
    needs: 'payment.read',
    shops: false,
    withinMs: 30 * MINUTE,
    list: async ({ db, clock }) => {
      const waiting = await attemptsIn(db, ['unknown', 'closing'], MOST)
      return waiting.filter(({ createdAt }) => after(createdAt, MINUTE) < clock.now()).map(attemptWork)
    },
  },
  {
    code: 'refunds_to_approve',
    title: { zh: '待审批的退款', en: 'Refunds to approve' },
    needs: 'refund.read',
    shops: false,
    withinMs: DAY,
    list: refundsIn('requested'),
  },
  {
    code: 'refunds_failed',
    title: { zh: '失败的退款', en: 'Refunds that failed' },
    needs: 'refund.read',
    shops: false,
    withinMs: 4 * HOUR,
    list: refundsIn('failed'),
  },
  {
    code: 'suspense',
    title: { zh: '暂挂款未清', en: 'Money in suspense' },
    needs: 'ledger.read',
    shops: false,
    withinMs: HOUR,
    list: async ({ db }) =>
      (await suspenseBalances(db)).map(({ accountId, ownerId, currency, amount }) => ({
        ...nothing,
        no: String(accountId),
        subject: ownerId,
        amount,
        currency,
        since: null,
        link: `/accounts/${accountId}`,
      })),
  },
  {
    code: 'evidence_unapplied',
    title: { zh: '未入账的凭据', en: 'Evidence that was not applied' },
    needs: 'payment.read',
    shops: false,
    withinMs: 10 * MINUTE,
    list: async ({ db, clock }) =>
      (await lateEvidence(db, clock.now(), MOST)).map(({ id, subjectNo, receivedAt }) => ({
        ...nothing,
        no: subjectNo ?? String(id),
        since: receivedAt,
      })),
  },
  {
    code: 'audit_breaks',
    title: { zh: '稽核差异', en: 'Breaks found by the auditor' },
    needs: 'audit.read',
    shops: false,
    withinMs: HOUR,
    list: async ({ db }) => {
      if ((await countOpenBreaks(db)).count === 0) return []
      return (await listOpenBreaks(db, MOST)).map(({ code, subject, foundAt }) => ({
        ...nothing,
        no: subject,
        subject: code,
        since: foundAt,
        link: '/auditor',
      }))
    },
  },
  {
    code: 'orders_to_confirm',
    title: { zh: '待确认的订单', en: 'Orders to confirm' },
    needs: 'order.fulfil',
    shops: true,
    withinMs: DAY,
    list: async ({ db }, shopId) => {
      const filter = { states: ['pending_confirmation'] as const, limit: MOST }
      const { items } = await listOrders(db, { ...filter, ...(shopId === null ? {} : { shopIds: [shopId] }) })
      return items.map(({ orderNo, tradeNo, amounts, currency, state, paidAt }) => ({
        no: orderNo,
        subject: tradeNo,
        amount: amounts.payable,
        currency,
        state,
        since: paidAt,
        link: `/orders/${orderNo}`,
      }))
    },
  },
  {
    code: 'webhooks_dead',
    title: { zh: '投递失败的推送', en: 'Webhook deliveries given up' },
    needs: 'webhook.read',
    shops: true,
    withinMs: DAY,
    list: async ({ db }, shopId) =>
      (await listDeliveries(db, { scope: shopId, state: 'dead', limit: MOST })).map((delivery) => ({
        ...nothing,
        no: String(delivery.id),
        subject: `${delivery.eventType} → ${delivery.url}`,
        state: delivery.state,
        since: delivery.createdAt,
        link: '/webhooks/deliveries',
      })),
  },
  {
    code: 'cost_missing',
    title: { zh: '缺少成本的规格', en: 'SKUs without a cost' },
    needs: 'product.write',
    shops: true,
    withinMs: 7 * DAY,
    list: async ({ db }, shopId) =>
      (await skusMissingCost(db, { shopId, limit: MOST })).map(
        ({ skuId, spuId, title, price, currency, since }) => ({
          no: String(skuId),
          subject: title,
          amount: price,
          currency,
          state: null,
          since,
          link: `/products/${spuId}`,
        }),
      ),
  },
]

/** The queue's work, the longest waiting first, each with its deadline. */
export const workOf = async (queue: WorkQueue, doors: Doors, shopId: number | null): Promise<Work[]> => {
  const found = await queue.list(doors, shopId)
  const dated = found.map((work) => ({
    ...work,
    deadlineAt: work.since && after(work.since, queue.withinMs),
  }))
  return dated.sort((a, b) => (a.since?.getTime() ?? 0) - (b.since?.getTime() ?? 0))
}
