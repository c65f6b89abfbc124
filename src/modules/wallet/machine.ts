import { machine } from '../../kernel/machine.ts'

/** Asked for by one, decided by another. */
const DECIDED = [
  {
    from: 'requested',
    on: 'approve',
    to: 'approved',
    by: ['platform'],
    emits: null,
    label: { zh: '同意', en: 'Approved' },
  },
  {
    from: 'requested',
    on: 'reject',
    to: 'rejected',
    by: ['platform'],
    emits: null,
    label: { zh: '拒绝', en: 'Rejected' },
  },
] as const

/** A change of a wallet by hand 调账: asked for by one, decided by another (row N18). */
export const adjustmentMachine = machine({
  name: 'adjustment',
  label: { zh: '调账', en: 'Adjustment' },
  initial: 'requested',
  states: {
    requested: { label: { zh: '待审批', en: 'Requested' } },
    approved: { label: { zh: '已生效', en: 'Done' }, final: true },
    rejected: { label: { zh: '已拒绝', en: 'Rejected' }, final: true },
  },
  transitions: DECIDED,
})

/** The worth of all points is set right in the books 积分重估: asked for by one, decided by another. */
export const revaluationMachine = machine({
  name: 'revaluation',
  label: { zh: '积分重估', en: 'Revaluation of points' },
  initial: 'requested',
  states: {
    requested: { label: { zh: '待审批', en: 'Requested' } },
    approved: { label: { zh: '已入账', en: 'Booked' }, final: true },
    rejected: { label: { zh: '已拒绝', en: 'Rejected' }, final: true },
  },
  transitions: DECIDED,
})
