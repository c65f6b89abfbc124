import { PostgresAdapter } from 'kysely'
import type { Tx } from './db.ts'

/** Marks a database whose connections take statements before the ones ahead of them are answered. */
export class PipelinedAdapter extends PostgresAdapter {}

type Part = (tx: Tx) => Promise<unknown>

/**
 * Runs parts of a transaction side by side on its one connection: their statements go out at once and PostgreSQL works
 * them off in their order, instead of waiting after each until this process has read the answer. For parts that need
 * nothing of one another and lock nothing that others could hold in another order; statements of a part stay in turn.
 *
 * It ends when every part has ended, also when one has failed: nothing may be sent behind the rollback. The failure
 * that came first is thrown, for those after it only say that the transaction has failed. Where the database is not
 * pipelined, the parts run one after another.
 */
export async function together(tx: Tx, ...parts: readonly Part[]): Promise<void> {
  const executor = tx.getExecutor()
  if (!(executor.adapter instanceof PipelinedAdapter)) {
    for (const part of parts) await part(tx)
    return
  }
  const failures: unknown[] = []
  await executor.provideConnection(async (connection) => {
    const open = executor.withConnectionProvider({ provideConnection: (use) => use(connection) })
    // Only statements are run through it, as the `sql` tag does: everything else of a transaction stays with `tx`.
    const shared = Object.create(tx, { getExecutor: { value: () => open } }) as Tx
    await Promise.all(parts.map((part) => part(shared).catch((error: unknown) => failures.push(error))))
  })
  if (failures.length > 0) throw failures[0]
}
