import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Db } from './db.ts'
import type { DB } from './schema.generated.ts'
import { PipelinedAdapter } from './together.ts'

/**
 * Commands look rows up by their keys, thousands at once. A plan made while a table was still empty would read all of
 * it for ever; with these a plan that is kept uses the keys, however the table grows.
 */
const PLANS_THAT_HOLD = `set plan_cache_mode = force_generic_plan; set enable_seqscan = off;
  set enable_hashjoin = off; set enable_mergejoin = off`

/** Far more than there are commands' statements; what comes beyond is parsed each time, as anywhere. */
const MOST_STATEMENTS = 400

/**
 * The database as commands use it: through connections of their own, so that no page waits a command out, and with
 * statements that stay prepared. A batch of forty spends a third of PostgreSQL's time on reading its statements again.
 * @param pool for commands alone; ending the returned Kysely ends it
 */
export function openCommandDb(pool: pg.Pool): Db {
  pool.on('connect', (client) => void client.query(PLANS_THAT_HOLD).catch(() => {}))
  const names = statementNames()
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const prepared = (client: pg.PoolClient): PostgresPoolClient => {
    const known = clients.get(client)
    if (known) return known
    const made = preparing(client, names)
    clients.set(client, made)
    return made
  }
  const source: PostgresPool = {
    options: pool.options,
    connect: async () => prepared(await pool.connect()),
    end: () => pool.end(),
  }
  const dialect = new PostgresDialect({ pool: source })
  if (pool.options.pipeline) dialect.createAdapter = () => new PipelinedAdapter()
  return new Kysely<DB>({ dialect })
}

function preparing(client: pg.PoolClient, names: StatementNames): PostgresPoolClient {
  const query = async (text: string, values: readonly unknown[]) => {
    const name = values.length > 0 ? names.of(text) : undefined
    try {
      return await client.query({ ...(name ? { name } : {}), text, values: values as unknown[] })
    } catch (error) {
      // A migration changed a table under the plan: under a new name it is made anew, on every connection.
      if (name && isOutdated(error)) names.renew()
      throw error
    }
  }
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  }
}

/** "cached plan must not change result type" */
const isOutdated = (error: unknown): boolean => (error as { code?: string }).code === '0A000'

type StatementNames = ReturnType<typeof statementNames>

function statementNames() {
  const known = new Map<string, string>()
  let round = 0
  return {
    of: (text: string): string | undefined => {
      const name = known.get(text)
      if (name || known.size >= MOST_STATEMENTS) return name
      const made = `c${round}_${known.size}`
      known.set(text, made)
      return made
    },
    renew: () => {
      round += 1
      known.clear()
    },
  }
}
