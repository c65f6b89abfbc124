import type { Flows } from '../flows/index.ts'
import { listAdjustments } from '../modules/wallet/index.ts'
import type { Db } from '../platform/db.ts'
import { DEMO_BUYERS, DEMO_STAFF } from './people.ts'

const GIFTS = [
  { kind: 'wallet', size: 50_000 },
  { kind: 'points', size: 8_000 },
] as const

/** Something in the wallets of the demo's buyers, put there as staff would: one asks, another approves. Once. */
export async function seedWallets(db: Db, flows: Flows): Promise<void> {
  const seniors = DEMO_STAFF.filter(({ role }) => role === 'senior_finance')
  const [maker, checker] = seniors.map(({ id }) => `staff:${id}`)
  if (!maker || !checker) return
  for (const { id: buyerId } of DEMO_BUYERS) {
    const known = await listAdjustments(db, { buyerId, limit: 1 })
    for (const { kind, size } of known.items.length > 0 ? [] : GIFTS) {
      const key = { caller: 'rule:demo', key: `demo-${kind}-${buyerId}`, requestHash: '' }
      const wish = { buyerId, kind, direction: 'in', size, reason: '演示赠送' } as const
      const asked = await flows.requestAdjustment({ ...key, ...wish, actor: maker })
      if (!asked.ok) continue
      const { adjustmentNo } = asked.value
      await flows.decideAdjustment({ ...key, adjustmentNo, action: 'approve', reason: null, actor: checker })
    }
  }
}
