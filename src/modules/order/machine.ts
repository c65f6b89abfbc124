import { machine } from '../../kernel/machine.ts'

/** The life of a trade 父单: one checkout over one or more shops. */
export const tradeMachine = machine({
  name: 'trade',
  label: { zh: '父单', en: 'Trade' },
  initial: 'open',
  states: {
    open: { label: { zh: '待支付', en: 'Awaiting payment' } },
    closing: { label: { zh: '关闭中', en: 'Closing' } },
    paid: { label: { zh: '已支付', en: 'Paid' }, final: true },
    closed: { label: { zh: '交易关闭', en: 'Closed' }, final: true },
  },
  transitions: [
    {
      from: 'open',
      on: 'pay',
      to: 'paid',
      by: ['channel', 'platform'],
      emits: 'trade.paid',
      label: { zh: '支付成功', en: 'Paid' },
    },
    {
      from: 'open',
      on: 'begin_close',
      to: 'closing',
      by: ['buyer', 'platform', 'time'],
      emits: null,
      label: { zh: '开始关闭', en: 'Close begun' },
    },
    {
      from: 'closing',
      on: 'pay',
      to: 'paid',
      by: ['channel', 'platform'],
      emits: 'trade.paid',
      label: { zh: '支付成功', en: 'Paid' },
    },
    {
      from: 'closing',
      on: 'close',
      to: 'closed',
      by: ['buyer', 'platform', 'time'],
      emits: 'trade.closed',
      label: { zh: '交易关闭', en: 'Closed' },
    },
  ],
})

/** Main state 订单主状态 of an order 子单, in the source's words. */
export const orderMachine = machine({
  name: 'order',
  label: { zh: '订单', en: 'Order' },
  initial: 'created',
  states: {
    created: { label: { zh: '新建', en: 'Created' } },
    created_cancelled: { label: { zh: '新建已取消', en: 'Cancelled before payment' }, final: true },
    pending_confirmation: { label: { zh: '待确认', en: 'Awaiting confirmation' } },
    booked: { label: { zh: '预订成功', en: 'Booked' } },
    booking_failed: { label: { zh: '预订失败', en: 'Booking failed' }, final: true },
    completed: { label: { zh: '完成', en: 'Completed' }, final: true },
    cancelled: { label: { zh: '已取消', en: 'Cancelled' }, final: true },
  },
  transitions: [
    {
      from: 'created',
      on: 'cancel',
      to: 'created_cancelled',
      by: ['buyer', 'platform', 'time'],
      emits: 'order.cancelled',
      label: { zh: '取消', en: 'Cancelled' },
    },
    {
      from: 'created',
      on: 'submit',
      to: 'pending_confirmation',
      by: ['channel', 'platform'],
      emits: null,
      label: { zh: '提交确认', en: 'Submitted for confirmation' },
    },
    {
      from: 'pending_confirmation',
      on: 'confirm',
      to: 'booked',
      by: ['merchant', 'platform', 'time'],
      emits: 'order.booked',
      label: { zh: '确认', en: 'Confirmed' },
    },
    {
      from: 'pending_confirmation',
      on: 'decline',
      to: 'booking_failed',
      by: ['merchant', 'platform'],
      emits: 'order.booking_failed',
      label: { zh: '无法接单', en: 'Declined' },
    },
    {
      from: 'pending_confirmation',
      on: 'cancel_booked',
      to: 'cancelled',
      by: ['platform'],
      emits: 'order.cancelled',
      label: { zh: '全额退款取消', en: 'Cancelled by full refund' },
    },
    {
      from: 'booked',
      on: 'complete',
      to: 'completed',
      by: ['buyer', 'merchant', 'platform', 'time'],
      emits: 'order.completed',
      label: { zh: '完成', en: 'Completed' },
    },
    {
      from: 'booked',
      on: 'cancel_booked',
      to: 'cancelled',
      by: ['platform'],
      emits: 'order.cancelled',
      label: { zh: '全额退款取消', en: 'Cancelled by full refund' },
    },
  ],
})

/** Payment state 支付状态 of an order. Being paid and having failed live on the attempts (row J2). */
export const orderPaymentMachine = machine({
  name: 'order_payment',
  label: { zh: '支付状态', en: 'Payment state' },
  initial: 'unpaid',
  states: {
    unpaid: { label: { zh: '未支付', en: 'Unpaid' } },
    partly_paid: { label: { zh: '部分支付', en: 'Partly paid' } },
    paid: { label: { zh: '已支付', en: 'Paid' }, final: true },
    timed_out: { label: { zh: '支付超时', en: 'Payment timed out' }, final: true },
  },
  transitions: [
    {
      from: 'unpaid',
      on: 'pay_part',
      to: 'partly_paid',
      by: ['channel', 'platform'],
      emits: 'order.partly_paid',
      label: { zh: '部分支付', en: 'Part paid' },
    },
    {
      from: 'unpaid',
      on: 'pay',
      to: 'paid',
      by: ['channel', 'platform'],
      emits: 'order.paid',
      label: { zh: '支付成功', en: 'Paid' },
    },
    {
      from: 'partly_paid',
      on: 'pay',
      to: 'paid',
      by: ['channel', 'platform'],
      emits: 'order.paid',
      label: { zh: '付清', en: 'Paid in full' },
    },
    {
      from: 'unpaid',
      on: 'time_out',
      to: 'timed_out',
      by: ['time'],
      emits: null,
      label: { zh: '支付超时', en: 'Timed out' },
    },
    {
      from: 'partly_paid',
      on: 'time_out',
      to: 'timed_out',
      by: ['time'],
      emits: null,
      label: { zh: '支付超时', en: 'Timed out' },
    },
  ],
})
