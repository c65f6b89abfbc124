import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { makeFirstAdministrator } from '../../tools/staff/first.ts'
import { root } from '../house/tree.ts'
import { openHouse, type TestHouse } from '../http/house.ts'

/** A house as migrations leave it, with the first administrator alone, listening. */
let house: TestHouse
let url: string
let password: string
let notices: NodeJS.Timeout
beforeAll(async () => {
  house = await openHouse()
  const now = new Date()
  password = await makeFirstAdministrator(house.database.db, { username: 'li.na', name: '李娜', now })
  url = await house.app.listen({ host: '127.0.0.1', port: 0 })
  // In a running house the notice of an edit does this.
  notices = setInterval(() => house.core.catalog.refresh().catch(() => {}), 10)
})
afterAll(async () => {
  clearInterval(notices)
  await house.close()
})

/** The blocks of the guide's section, between which the payer pays. */
const blocks = (): string[] => {
  const guide = readFileSync(join(root, 'docs/guides/production.md'), 'utf8')
  const section = /## 7\. The first shop.*?(?=\n## 8\.)/s.exec(guide)?.[0] ?? ''
  return [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!)
}

it('[AB7] every block on the first shop runs as it stands, from the first administrator to a paid fen', async () => {
  const all = blocks()
  expect(all).toHaveLength(4)
  const payer = `curl -s -o /dev/null ${house.core.simulator.url}/control/orders/$NO/pay -H "$JSON" -d '{}'
curl -s -o /dev/null $API/v1/attempts/$NO/check -X POST -H "$ADMIN" -H "$JSON" -H "$(key check)" -d '{}'`
  const begun = all
    .slice(0, 3)
    .join('\n')
    .replace('API=https://shop.example', `API=${url}`)
    .replace(/PASSWORD='.*'/, `PASSWORD='${password}'`)
  const script = `set -euo pipefail\nPLACED=$(mktemp)\n{\n${begun}\n} > $PLACED
cat $PLACED\nNO=$(tail -1 $PLACED | cut -d' ' -f1)\nrm $PLACED\n${payer}\n${all[3]}`
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { timeout: 60_000 })
  const lines = stdout.trim().split('\n')
  expect(lines.slice(0, 2)).toEqual(['listed', '10'])
  expect(lines[2]).toMatch(/^\d{22} \{"kind":"qr"/)
  expect(lines.slice(3)).toEqual(['paid'])
  expect((await audit(house.database.db, 'whole', new Date())).found).toEqual([])
}, 90_000)
