import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from './node.mjs'

/**
 * Runs vitest and ends with the plain line; red when a test failed, when none ran, or when vitest itself broke.
 * A web that could not be built is one failure more: the rest is still worth knowing.
 */
export const runTests = async (args, webCode) => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-count-'))
  const file = join(folder, 'count.json')
  const code = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...args], { TONGBAO_TEST_COUNT: file })
  const count = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 }
  rmSync(folder, { recursive: true, force: true })
  const { passed, skipped } = count
  const failed = count.failed + (webCode === 0 ? 0 : 1)
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return code !== 0 || failed > 0 || passed === 0 ? code || 1 : 0
}
