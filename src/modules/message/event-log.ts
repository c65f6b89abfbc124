import { type RawBuilder, sql } from 'kysely'
import { after, DAY } from '../../kernel/clock.ts'
import type { DomainEvent } from '../../kernel/fact.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type Page, pageById } from '../../platform/newest.ts'
import type { PublishedEvent } from '../../platform/outbox.ts'
import { keepDays } from '../../platform/retention-policy.ts'
import { shopsOf, toldTo } from './audience.ts'

/**
 * Notes where these events are to be found, and for which shops. Positions only grow, so what is not beyond the last one
 * noted was told before, and changes nothing the second time; looking at each row for that costs a third of the insert.
 */
export async function logEvents(tx: Tx, events: readonly PublishedEvent[], now: Date): Promise<void> {
  if (events.length === 0) return
  const heard = events.flatMap((event) =>
    [...new Set(shopsOf(event.data))].map((shopId) => ({ shopId, event })),
  )
  await sql`
    with noted as (select coalesce(max(position), 0) as last from event_log),
    listed as (
      insert into event_of_shop (shop_id, position, type)
      select new.* from unnest(${ints(heard.map(({ shopId }) => shopId))}::bigint[],
        ${ints(heard.map(({ event }) => event.position))}::bigint[],
        ${texts(heard.map(({ event }) => event.type))}::text[]) as new (shop_id, position, type), noted
      where position > last)
    insert into event_log (position, type, subject, published_at)
    select new.*, ${now}::timestamptz from unnest(${ints(events.map(({ position }) => position))}::bigint[],
      ${texts(events.map(({ type }) => type))}::text[],
      ${texts(events.map(({ subject }) => subject))}::text[]) as new (position, type, subject), noted
    where position > last`.execute(tx)
}

export type EventFilter = {
  /** A shop's own events; null: everybody's. */
  readonly scope: number | null
  /** A whole type (`order.paid`) or a family (`order.*`). */
  readonly type?: string | undefined
  /** The number of the resource. */
  readonly subject?: string | undefined
  /** Published from … to before …. */
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  /** Newest first: only before this position. Forward: only after it. */
  readonly cursor?: number | undefined
  readonly forward: boolean
  readonly limit: number
}

/** Events in reach, as this reader may see them: a shop is told its own share of what concerns several. */
export async function listEvents(db: Db, filter: EventFilter): Promise<Page<PublishedEvent>> {
  const { items, nextCursor } = await findPositions(db, filter)
  const events = await eventsAt(
    db,
    items.map(({ place }) => place),
  )
  return { items: events.map((event) => ({ ...event, data: toldTo(event.data, filter.scope) })), nextCursor }
}

/** The first position published at a moment or later: positions are published in their order. */
const firstAt = (moment: Date) => sql`(select position from event_log where published_at >= ${moment}
  order by published_at, position limit 1)`

/** The number finds few rows; without it the shop's own list, or the log itself, is walked in its order. */
function findPositions(db: Db, filter: EventFilter) {
  const { scope, type, subject, since, until, cursor, forward, limit } = filter
  const reach: RawBuilder<unknown>[] = []
  if (subject !== undefined) reach.push(sql`subject = ${subject}`)
  if (scope !== null)
    reach.push(
      subject === undefined
        ? sql`shop_id = ${scope}`
        : sql`exists (select from event_of_shop own where own.shop_id = ${scope} and own.position = event_log.position)`,
    )
  if (since !== undefined) reach.push(sql`position >= ${firstAt(since)}`)
  if (until !== undefined) reach.push(sql`position < coalesce(${firstAt(until)}, ${Number.MAX_SAFE_INTEGER})`)
  return pageById(db, {
    table: scope === null || subject !== undefined ? sql`event_log` : sql`event_of_shop`,
    row: sql`type`,
    id: sql`position`,
    reach,
    filters: type === undefined ? [] : [sql`(type = ${type} or split_part(type, '.', 1) || '.*' = ${type})`],
    beyond: cursor,
    forward,
    limit,
  })
}

/** What stands in the outbox at these positions, in their order; what was removed there is left out. */
export async function eventsAt(
  db: Db | Tx,
  positions: readonly number[],
): Promise<readonly PublishedEvent[]> {
  if (positions.length === 0) return []
  const { rows } = await sql<{ position: number; event: DomainEvent }>`
    select wanted.position, held.events::json -> (wanted.position - held.position)::int as event
    from unnest(${ints(positions)}::bigint[]) with ordinality as wanted (position, nth)
    cross join lateral (select position, event_count, events from outbox
      where outbox.position <= wanted.position order by outbox.position desc limit 1) held
    where wanted.position < held.position + held.event_count
    order by wanted.nth`.execute(db)
  return rows.map(({ position, event }) => ({ ...event, position }))
}

const PIECE = 10_000

/** Removes what the outbox does not hold any more either, in pieces. */
export async function forgetEvents(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  const until = after(now, -(await keepDays(db))('event') * DAY)
  let total = 0
  for (let removed = PIECE; removed === PIECE && !signal.aborted; ) {
    const { rows } = await sql<{ position: number }>`
      delete from event_log where position in (
        select position from event_log where published_at < ${until} order by position limit ${PIECE})
      returning position`.execute(db)
    const highest = rows.reduce((most, { position }) => Math.max(most, position), 0)
    await sql`delete from event_of_shop where position <= ${highest}`.execute(db)
    removed = rows.length
    total += removed
  }
  return total
}
