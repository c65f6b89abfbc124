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

const succeed = (from: 'requested' | 'processing' | 'failed') =>
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

/**
 * Shared money on its way back 分账回退. A failed one holds refunds back until it is sent again, or until somebody
 * lets the platform bear it.
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
    waived: { label: { zh: '不再回退', en: 'Waived' }, final: true },
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
      label: { zh: '由平台承担', en: 'Borne by the platform' },
    },
  ],
})
