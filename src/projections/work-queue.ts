import { sql } from 'kysely'
import type { Label } from '../kernel/machine.ts'
import type { Permission } from '../modules/account/index.ts'
import type { Db } from '../platform/db.ts'
import { houseQueues } from './queues/house.ts'
import { paymentQueues } from './queues/payment.ts'
import { promiseQueues } from './queues/promise.ts'
import { sharingQueues } from './queues/sharing.ts'
import { tradeQueues } from './queues/trade.ts'
import { unansweredQueues } from './queues/unanswered.ts'
import { walletQueues } from './queues/wallet.ts'
import type { View, WorkItem, WorkQueue } from './types.ts'

/** Everything that can wait for a person, most urgent first. */
export const QUEUES: readonly WorkQueue[] = [
  ...paymentQueues,
  ...unansweredQueues,
  ...promiseQueues,
  ...sharingQueues,
  ...walletQueues,
  ...tradeQueues,
  ...houseQueues,
]

export type QueueCount = {
  readonly code: string
  readonly title: Label
  readonly count: number
  readonly oldestAt: Date | null
  /** When the first of them should be done. */
  readonly deadlineAt: Date | null
}

/** The queues that somebody with these permissions sees; a merchant those that have a part of his own. */
export const queuesFor = (permissions: readonly Permission[], shopId: number | null): WorkQueue[] =>
  QUEUES.filter(
    ({ permission, merchants }) => permissions.includes(permission) && (shopId === null || merchants),
  )

/** Counts of the given queues in one statement, so that they are of one moment. */
export async function countQueues(db: Db, queues: readonly WorkQueue[], view: View): Promise<QueueCount[]> {
  if (queues.length === 0) return []
  const counts = queues.map(
    ({ code, find }) => sql`
      select ${code}::text as code, count(*)::int as count, min(since) as "oldestAt", min("deadlineAt") as "deadlineAt"
      from (${find(view)}) as item`,
  )
  const { rows } = await sql<Omit<QueueCount, 'title'>>`${sql.join(counts, sql` union all `)}`.execute(db)
  const found = new Map(rows.map((row) => [row.code, row]))
  return queues.flatMap(({ code, title }) => {
    const row = found.get(code)
    return row ? [{ ...row, title }] : []
  })
}

/** The items of a queue, oldest first. `after` is the key of the last item of the page before. */
export async function listQueue(
  db: Db,
  queue: WorkQueue,
  { view, after, limit }: { view: View; after: string | null; limit: number },
): Promise<{ items: WorkItem[]; nextCursor: string | null }> {
  const { rows } = await sql<WorkItem>`
    select * from (${queue.find(view)}) as item
    where (${after}::text is null or item.key collate "C" > ${after})
    order by item.key collate "C" limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.key ?? null) : null }
}
