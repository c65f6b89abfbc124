import { sql } from 'kysely'
import type { WorkItem, WorkQueue } from '../types.ts'

/** Money or points to be put into a wallet, or taken out of it, by hand: another of senior finance decides. */
const toDecide: WorkQueue = {
  code: 'wallet_adjustments_to_decide',
  title: { zh: '待审批的钱包调账', en: 'Changes of wallets awaiting approval' },
  permission: 'wallet.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select adjustment_no as key, adjustment_no as no, reason as subject, amount, currency, state, requested_at as since,
      requested_at + interval '24 hours' as "deadlineAt", null as link
    from wallet_adjustment where state = 'requested'`,
}

export const walletQueues: readonly WorkQueue[] = [toDecide]
