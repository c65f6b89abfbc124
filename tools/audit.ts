import { CHECKS, listOpenBreaks, runAudit } from '../src/auditor/index.ts'
import { systemClock } from '../src/kernel/clock.ts'
import { type Db, openDb, openPool } from '../src/platform/db.ts'
import { openProduct, refuseUnstarted, runTool } from './product/open.ts'

const scope = process.argv.includes('--changed') ? 'changed' : 'whole'

/** One line per check; true when no invariant is broken. */
const audit = async (db: Db): Promise<boolean> => {
  const run = await runAudit(db, scope, systemClock.now())
  const says = new Map(CHECKS.map((check) => [check.code, check]))
  console.log(`Audit ${run.id} (${scope}): events ${run.fromPosition} to ${run.toPosition - 1}\n`)
  for (const { code, found } of run.results) {
    const check = says.get(code)!
    const what = found === 0 ? '' : `${found} × ${check.says.en} ${check.says.zh}`
    console.log(
      `${found === 0 ? '  ok ' : '✗    '}${code.padEnd(30)} invariant ${String(check.invariant).padEnd(3)} ${what}`,
    )
  }
  if (run.breaks > 0) {
    console.log('\nOpen breaks:')
    for (const one of await listOpenBreaks(db))
      console.log(`  ${one.code} ${one.subject} ${JSON.stringify(one.detail)}`)
  }
  console.log(`\n${run.checks} checks, ${run.breaks} breaks`)
  return run.breaks === 0
}

/**
 * npm run audit [-- --changed]: checks every invariant on the stored data of this installation.
 * Ends with 1 when a break was found.
 */
await runTool(async () => {
  const product = await openProduct()
  try {
    await refuseUnstarted(product.url)
    const db = openDb(openPool({ url: product.url, max: 2, name: 'tongbao audit' }))
    const clean = await audit(db).finally(() => db.destroy())
    if (!clean) process.exitCode = 1
  } finally {
    await product.close()
  }
})
