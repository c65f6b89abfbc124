import { sql } from 'kysely'
import { accept } from '../../kernel/outcome.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import type { Command, LaneSpec } from '../../platform/lane.ts'
import type { Judged } from './decide.ts'
import type { Claimed } from './store.ts'
import type { Sent } from './types.ts'

/** Of each message only this many tries are kept. */
const KEPT_TRIES = 20

/** What came of one try, and what follows from it. */
export type RecordPush = Command & {
  readonly message: Pick<Claimed, 'id' | 'tries'>
  readonly sent: Sent
  readonly at: Date
  readonly durationMs: number
  readonly judged: Judged
}

/**
 * Writes down tries, many in one transaction: the answers of a quick provider cost the pool one connection, which the
 * API would else wait for. `own`: a try is known by its message and number.
 */
export const recordPushLane: LaneSpec<RecordPush, RecordPush[], null, never> = {
  operation: 'push.record',
  keys: 'own',
  retryOf: (code) => code,
  load: async () => [],
  decide: (tries, command) => {
    tries.push(command)
    return accept(null)
  },
  save: async (tx, tries) => {
    await insertTries(tx, tries)
    await moveMessages(tx, tries)
  },
}

const errorOf = ({ sent }: RecordPush): string | null =>
  sent.outcome === 'accepted' ? null : sent.error.slice(0, 300)

async function insertTries(tx: Tx, tries: readonly RecordPush[]): Promise<void> {
  await sql`
    insert into push_try (message_id, no, at, duration_ms, outcome, error)
    select * from unnest(${ints(tries.map(({ message }) => message.id))}::bigint[],
      ${ints(tries.map(({ message }) => message.tries))}::int[], ${times(tries.map(({ at }) => at))}::timestamptz[],
      ${ints(tries.map(({ durationMs }) => durationMs))}::int[], ${texts(tries.map(({ sent }) => sent.outcome))}::text[],
      ${texts(tries.map(errorOf))}::text[]) as n (message_id, no, at, duration_ms, outcome, error)
    order by message_id, no on conflict do nothing`.execute(tx)
  const long = tries.filter(({ message }) => message.tries > KEPT_TRIES)
  if (long.length > 0)
    await sql`
      delete from push_try old using unnest(${ints(long.map(({ message }) => message.id))}::bigint[],
        ${ints(long.map(({ message }) => message.tries - KEPT_TRIES))}::int[]) as n (message_id, up_to)
      where old.message_id = n.message_id and old.no <= n.up_to`.execute(tx)
}

const STATE = { accepted: 'delivered', failed: 'waiting', exhausted: 'dead' } as const

/** That it was taken is a fact whenever it is told; a failure counts only from the try that is still the latest. */
async function moveMessages(tx: Tx, tries: readonly RecordPush[]): Promise<void> {
  const decisive = new Map<number, RecordPush>()
  for (const one of tries)
    if (decisive.get(one.message.id)?.judged.event !== 'accepted') decisive.set(one.message.id, one)
  const list = [...decisive.values()].sort((a, b) => a.message.id - b.message.id)
  await sql`
    update push_message message set state = n.state, due_at = n.due_at, leased_until = null, last_error = n.error,
      provider_id = coalesce(n.provider_id, message.provider_id),
      delivered_at = case when n.state = 'delivered' then n.due_at end
    from unnest(${ints(list.map(({ message }) => message.id))}::bigint[],
      ${ints(list.map(({ message }) => message.tries))}::int[],
      ${texts(list.map(({ judged }) => STATE[judged.event]))}::text[],
      ${times(list.map(({ judged, at }) => (judged.event === 'accepted' ? at : judged.dueAt)))}::timestamptz[],
      ${texts(list.map(errorOf))}::text[],
      ${texts(list.map(({ sent }) => (sent.outcome === 'accepted' ? sent.providerId : null)))}::text[])
      as n (id, tries, state, due_at, error, provider_id)
    where message.id = n.id and (message.state = 'waiting' and message.tries = n.tries
      or n.state = 'delivered' and message.state in ('waiting', 'dead'))`.execute(tx)
}
