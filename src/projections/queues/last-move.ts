import { type RawBuilder, sql } from 'kysely'

/** When a subject came into the state it is in: the time of its last move; null where it has made none. */
export const lastMove = (shard: RawBuilder<number>, no: RawBuilder<string>): RawBuilder<Date> =>
  sql<Date>`(select h.recorded_at from history h where h.shard = ${shard} and h.no = ${no}
    order by h.version desc limit 1)`
