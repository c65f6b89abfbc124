import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { testDatabase } from '../support/database.ts'
import { type Campaign, campaign, foundSeeds, report } from './seeds.ts'
import { memoryStage } from './stage-memory.ts'
import { sqlStage } from './stage-sql.ts'

/**
 * `npm run simulate -- --payments 100000`: plays worlds until so many payments were begun, on the pure decisions, or
 * with `--stage postgresql` on the product itself. `--from` names the first seed; without it the run is the same each
 * time. `--seconds` ends it earlier; `--write` keeps the figures in a file. Ends red, with the seeds, when anything was wrong.
 */
const { values } = parseArgs({
  options: {
    payments: { type: 'string', default: '10000' },
    stage: { type: 'string', default: 'memory' },
    from: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    write: { type: 'string' },
  },
})

function* worlds(first: number): Generator<number> {
  for (const { seed } of foundSeeds) yield seed
  for (let seed = first; ; seed++) yield seed
}

async function run(): Promise<Campaign> {
  const limits = {
    payments: Number(values.payments),
    ...(values.seconds === undefined ? {} : { seconds: Number(values.seconds) }),
  }
  const seeds = worlds(Number(values.from))
  if (values.stage === 'memory') return campaign('pure core', seeds, memoryStage, limits)
  const database = await testDatabase({ max: 6 })
  try {
    const open = (...by: [Parameters<typeof sqlStage>[1], Parameters<typeof sqlStage>[2]]) =>
      sqlStage(database, ...by)
    return await campaign('PostgreSQL', seeds, open, limits)
  } finally {
    await database.drop()
  }
}

const { red, mix, struck, ...figures } = await run()
const told = `${JSON.stringify({ ...figures, violations: red.length, mix, struck }, null, 2)}\n`
console.log(told)
if (values.write !== undefined) writeFileSync(values.write, told)
if (red.length > 0) console.error(report(red))
process.exitCode = red.length > 0 ? 1 : 0
