import { sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import { accept } from '../../kernel/outcome.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import type { Command, LaneSpec } from '../../platform/lane.ts'

export type FreezeAttempt = Command & {
  readonly attemptNo: string
  readonly frozenDays: number
}

/** Written before the channel is asked to freeze an attempt's money: what it may have frozen is never forgotten. */
export const freezeLane: LaneSpec<FreezeAttempt, FreezeAttempt[], null, never> = {
  operation: 'sharing.freeze',
  keys: 'own',
  retryOf: (code) => code,
  load: async (_tx, commands) => [...commands],
  decide: () => accept(null),
  save: insert,
}

async function insert(tx: Tx, commands: readonly FreezeAttempt[]): Promise<void> {
  await sql`
    insert into sharing_freeze (shard, attempt_no, payable_no, channel, frozen_days, asked_at)
    select a.shard, a.attempt_no, a.payable_no, a.channel, n.frozen_days, n.asked_at
    from unnest(${ints(commands.map((c) => shardOfNumber(c.attemptNo)))}::smallint[],
      ${texts(commands.map((c) => c.attemptNo))}::text[], ${ints(commands.map((c) => c.frozenDays))}::int[],
      ${times(commands.map((c) => c.now))}::timestamptz[]) as n(shard, attempt_no, frozen_days, asked_at)
    join attempt a using (shard, attempt_no)
    on conflict do nothing`.execute(tx)
}
