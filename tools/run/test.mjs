import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from './node.mjs'

/** Runs vitest and ends with the plain line; red when a test failed, when none ran, or when vitest itself broke. */
export const runTests = async (args) => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-count-'))
  const file = join(folder, 'count.json')
  const code = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...args], { TONGBAO_TEST_COUNT: file })
  const count = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 }
  rmSync(folder, { recursive: true, force: true })
  const { passed, failed, skipped } = count
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return code !== 0 || failed > 0 || passed === 0 ? code || 1 : 0
}
