import { type RawBuilder, sql } from 'kysely'
import { after, HOUR } from '../kernel/clock.ts'
import { NUMBER_CHANNELS, NUMBER_KINDS, type NumberKind, stampDigits } from '../kernel/number.ts'
import type { Db } from './db.ts'

/**
 * So many rows a page of a filtered list looks at. A filter that hardly anything fits would else read a whole table to
 * find out; so its page may be short or empty, and its cursor leads on.
 */
export const LOOKED_AT = 20_000

/** A number is made within this of the moment that its row says. */
const SLACK = HOUR

export type Page<T> = { readonly items: T[]; readonly nextCursor: string | null }

type Walk = {
  readonly table: RawBuilder<unknown>
  /** Alias and columns. */
  readonly row: RawBuilder<unknown>
  /** The column of the business number; an index ends in it, or is of it alone. */
  readonly no: RawBuilder<string>
  readonly kind: NumberKind
  /** What that index knows beside the number: it leads to the rows and costs nothing. */
  readonly reach: readonly RawBuilder<unknown>[]
  /** What is looked for in each row. */
  readonly filters: readonly RawBuilder<unknown>[]
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly cursor?: string | null | undefined
  readonly limit: number
  readonly lookedAt?: number
}

/** Kind and channel stand before the moment in a number: so the newest of all are found at the ends of a few ranges. */
const HEAD_DIGITS = 2
const headsOf = (kind: NumberKind): string[] =>
  Object.values(NUMBER_CHANNELS).map((channel) => `${NUMBER_KINDS[kind]}${channel}`)
const tailOf = (no: string): string => no.slice(HEAD_DIGITS)
const stampOf = (at: Date): string => stampDigits(Math.floor(at.getTime() / 1000))
/** Stands behind every digit. */
const BEYOND = ':'

const least = (a: string, b: string): string => (a < b ? a : b)
const most = (a: string, b: string): string => (a > b ? a : b)

/**
 * Rows by their business number, newest first, whichever channel they came over. No page sorts a table: each channel's
 * range is walked from its end in the index of the number, and the ends are merged by the moment they carry.
 */
export async function newestByNumber<Row>(db: Db, walk: Walk): Promise<Page<Row & { readonly no: string }>> {
  const { row, no, kind, filters, from, to, cursor, limit, lookedAt = LOOKED_AT } = walk
  const until = least(cursor ? tailOf(cursor) : BEYOND, to ? stampOf(after(to, SLACK)) : BEYOND)
  const since = from ? stampOf(after(from, -SLACK)) : ''
  const horizon = filters.length > 0 ? await horizonOf(db, walk, { since, until, lookedAt }) : null
  const ends = endsOf(walk, {
    columns: sql`${row}, ${no} as no`,
    lowest: most(since, horizon ?? ''),
    until,
    filters,
    taken: sql`limit ${limit + 1}`,
  })
  const { rows } = await sql<Row & { readonly no: string }>`
    select * from (${ends}) as found order by substr(no, ${HEAD_DIGITS + 1}) desc limit ${limit + 1}`.execute(
    db,
  )
  const items = rows.slice(0, limit)
  const isFull = rows.length > limit
  return { items, nextCursor: isFull ? items.at(-1)!.no : horizon && `${headsOf(kind)[0]}${horizon}` }
}

type Ends = {
  readonly columns: RawBuilder<unknown>
  /** Tails of numbers: from here, and before there. */
  readonly lowest: string
  readonly until: string
  readonly filters: readonly RawBuilder<unknown>[]
  readonly taken: RawBuilder<unknown>
}

/** The newest of each channel's range. */
const endsOf = ({ table, no, kind, reach }: Walk, { columns, lowest, until, filters, taken }: Ends) => {
  const conditions = sql.join([sql`true`, ...reach, ...filters], sql` and `)
  return sql.join(
    headsOf(kind).map(
      (head) => sql`(select ${columns} from ${table}
        where ${no} >= ${head + lowest} and ${no} < ${head + until} and ${conditions} order by ${no} desc ${taken})`,
    ),
    sql` union all `,
  )
}

/** How far back a page looks: the tail of the number from which on it has looked at everything; null: at all there is. */
async function horizonOf(
  db: Db,
  walk: Walk,
  { since, until, lookedAt }: { readonly since: string; readonly until: string; readonly lookedAt: number },
): Promise<string | null> {
  const ends = endsOf(walk, {
    columns: sql`substr(${walk.no}, ${HEAD_DIGITS + 1}) as tail`,
    lowest: since,
    until,
    filters: [],
    taken: sql`offset ${lookedAt - 1} limit 1`,
  })
  const { rows } = await sql<{ horizon: string | null }>`
    select max(tail) as horizon from (${ends}) as found`.execute(db)
  return rows[0]?.horizon ?? null
}

type IdWalk = Pick<Walk, 'table' | 'row' | 'reach' | 'filters' | 'limit' | 'lookedAt'> & {
  /** A number that is counted up; an index ends in it, or is of it alone. */
  readonly id: RawBuilder<number>
  /** The page begins behind this id. */
  readonly beyond?: number | null | undefined
  /** Oldest first, as a feed is read; else newest first. */
  readonly forward?: boolean
}

/** Rows by a counted id, each page within what `LOOKED_AT` allows. The cursor is the id behind which the next begins. */
export async function pageById<Row>(db: Db, walk: IdWalk): Promise<Page<Row & { readonly place: number }>> {
  const { table, row, id, filters, beyond = null, forward = false, limit, lookedAt = LOOKED_AT } = walk
  const order = forward ? sql`asc` : sql`desc`
  const start = forward ? sql`${id} > ${beyond}` : sql`${id} < ${beyond}`
  const reach = [...walk.reach, ...(beyond === null ? [] : [start])]
  const where = (conditions: readonly RawBuilder<unknown>[]) =>
    sql.join([sql`true`, ...conditions], sql` and `)
  const horizonOf = async (): Promise<number | undefined> => {
    const { rows } = await sql<{ place: number }>`select ${id} as place from ${table} where ${where(reach)}
      order by ${id} ${order} offset ${lookedAt - 1} limit 1`.execute(db)
    return rows[0]?.place
  }
  const horizon = filters.length > 0 ? await horizonOf() : undefined
  const end = forward ? sql`${id} <= ${horizon}` : sql`${id} >= ${horizon}`
  const all = [...reach, ...filters, ...(horizon === undefined ? [] : [end])]
  const { rows } = await sql<Row & { readonly place: number }>`select ${row}, ${id} as place from ${table}
    where ${where(all)} order by ${id} ${order} limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1)?.place : horizon
  return { items, nextCursor: last === undefined ? null : String(last) }
}
