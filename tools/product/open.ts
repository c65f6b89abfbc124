import pg from 'pg'
import { ConfigError, readConfig } from '../../src/platform/config.ts'
import { type OpenedDatabase, openDatabase } from '../../src/platform/postgres/index.ts'

/** The product's database, as `npm start` would open it with the same environment. */
export const openProduct = async (): Promise<OpenedDatabase & { home: string }> => {
  // A tool at the terminal signs no session, so it may run where the product's own secret is not given.
  const { home, database } = readConfig({ TONGBAO_SECRET: 'x'.repeat(32), ...process.env })
  return { home, ...(await openDatabase({ home, url: database.url })) }
}

/** Throws for a database on which the product never ran: there is nothing to look at, and nothing is made. */
export const refuseUnstarted = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query(
      `select from pg_tables where schemaname = 'public' and tablename = 'schema_migration'`,
    )
    if (!rowCount) throw new Error('Tongbao has never started on this database: npm start')
  } finally {
    await client.end()
  }
}

/** Runs a tool: its problems are one line for the person at the terminal, its exit code tells scripts. */
export const runTool = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : `Failed: ${(error as Error).message}`)
    process.exitCode = 1
  }
}
