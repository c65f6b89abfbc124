import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { migrate, readMigrations } from '../../src/platform/migrate.ts'
import { startEmbedded } from '../../src/platform/postgres/index.ts'
import { alone, dropDatabase, dropRun, lockRun, sweepDeadRuns, templateOf } from './runs.ts'

/** What a worker must know to make databases. */
export type TestServer = { url: string; run: string; template: string }

const checkoutHome = fileURLToPath(new URL('../../.tongbao', import.meta.url))

/**
 * Opens TEST_DATABASE_URL, or joins the embedded server of this checkout; clears what dead runs left there
 * and makes the migrated template, once per state of migrations/.
 */
export const openTestServer = async (): Promise<TestServer & { close: () => Promise<void> }> => {
  const given = process.env.TEST_DATABASE_URL
  const embedded = given ? undefined : await startEmbedded(process.env.TONGBAO_HOME || checkoutHome)
  const url = embedded?.url() ?? given ?? ''
  const admin = new pg.Client({ connectionString: url, application_name: 'tongbao test run' })
  admin.on('error', () => {})
  await admin.connect()
  const run = randomBytes(4).toString('hex')
  const template = await makeTemplate(admin, url, run)
  const close = async (): Promise<void> => {
    await dropRun(admin, run)
    await admin.end()
    await embedded?.stop()
  }
  return { url, run, template, close }
}

const makeTemplate = async (admin: pg.Client, url: string, run: string): Promise<string> => {
  const migrations = readMigrations()
  const template = templateOf(migrations)
  await lockRun(admin, run)
  await lockRun(admin, template.run)
  await sweepDeadRuns(admin, [run, template.run])
  await alone(admin, template.run, async () => {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template.name])
    if (rowCount) return
    // Renamed when whole: a template that a crash left half migrated is never cloned.
    const draft = `${template.name}_draft`
    await dropDatabase(admin, draft)
    await admin.query(`create database ${draft}`)
    await migrate(urlOf(url, draft), migrations)
    await admin.query(`alter database ${draft} rename to ${template.name}`)
  })
  return template.name
}

export const urlOf = (server: string, database: string): string => {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
