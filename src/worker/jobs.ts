import type pg from 'pg'
import type { Log } from '../platform/log.ts'

/** Work without a money deadline: it may run late, and once for all processes. */
export type Job = {
  readonly name: string
  /** A cron line, UTC. */
  readonly at: string
  readonly run: (signal: AbortSignal) => Promise<void>
}

export type Jobs = { readonly stop: () => Promise<void> }

/**
 * Runs jobs at their times by graphile-worker, which keeps them in PostgreSQL: one process takes each, and a time
 * that passed while nobody ran is made up for within a day. The package is loaded here, late, because idle processes
 * should be small.
 */
export async function startJobs(pool: pg.Pool, jobs: readonly Job[], log: Log): Promise<Jobs> {
  const { Logger, parseCronItems, run } = await import('graphile-worker')
  const stopping = new AbortController()
  // A connection in use may break too; its query rejects, and this keeps the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  const tell = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const
  const runner = await run({
    pgPool: pool,
    concurrency: 1,
    pollInterval: 30_000,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => log[tell[level]]({ part: 'jobs' }, message)),
    taskList: Object.fromEntries(jobs.map(({ name, run: work }) => [name, () => work(stopping.signal)])),
    parsedCronItems: parseCronItems(
      jobs.map(({ name, at }) => ({ task: name, match: at, options: { backfillPeriod: 86_400_000 } })),
    ),
  })
  return {
    stop: async () => {
      stopping.abort()
      await runner.stop()
    },
  }
}
