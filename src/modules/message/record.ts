import { sql } from 'kysely'
import { accept } from '../../kernel/outcome.ts'
import { bools, ints, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import type { Command, LaneSpec } from '../../platform/lane.ts'
import type { Claimed } from './claim.ts'
import { judge, type Sent, type TryOutcome } from './decide.ts'

/** Of each delivery only this many tries keep their answer. */
const KEPT_TRIES = 20

/** What came of one letter. */
export type RecordTry = Command & {
  readonly delivery: Pick<Claimed, 'id' | 'endpointId' | 'attempts' | 'tries'>
  readonly sent: Sent
}

type Judged = RecordTry & { readonly outcome: TryOutcome }
type World = {
  /** Failures in a row of each receiver, locked until all of the batch is written. */
  readonly failures: Map<string, number>
  readonly judged: Judged[]
  readonly receivers: Map<string, TryOutcome['receiver']>
}

/**
 * Writes down tries and what follows from them, many in one transaction: the answers of a crowd of receivers cost the
 * pool one connection, which the API would else wait for. `own`: a try is known by its delivery and number.
 */
export const recordLane: LaneSpec<RecordTry, World, null, never> = {
  operation: 'webhook.record',
  keys: 'own',
  retryOf: (code) => code,
  load: async (tx, commands) => ({
    failures: await lockReceivers(tx, [...new Set(commands.map(({ delivery }) => delivery.endpointId))]),
    judged: [],
    receivers: new Map(),
  }),
  decide: (world, command) => {
    const { delivery, sent, now } = command
    const outcome = judge(sent, delivery, world.failures.get(delivery.endpointId) ?? 0, now)
    const gone = world.receivers.get(delivery.endpointId)?.gone || outcome.receiver.gone
    world.failures.set(delivery.endpointId, outcome.receiver.failures)
    world.receivers.set(delivery.endpointId, { ...outcome.receiver, gone })
    world.judged.push({ ...command, outcome })
    return accept(null)
  },
  save: async (tx, { judged, receivers }) => {
    await insertTries(tx, judged)
    await moveDeliveries(tx, judged)
    await moveReceivers(tx, receivers)
  },
}

async function lockReceivers(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; failures: number }>`
    select id, failures from webhook_endpoint where id = any(${texts(ids)}::text[])
    order by id for update`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.failures]))
}

async function insertTries(tx: Tx, tries: readonly Judged[]): Promise<void> {
  await sql`
    insert into webhook_try (delivery_id, no, at, duration_ms, status, error, answer)
    select * from unnest(${ints(tries.map(({ delivery }) => delivery.id))}::bigint[],
      ${ints(tries.map(({ delivery }) => delivery.tries))}::int[],
      ${times(tries.map(({ sent }) => sent.at))}::timestamptz[],
      ${ints(tries.map(({ sent }) => sent.durationMs))}::int[], ${ints(tries.map(({ sent }) => sent.status))}::int[],
      ${texts(tries.map(({ sent }) => sent.error))}::text[], ${texts(tries.map(({ sent }) => sent.answer))}::text[])
      as n (delivery_id, no, at, duration_ms, status, error, answer)
    order by delivery_id, no on conflict do nothing`.execute(tx)
  const long = tries.filter(({ delivery }) => delivery.tries > KEPT_TRIES)
  if (long.length > 0)
    await sql`
      delete from webhook_try old using unnest(${ints(long.map(({ delivery }) => delivery.id))}::bigint[],
        ${ints(long.map(({ delivery }) => delivery.tries - KEPT_TRIES))}::int[]) as n (delivery_id, up_to)
      where old.delivery_id = n.delivery_id and old.no <= n.up_to`.execute(tx)
}

const STATE = { accepted: 'delivered', failed: 'waiting', exhausted: 'dead' } as const

/** An acceptance is a fact whenever it arrives; a failure counts only from the try that is still the latest. */
async function moveDeliveries(tx: Tx, tries: readonly Judged[]): Promise<void> {
  const decisive = new Map<number, Judged>()
  for (const one of tries)
    if (decisive.get(one.delivery.id)?.outcome.event !== 'accepted') decisive.set(one.delivery.id, one)
  const latest = [...decisive.values()]
  await sql`
    update webhook_delivery delivery set state = n.state, due_at = n.due_at, leased_until = null,
      last_status = n.status, last_error = n.error,
      delivered_at = case when n.state = 'delivered' then n.due_at end
    from unnest(${ints(latest.map(({ delivery }) => delivery.id))}::bigint[],
      ${ints(latest.map(({ delivery }) => delivery.tries))}::int[],
      ${texts(latest.map(({ outcome }) => STATE[outcome.event]))}::text[],
      ${times(latest.map(({ outcome }) => outcome.dueAt))}::timestamptz[],
      ${ints(latest.map(({ sent }) => sent.status))}::int[], ${texts(latest.map(({ sent }) => sent.error))}::text[])
      as n (id, tries, state, due_at, status, error)
    where delivery.id = n.id and (delivery.state = 'waiting' and delivery.tries = n.tries
      or n.state = 'delivered' and delivery.state in ('waiting', 'dead'))`.execute(tx)
}

async function moveReceivers(tx: Tx, receivers: World['receivers']): Promise<void> {
  const list = [...receivers]
  await sql`
    update webhook_endpoint endpoint set failures = n.failures, resting_until = n.resting_until,
      state = case when n.gone and state = 'active' then 'disabled' else state end,
      disabled_reason = case when n.gone and state = 'active' then 'gone' else disabled_reason end,
      version = version + case when n.gone and state = 'active' then 1 else 0 end
    from unnest(${texts(list.map(([id]) => id))}::text[],
      ${ints(list.map(([, { failures }]) => failures))}::int[],
      ${times(list.map(([, { restingUntil }]) => restingUntil))}::timestamptz[],
      ${bools(list.map(([, { gone }]) => gone))}::boolean[]) as n (id, failures, resting_until, gone)
    where endpoint.id = n.id and endpoint.state <> 'deleted'
      and (endpoint.failures, endpoint.resting_until, n.gone)
        is distinct from (n.failures, n.resting_until, false)`.execute(tx)
}
