import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'
import { openStore, overflow, signIn } from './store-visit.ts'
import { walkStore } from './store-walk.ts'

let demo: RunningDemo
let browser: Browser

describe.skipIf(noBrowser)('the pages of the store', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  it('no page is wider than its window from 360 to 1440 px, in either language', async () => {
    const { page, close } = await openStore(browser, demo.url, { language: 'en', width: 360 })
    const wide: string[] = []
    await walkStore(page, '13800000004', async (name) => {
      for (const width of [360, 414, 768, 1024, 1440]) {
        await page.setViewportSize({ width, height: 800 })
        // The page lays itself out anew a moment after its window has changed.
        const fits = expect.poll(() => overflow(page), { timeout: 5_000, interval: 100 })
        await fits.toBeLessThanOrEqual(0).catch(() => wide.push(`${name} at ${width}`))
      }
      await page.setViewportSize({ width: 360, height: 800 })
    })
    expect(wide).toEqual([])
    await close()
  })

  it('[AB8] the language is changed on the page and kept', async () => {
    const { page, close } = await openStore(browser, demo.url, { language: 'zh-CN' })
    await page.goto('/')
    await page.locator('.grid a').first().waitFor()
    await page.locator('.head .text-button').click()
    await page.getByRole('link', { name: 'Cart' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'Cart' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.locator('.places').innerText()).not.toMatch(/\p{Script=Han}/u)
    await close()
  })

  it('[AB15] the keyboard alone reaches the content, chooses a variant and adds it to the cart', async () => {
    const { page, close } = await openStore(browser, demo.url, { width: 1280 })
    await signIn(page, '13800000005')
    await page.goto('/products/193')
    await page.locator('.product__bar').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    await page.keyboard.press('Enter')
    await page.locator('.spec input:checked').first().focus()
    const before = await page.locator('.spec input:checked + span').first().innerText()
    await page.keyboard.press('ArrowRight')
    const chosen = () => page.locator('.spec input:checked + span').first().innerText()
    await expect.poll(chosen, LONG).not.toBe(before)
    const put = page.waitForResponse((answer) => answer.url().includes('/v1/cart/lines/'))
    await page.locator('.product__bar button').first().focus()
    await page.keyboard.press('Enter')
    expect((await put).status()).toBe(200)
    await close()
  })

  it('[AB15] a dialog opened by keyboard keeps the focus, closes by Escape and gives the focus back', async () => {
    const { page, close } = await openStore(browser, demo.url, { width: 1280 })
    await signIn(page, '13800000006')
    await page.goto('/addresses')
    const opener = page.locator('main .button--primary')
    await opener.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    // Between the last and the first of them the browser's own frame has its turn.
    const outside = () =>
      page.evaluate(`!document.activeElement.closest('dialog') && document.activeElement !== document.body`)
    const stops = new Set<unknown>()
    for (let turn = 0; turn < 14; turn++) {
      await page.keyboard.press('Tab')
      expect(await outside()).toBe(false)
      stops.add(await page.evaluate('document.activeElement.outerHTML.slice(0, 120)'))
    }
    expect(stops.size).toBeGreaterThan(6)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.evaluate(`document.activeElement.matches('main .button--primary')`)).toBe(true)
    await close()
  })
})
