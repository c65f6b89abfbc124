import { parseArgs } from 'node:util'
import { lifecycle } from '../src/lifecycle.ts'
import { openLog } from '../src/platform/log.ts'
import { openReport } from './report.ts'
import { beginning, inProcess, overHttp, PARTS, type Part, reporting, type Size } from './sections.ts'
import { openServer, openWorld } from './world.ts'

/** `npm run bench [-- --quick] [--only callbacks,webhooks]`: see README.md for how each figure is measured. */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: PARTS.join() } },
})
const asked = values.only.split(',')
const unknown = asked.filter((part) => !PARTS.includes(part as Part))
if (unknown.length > 0) throw new Error(`--only takes ${PARTS.join()}; not ${unknown.join()}`)
const wants = (part: Part): boolean => asked.includes(part)
const size: Size = values.quick
  ? {
      runs: 1,
      place: 3_000,
      purchase: 300,
      live: 200,
      callbacks: 3_000,
      unheard: 500,
      letters: 5_000,
      drainSeconds: 3,
      reported: 50_000,
      limitMs: 500,
      starts: 1,
      restMs: 3_000,
    }
  : {
      runs: 3,
      place: 6_000,
      purchase: 1_500,
      live: 600,
      callbacks: 15_000,
      unheard: 5_000,
      letters: 100_000,
      drainSeconds: 10,
      reported: 1_000_000,
      limitMs: 2_000,
      starts: 3,
      restMs: 20_000,
    }

const report = openReport((line) => console.log(line))
const life = lifecycle(openLog('warn'))
try {
  const { url } = await openServer(life)
  const world = await openWorld(url)
  life.opened('world', world.close)
  const micros = wants('commands') ? await inProcess(world, size, report) : Number.NaN
  if (asked.some((part) => !['commands', 'report', 'beginning'].includes(part)))
    await overHttp(world, url, micros, { size, report, wants })
  if (wants('report')) await reporting(url, size, report)
  if (wants('beginning')) await beginning(size, report)
  report.finish({ quick: values.quick, only: values.only, size })
} finally {
  await life.close()
}
