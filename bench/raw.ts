import type pg from 'pg'

/** The tables a placed trade writes, with the rows of one trade (two shops, two lines) in each. */
const TABLES = [
  'command_key',
  'trade',
  'shop_order',
  'order_line',
  'stock_move',
  'payment',
  'history',
  'outbox',
]

/**
 * How fast PostgreSQL itself stores the rows that `trades` placed trades have left: copied inside the server into
 * tables with the same columns, checks and indexes, `batch` trades to a commit. No decision, no driver, no stock
 * lock: what no batch of commands can beat on this machine.
 * @returns trades per second
 */
export async function rawInsertRate(pool: pg.Pool, trades: number, batch: number): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query('drop schema if exists bench cascade')
    await client.query('create schema bench')
    const buckets = Math.floor(trades / batch)
    const tables: string[] = []
    for (const table of TABLES) if (await prepare(client, table, buckets)) tables.push(table)
    const copies = new Map<string, string>()
    for (const table of tables) copies.set(table, await copyOf(client, table))
    await client.query('checkpoint')
    const began = performance.now()
    for (let bucket = 0; bucket < buckets; bucket++) {
      await client.query('begin')
      for (const table of tables)
        await client.query({ name: `copy ${table}`, text: copies.get(table)!, values: [bucket] })
      await client.query('commit')
    }
    const seconds = (performance.now() - began) / 1000
    await client.query('drop schema bench cascade')
    return (buckets * batch) / seconds
  } finally {
    client.release()
  }
}

/** False when the table has nothing to copy. The names are our own constants. */
async function prepare(client: pg.PoolClient, table: string, buckets: number): Promise<boolean> {
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from ${table}`)
  const count = rows[0]?.n ?? 0
  if (count === 0) return false
  const piece = Math.max(1, Math.ceil(count / buckets))
  await client.query(`create table bench.${table} (like ${table} including all)`)
  await client.query(
    `create unlogged table bench.${table}_source as
     select (row_number() over () - 1) / ${piece} as bucket, t.* from ${table} t`,
  )
  await client.query(`create index on bench.${table}_source (bucket)`)
  return true
}

/** Column by column: taking a whole row apart costs more than storing it. */
async function copyOf(client: pg.PoolClient, table: string): Promise<string> {
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  )
  const columns = rows[0]?.columns ?? ''
  return `insert into bench.${table} (${columns}) overriding system value
    select ${columns} from bench.${table}_source where bucket = $1`
}
