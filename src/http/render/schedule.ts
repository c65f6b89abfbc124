import { plansOf } from '../../flows/index.ts'
import type { Label } from '../../kernel/machine.ts'
import { allocateByWeight } from '../../kernel/money.ts'
import { findOrders, type Trade } from '../../modules/order/index.ts'
import {
  findPayment,
  findSchedule,
  type Instalment,
  partsOf,
  type TermsAt,
} from '../../modules/payment/index.ts'
import type { Db } from '../../platform/db.ts'

const KINDS: Readonly<Record<Instalment['kind'], Label>> = {
  deposit: { zh: '定金', en: 'Deposit' },
  balance: { zh: '余款', en: 'Balance' },
  instalment: { zh: '分期', en: 'Instalment' },
  supplement: { zh: '补充消费', en: 'Supplement' },
}

/** A trade's schedule with the record of each part (row N16). */
export async function showSchedule(db: Db, trade: Trade, termsAt: TermsAt) {
  const [orders, view, schedule] = await Promise.all([
    findOrders(db, trade.orderNos),
    findPayment(db, trade.tradeNo),
    findSchedule(db, trade.tradeNo),
  ])
  const due = view?.payment.due ?? trade.amounts.payable
  const captured = view?.payment.captured ?? 0
  const parts = partsOf(due, captured, schedule)
  const open = parts.find(({ amount, paid }) => paid < amount)
  const isOpen = trade.state === 'open' && trade.securedBy === null && captured === 0 && schedule.length === 0
  const offered = isOpen ? plansOf(orders, due, termsAt) : []
  return {
    plan: view?.payment.plan ?? null,
    due,
    captured,
    next: open ? { amount: open.amount - open.paid, dueAt: open.dueAt } : null,
    parts: parts.map(({ seq, kind, amount, paid, dueAt, isKept, reason }) => {
      return { seq, kind, title: KINDS[kind], amount, paid, dueAt, isKept, reason }
    }),
    plans: offered.map(({ name: plan, title, keepsDeposit, parts }) => {
      const amounts = allocateByWeight(
        due,
        parts.map(({ bps }) => bps),
      )
      const each = parts.map(({ afterDays }, i) => ({ amount: amounts[i]!, afterDays }))
      return { plan, title, keepsDeposit, parts: each }
    }),
  }
}
