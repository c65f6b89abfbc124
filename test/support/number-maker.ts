import { openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDb, openPool } from '../../src/platform/db.ts'
import { openNumbers } from '../../src/platform/numbers.ts'

/**
 * A process that makes business numbers into a file, one a line: `node number-maker.ts <url> <file> <count> <clock ms>`.
 * It says `done` after `count` of them and goes on until it is killed. The clock is off by the given milliseconds.
 */
const [url = '', file = '', count = '0', offBy = '0'] = process.argv.slice(2)
const BATCH = 1_000
const clock = { now: () => new Date(Date.now() + Number(offBy)) }
const numbers = await openNumbers(openDb(openPool({ url, max: 1, name: 'tongbao numbers' })), clock)
const out = openSync(file, 'a')

const batch = (): void => {
  const lines = Array.from({ length: BATCH }, (_, i) => `${numbers.next('order', 'web', i % 100)}\n`)
  writeSync(out, lines.join(''))
}

for (let made = 0; made < Number(count); made += BATCH) {
  // Numbers run ahead of the clock here, so the lease must be kept ahead of them.
  if (made % 50_000 === 0) await numbers.renew()
  batch()
}
process.stdout.write('done\n')
for (;;) {
  await sleep(5)
  await numbers.renew()
  batch()
}
