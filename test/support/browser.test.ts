import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findChromium, launchBrowser, noBrowser } from './browser.ts'

test('a Chromium is found by its name on the PATH, or where it is told to look', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-path-'))
  try {
    const program = join(folder, 'chromium')
    writeFileSync(program, '')
    chmodSync(program, 0o755)
    expect(findChromium({ PATH: folder })).toBe(program)
    expect(findChromium({ PATH: folder, TONGBAO_TEST_CHROMIUM: '/opt/browser' })).toBe('/opt/browser')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe.skipIf(noBrowser)('in a real browser', () => {
  test('pages are drawn, Chinese included', async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.setContent('<h1 style="display:inline-block;font:40px sans-serif">通宝</h1>')
      const box = await page.locator('h1').boundingBox()
      expect(box?.width).toBeGreaterThan(60)
    } finally {
      await browser.close()
    }
  })
})
