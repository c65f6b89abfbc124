import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Feature,
  featurePage,
  orphans,
  proofsIn,
  readFeatures,
  readProofs,
} from '../../tools/docs/features.ts'
import { machinePages, readMachines } from '../../tools/docs/machines.ts'
import { pages } from '../../tools/docs/pages.ts'
import { root } from './tree.ts'

const stored = (path: string): string =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''

const row: Feature = {
  id: 'G4',
  priority: 0,
  section: 'Pricing',
  text: 'allocator',
  seed: '§2032',
  check: 'Σ exact',
  status: 'done',
}

describe('generated pages', () => {
  it('[AB16] every generated page is current (else: npm run docs)', async () => {
    const stale = (await pages()).filter(({ path, text }) => stored(path) !== text).map(({ path }) => path)
    expect(stale).toEqual([])
  })

  it('[AB16] no row is an orphan: what is called done or partial has a test, and every named id is a row', () => {
    expect(orphans(readFeatures(), readProofs())).toEqual([])
    const ids = readFeatures().map(({ id }) => id)
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  })

  it('finds an orphan row, a test of no row and a partial row without a reason', () => {
    const proof = { id: 'G4', file: 'a.test.ts', title: 'sums' }
    expect(orphans([row], [])).toHaveLength(1)
    expect(orphans([row], [proof])).toHaveLength(0)
    expect(orphans([], [proof])).toHaveLength(1)
    expect(orphans([{ ...row, status: 'partial' }], [proof])).toHaveLength(1)
    expect(featurePage([row], [proof]).text).toContain('[sums](../a.test.ts)')
  })

  it('reads ids from the titles of it, test, each and describe, and from nothing else', () => {
    const text = [
      `it('[G4] a', () => {})`,
      `test.each(cases)('[H3] [H4] b', () => {})`,
      `describe("[N5] it's c", () => {})`,
      `const note = '[S1] no title'`,
    ].join('\n')
    expect(proofsIn('x.test.ts', text).map(({ id }) => id)).toEqual(['G4', 'H3', 'H4', 'N5'])
  })

  it('[J10] [J11] each machine has a page, in both languages, that names who causes each move', async () => {
    const machines = await readMachines()
    expect(machines.map(({ machine }) => machine.name)).toContain('attempt')
    for (const { machine, file } of machines) {
      const page = machinePages([{ machine, file }])[0]!.text
      for (const { label } of Object.values(machine.states)) {
        expect(page).toContain(label.zh)
        expect(page).toContain(label.en)
      }
      for (const { on, by } of machine.transitions) {
        expect(by.length, `${machine.name} ${on}`).toBeGreaterThan(0)
        expect(page).toContain(`\`${on}\``)
      }
    }
    const generated = readdirSync(join(root, 'docs/machines')).length
    expect(generated, 'a page for each machine and the list').toBe(machines.length + 1)
  })
})
