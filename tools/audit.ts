import { CHECKS, listOpenBreaks, runAudit } from '../src/auditor/index.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDb, openPool } from '../src/platform/db.ts'
import { startEmbedded } from '../src/platform/postgres/index.ts'

/**
 * npm run audit [-- --changed]: checks every invariant on the stored data of this installation and prints one line
 * per check. Ends with 1 when a break was found.
 */
const args = process.argv.slice(2)
const scope = args.includes('--changed') ? 'changed' : 'whole'
const config = readConfig(process.env)
const embedded = config.database.url ? undefined : await startEmbedded(config.home)
const db = openDb(
  openPool({ url: config.database.url ?? embedded!.url('tongbao'), max: 2, name: 'tongbao audit' }),
)
try {
  const run = await runAudit(db, scope, systemClock.now())
  const says = new Map(CHECKS.map((check) => [check.code, check]))
  console.log(`Audit ${run.id} (${scope}): events ${run.fromPosition} to ${run.toPosition - 1}\n`)
  for (const { code, found } of run.results) {
    const check = says.get(code)!
    console.log(
      `${found === 0 ? '  ok ' : '✗ '.padEnd(5)}${code.padEnd(30)} invariant ${String(check.invariant).padEnd(3)} ${found === 0 ? '' : `${found} × ${check.says.en} ${check.says.zh}`}`,
    )
  }
  if (run.breaks > 0) {
    console.log('\nOpen breaks:')
    for (const one of await listOpenBreaks(db))
      console.log(`  ${one.code} ${one.subject} ${JSON.stringify(one.detail)}`)
  }
  console.log(`\n${run.checks} checks, ${run.breaks} breaks`)
  process.exitCode = run.breaks === 0 ? 0 : 1
} finally {
  await db.destroy()
  await embedded?.stop()
}
