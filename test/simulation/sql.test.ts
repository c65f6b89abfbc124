import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { campaign, report, seedsToPlay } from './seeds.ts'
import { sqlStage } from './stage-sql.ts'

const WORLDS = Number(process.env.SIM_SQL_WORLDS ?? 20)
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase({ max: 6 })
})
afterAll(() => database.drop())

describe('simulation on PostgreSQL', () => {
  it('[AB12] [H7] [N9] [N11] [L1] the same worlds through the real lanes and statements: the auditor finds nothing', async () => {
    const seeds = seedsToPlay(WORLDS)
    const { red, perCpuMinute } = await campaign('PostgreSQL', seeds, (provider, clock) =>
      sqlStage(database, provider, clock),
    )
    expect(report(red)).toBe('')
    // The rate over the wall is printed; what is asserted leaves out PostgreSQL's own work and a busy neighbour's.
    if (!process.env.SEED) expect(perCpuMinute).toBeGreaterThanOrEqual(50)
  }, 600_000)
})
