import { machine } from '../../kernel/machine.ts'

/** What is due for one payable 支付: open for attempts, covered, or closed by the close protocol. */
export const paymentMachine = machine({
  name: 'payment',
  label: { zh: '支付', en: 'Payment' },
  initial: 'open',
  states: {
    open: { label: { zh: '待支付', en: 'Open' } },
    closing: { label: { zh: '关闭中', en: 'Closing' } },
    covered: { label: { zh: '已付清', en: 'Covered' } },
    closed: { label: { zh: '已关闭', en: 'Closed' }, final: true },
  },
  transitions: [
    {
      from: 'open',
      on: 'cover',
      to: 'covered',
      by: ['channel', 'platform'],
      emits: null,
      label: { zh: '付清', en: 'Covered' },
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
      on: 'cover',
      to: 'covered',
      by: ['channel', 'platform'],
      emits: null,
      label: { zh: '付清', en: 'Covered' },
    },
    {
      from: 'closing',
      on: 'close',
      to: 'closed',
      by: ['buyer', 'platform', 'time'],
      emits: null,
      label: { zh: '关闭', en: 'Closed' },
    },
    {
      from: 'covered',
      on: 'owe',
      to: 'open',
      by: ['platform'],
      emits: null,
      label: { zh: '补收款项', en: 'More is owed' },
    },
  ],
})

type Unpaid = 'created' | 'ready' | 'unknown' | 'authorized' | 'closing' | 'closed' | 'failed'

/** Held after its end, the money must be let go again, so the close goes on. */
const authorize = (from: 'created' | 'ready' | 'unknown' | 'closed' | 'failed') =>
  ({
    from,
    on: 'authorize',
    to: from === 'closed' || from === 'failed' ? 'closing' : 'authorized',
    by: ['channel', 'platform'],
    emits: from === 'closed' || from === 'failed' ? null : 'payment.authorized',
    label: { zh: '已授权', en: 'Authorised' },
  }) as const

const succeed = (from: Unpaid) =>
  ({
    from,
    on: 'succeed',
    to: 'succeeded',
    by: ['channel', 'platform'],
    emits: 'payment.succeeded',
    label: { zh: '支付成功', en: 'Succeeded' },
  }) as const

const conflict = (from: Unpaid) =>
  ({
    from,
    on: 'conflict',
    to: 'conflicted',
    by: ['channel'],
    emits: 'payment.conflicted',
    label: { zh: '金额不符', en: 'Amount conflicts' },
  }) as const

const beginClose = (from: 'created' | 'ready' | 'unknown' | 'authorized') =>
  ({
    from,
    on: 'begin_close',
    to: 'closing',
    by: ['buyer', 'platform', 'time'],
    emits: null,
    label: { zh: '开始关闭', en: 'Close begun' },
  }) as const

const close = (from: 'created' | 'ready' | 'unknown' | 'authorized' | 'closing') =>
  ({
    from,
    on: 'close',
    to: 'closed',
    by: ['channel', 'platform', 'time'],
    emits: null,
    label: { zh: '渠道已关闭', en: 'Closed at the channel' },
  }) as const

/**
 * One try to take money through a channel 支付尝试. It is a lattice: money that the channel says it received
 * is recorded from every state, a closed or failed one too; nothing leads away from "succeeded".
 */
export const attemptMachine = machine({
  name: 'attempt',
  label: { zh: '支付尝试', en: 'Payment attempt' },
  initial: 'created',
  states: {
    created: { label: { zh: '已创建', en: 'Created' } },
    ready: { label: { zh: '待付款', en: 'Ready to pay' } },
    unknown: { label: { zh: '结果未知', en: 'Unknown' } },
    authorized: { label: { zh: '已授权', en: 'Authorised' } },
    closing: { label: { zh: '关闭中', en: 'Closing' } },
    closed: { label: { zh: '已关闭', en: 'Closed' } },
    failed: { label: { zh: '支付失败', en: 'Failed' } },
    succeeded: { label: { zh: '支付成功', en: 'Succeeded' }, final: true },
    conflicted: { label: { zh: '金额不符', en: 'Conflicted' }, final: true },
  },
  transitions: [
    {
      from: 'created',
      on: 'present',
      to: 'ready',
      by: ['channel'],
      emits: null,
      label: { zh: '取得付款码', en: 'Code received' },
    },
    {
      from: 'created',
      on: 'lose',
      to: 'unknown',
      by: ['time', 'channel'],
      emits: null,
      label: { zh: '渠道无答复', en: 'No answer' },
    },
    {
      from: 'created',
      on: 'refuse',
      to: 'failed',
      by: ['channel'],
      emits: 'payment.failed',
      label: { zh: '渠道拒绝', en: 'Refused' },
    },
    {
      from: 'ready',
      on: 'refuse',
      to: 'failed',
      by: ['channel'],
      emits: 'payment.failed',
      label: { zh: '支付失败', en: 'Failed' },
    },
    {
      from: 'unknown',
      on: 'present',
      to: 'ready',
      by: ['channel'],
      emits: null,
      label: { zh: '取得付款码', en: 'Code received' },
    },
    {
      from: 'unknown',
      on: 'refuse',
      to: 'failed',
      by: ['channel'],
      emits: 'payment.failed',
      label: { zh: '渠道拒绝', en: 'Refused' },
    },
    authorize('created'),
    authorize('ready'),
    authorize('unknown'),
    authorize('closed'),
    authorize('failed'),
    beginClose('created'),
    beginClose('ready'),
    beginClose('unknown'),
    beginClose('authorized'),
    close('created'),
    close('ready'),
    close('unknown'),
    close('authorized'),
    close('closing'),
    succeed('created'),
    succeed('ready'),
    succeed('unknown'),
    succeed('authorized'),
    succeed('closing'),
    succeed('closed'),
    succeed('failed'),
    conflict('created'),
    conflict('ready'),
    conflict('unknown'),
    conflict('authorized'),
    conflict('closing'),
    conflict('closed'),
    conflict('failed'),
  ],
})

/**
 * A payer's bank asks for his money back 争议. The channel tells how it stands; reports may come in any order, so what is
 * decided is never left again.
 */
export const disputeMachine = machine({
  name: 'dispute',
  label: { zh: '争议', en: 'Dispute' },
  initial: 'needs_response',
  states: {
    needs_response: { label: { zh: '待举证', en: 'Needs a response' } },
    under_review: { label: { zh: '审理中', en: 'Under review' } },
    won: { label: { zh: '胜诉', en: 'Won' }, final: true },
    lost: { label: { zh: '败诉', en: 'Lost' }, final: true },
  },
  transitions: [
    {
      from: 'needs_response',
      on: 'review',
      to: 'under_review',
      by: ['channel'],
      emits: 'dispute.under_review',
      label: { zh: '提交审理', en: 'Given to review' },
    },
    {
      from: 'needs_response',
      on: 'win',
      to: 'won',
      by: ['channel'],
      emits: 'dispute.won',
      label: { zh: '胜诉', en: 'Won' },
    },
    {
      from: 'needs_response',
      on: 'lose',
      to: 'lost',
      by: ['channel'],
      emits: 'dispute.lost',
      label: { zh: '败诉', en: 'Lost' },
    },
    {
      from: 'under_review',
      on: 'win',
      to: 'won',
      by: ['channel'],
      emits: 'dispute.won',
      label: { zh: '胜诉', en: 'Won' },
    },
    {
      from: 'under_review',
      on: 'lose',
      to: 'lost',
      by: ['channel'],
      emits: 'dispute.lost',
      label: { zh: '败诉', en: 'Lost' },
    },
  ],
})
