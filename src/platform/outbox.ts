import { type RawBuilder, sql } from 'kysely'
import type { DomainEvent } from '../kernel/fact.ts'
import type { Db, Tx } from './db.ts'

export type PublishedEvent = DomainEvent & { readonly position: number }

const publisherLock = 7_010_101

/** Writes the events of a batch: one row, in the batch's own transaction. */
export async function saveOutbox(tx: Tx, events: readonly DomainEvent[], now: Date): Promise<void> {
  if (events.length === 0) return
  await sql`insert into outbox (event_count, events, recorded_at)
    values (${events.length}, ${JSON.stringify(events)}, ${now})`.execute(tx)
}

/**
 * Numbers the rows committed since the last call and returns how many events that were. Only one publisher works at
 * a time (others return 0 at once); a transaction still open elsewhere is simply numbered when it has committed.
 */
export async function publishOutbox(db: Db, limit = 500): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows: lock } = await sql<{
      mine: boolean
    }>`select pg_try_advisory_xact_lock(${publisherLock}) as mine`.execute(tx)
    if (!lock[0]?.mine) return 0
    const { rows } = await sql<{ events: number }>`
      with head as (select next_position from outbox_head for update),
      waiting as (select id, event_count from outbox where position is null order by id limit ${limit}),
      numbered as (
        select id, event_count, next_position + sum(event_count) over (order by id) - event_count as position
        from waiting, head),
      placed as (
        update outbox o set position = n.position from numbered n where o.id = n.id returning n.event_count),
      moved as (
        update outbox_head set next_position = next_position + (select coalesce(sum(event_count), 0) from numbered))
      select coalesce(sum(event_count), 0)::bigint as events from placed`.execute(tx)
    return rows[0]?.events ?? 0
  })
}

/**
 * Events from `position` on, in order; at most about `limit` (whole rows). Positions are dense, so the span bounds
 * what is read: a row holds the events of a whole batch.
 */
export async function readEvents(db: Db | Tx, position: number, limit = 500): Promise<PublishedEvent[]> {
  const { rows } = await sql<{ position: number; events: string }>`
    with start as (select coalesce(
      (select max(position) from outbox where position <= ${position}),
      (select min(position) from outbox where position > ${position})) as at)
    select position, events from start, outbox
    where position >= start.at and position < greatest(start.at, ${position}::bigint) + ${limit}::bigint
    order by position`.execute(db)
  const found: PublishedEvent[] = []
  for (const row of rows) {
    if (found.length >= limit) break
    const events = JSON.parse(row.events) as DomainEvent[]
    events.forEach((event, i) => {
      if (row.position + i >= position) found.push({ ...event, position: row.position + i })
    })
  }
  return found
}

/** The position that the next published event will have. */
export async function nextPosition(db: Db): Promise<number> {
  const { rows } = await sql<{ next_position: number }>`select next_position from outbox_head`.execute(db)
  return rows[0]?.next_position ?? 1
}

/**
 * Gives a named reader the events it has not had yet and moves it on in the same transaction as what it does with
 * them, so a crash repeats nothing and misses nothing. Returns how many events were handled.
 */
export async function consumeOutbox(
  db: Db,
  reader: string,
  now: Date,
  handle: (tx: Tx, events: readonly PublishedEvent[]) => Promise<void>,
  limit = 500,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const from = (await lockReader(tx, reader)) ?? (await newReader(tx, reader, now))
    if (from === undefined) return 0
    const events = await readEvents(tx, from, limit)
    const last = events.at(-1)
    if (!last) return 0
    await handle(tx, events)
    await sql`update outbox_reader set next_position = ${last.position + 1}, updated_at = ${now}
      where name = ${reader}`.execute(tx)
    return events.length
  })
}

async function lockReader(tx: Tx, reader: string): Promise<number | undefined> {
  const { rows } = await sql<{ next_position: number }>`
    select next_position from outbox_reader where name = ${reader} for update skip locked`.execute(tx)
  return rows[0]?.next_position
}

/** Nothing where the reader stands already: then another process reads for it just now. */
async function newReader(tx: Tx, reader: string, now: Date): Promise<number | undefined> {
  const { rows } = await sql<{ next_position: number }>`
    insert into outbox_reader (name, next_position, updated_at) values (${reader}, 1, ${now})
    on conflict do nothing returning next_position`.execute(tx)
  return rows[0]?.next_position
}

/** Publishes what is committed and moves a reader past all of it: what happened so far is no news to it. */
export async function skipEvents(db: Db, reader: string, now: Date): Promise<void> {
  while ((await publishOutbox(db)) > 0);
  await sql`
    insert into outbox_reader (name, next_position, updated_at)
    select ${reader}, next_position, ${now} from outbox_head
    on conflict (name) do update set next_position = excluded.next_position, updated_at = excluded.updated_at`.execute(
    db,
  )
}

/** How many committed events no publisher has numbered yet. */
export const outboxLag: RawBuilder<{ lag: number }> = sql`
  select coalesce(sum(event_count), 0)::bigint as lag from outbox where position is null`
