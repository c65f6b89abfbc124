import { machine } from '../../kernel/machine.ts'

const finish = (from: 'approved' | 'processing') =>
  ({
    from,
    on: 'finish',
    to: 'finished',
    by: ['channel'],
    emits: null,
    label: { zh: '分账完成', en: 'Shared out' },
  }) as const

const fail = (from: 'approved' | 'processing') =>
  ({
    from,
    on: 'fail',
    to: 'failed',
    by: ['channel'],
    emits: null,
    label: { zh: '分账失败', en: 'Refused by the channel' },
  }) as const

/**
 * One request to share money out 分账. A receiver that the channel could not pay does not fail it: his part stays with
 * us. "Failed" means that the channel took nothing of it.
 */
export const sharingMachine = machine({
  name: 'sharing',
  label: { zh: '分账', en: 'Profit sharing' },
  initial: 'requested',
  states: {
    requested: { label: { zh: '待审批', en: 'Requested' } },
    approved: { label: { zh: '已批准', en: 'Approved' } },
    rejected: { label: { zh: '已拒绝', en: 'Rejected' }, final: true },
    processing: { label: { zh: '分账中', en: 'Processing' } },
    finished: { label: { zh: '分账完成', en: 'Finished' }, final: true },
    failed: { label: { zh: '分账失败', en: 'Failed' }, final: true },
  },
  transitions: [
    {
      from: 'requested',
      on: 'approve',
      to: 'approved',
      by: ['platform'],
      emits: null,
      label: { zh: '批准', en: 'Approved' },
    },
    {
      from: 'requested',
      on: 'reject',
      to: 'rejected',
      by: ['platform'],
      emits: null,
      label: { zh: '拒绝', en: 'Rejected' },
    },
    {
      from: 'approved',
      on: 'accept',
      to: 'processing',
      by: ['channel'],
      emits: null,
      label: { zh: '渠道已受理', en: 'Accepted by the channel' },
    },
    finish('approved'),
    finish('processing'),
    fail('approved'),
    fail('processing'),
  ],
})

const succeed = (from: 'requested' | 'processing' | 'failed' | 'waived' | 'owed' | 'claimed' | 'offset') =>
  ({
    from,
    on: 'succeed',
    to: 'succeeded',
    by: ['channel'],
    emits: null,
    label: { zh: '回退到账', en: 'Returned' },
  }) as const

const failReturn = (from: 'requested' | 'processing') =>
  ({
    from,
    on: 'fail',
    to: 'failed',
    by: ['channel'],
    emits: null,
    label: { zh: '回退失败', en: 'Failed' },
  }) as const

const owe = (from: 'requested' | 'failed') =>
  ({
    from,
    on: 'owe',
    to: 'owed',
    by: ['time'],
    emits: null,
    label: { zh: '渠道无法回退，转为应收', en: 'Its channel cannot take it back: owed' },
  }) as const

/**
 * Shared money on its way back 分账回退. A failed one holds refunds back until it is sent again, or until somebody
 * gives it up. What its channel takes back only with a refund, and we refunded ourselves, is owed by its
 * receiver: a shop's is covered by its pending money, another's comes by a transfer or is borne. Where that channel took the
 * refund after all, they may be back through it, whatever was said of them meanwhile.
 */
export const sharingReturnMachine = machine({
  name: 'sharing_return',
  label: { zh: '分账回退', en: 'Return of shared money' },
  initial: 'requested',
  states: {
    requested: { label: { zh: '待回退', en: 'Requested' } },
    processing: { label: { zh: '回退中', en: 'Processing' } },
    failed: { label: { zh: '回退失败', en: 'Failed' } },
    succeeded: { label: { zh: '已回退', en: 'Returned' }, final: true },
    waived: { label: { zh: '不再回退', en: 'Waived' } },
    owed: { label: { zh: '应收未还', en: 'Owed by its receiver' } },
    claimed: { label: { zh: '已另行退回，待确认', en: 'Given back, to be confirmed' } },
    offset: { label: { zh: '已由待结算款抵扣', en: 'Covered by pending money' } },
  },
  transitions: [
    {
      from: 'requested',
      on: 'accept',
      to: 'processing',
      by: ['channel'],
      emits: null,
      label: { zh: '渠道已受理', en: 'Accepted by the channel' },
    },
    succeed('requested'),
    succeed('processing'),
    succeed('failed'),
    // The channel took the refund after all, and these parts with it.
    succeed('waived'),
    succeed('owed'),
    succeed('claimed'),
    succeed('offset'),
    failReturn('requested'),
    failReturn('processing'),
    {
      from: 'failed',
      on: 'retry',
      to: 'requested',
      by: ['platform'],
      emits: null,
      label: { zh: '重试', en: 'Retried' },
    },
    {
      from: 'failed',
      on: 'waive',
      to: 'waived',
      by: ['platform'],
      emits: null,
      label: { zh: '不再要回', en: 'Given up' },
    },
    owe('requested'),
    owe('failed'),
    {
      from: 'owed',
      on: 'offset',
      to: 'offset',
      by: ['time'],
      emits: null,
      label: { zh: '由待结算款抵扣', en: 'Covered by pending money' },
    },
    {
      from: 'owed',
      on: 'waive',
      to: 'waived',
      by: ['platform'],
      emits: null,
      label: { zh: '不再要回', en: 'Given up' },
    },
    {
      from: 'owed',
      on: 'claim',
      to: 'claimed',
      by: ['platform'],
      emits: null,
      label: { zh: '登记退回', en: 'Said to be given back' },
    },
    {
      from: 'claimed',
      on: 'confirm',
      to: 'succeeded',
      by: ['platform'],
      emits: null,
      label: { zh: '确认退回', en: 'Confirmed' },
    },
    {
      from: 'claimed',
      on: 'refuse',
      to: 'owed',
      by: ['platform'],
      emits: null,
      label: { zh: '未收到', en: 'Not received' },
    },
  ],
})
