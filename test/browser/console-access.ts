import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type ConsoleOptions, openConsole, signIn } from './console-pages.ts'
import type { Bought } from './demo-buyer.ts'
import type { RunningDemo } from './running-demo.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }

/** What the axe rules of WCAG 2.1 A and AA find on the page. */
const faultsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe)
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((found) => found.violations)`,
  )) as Violation[]
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

type Visited = { demo: RunningDemo; browser: Browser; bought: Bought }

/** What holds for every page: no fault that axe can find, the keyboard, both languages. */
export const describeAccess = (visited: () => Visited) =>
  describe('for everybody', () => {
    const looks: [string, ConsoleOptions][] = [
      ['light, zh-CN', {}],
      ['dark, en', { dark: true, language: 'en' }],
    ]
    it.each(looks)('[AB15] %s: axe finds nothing on any page', async (_, options) => {
      const { demo, browser, bought } = visited()
      const { page, complaints, open, close } = await openConsole(browser, demo, options)
      await page.goto(`${demo.url}/console/sign-in`)
      await page.locator('h1').waitFor()
      const faults = (await faultsOf(page)).map((fault) => `/sign-in ${fault}`)
      await signIn(page, demo, 'admin')
      const paths = await Promise.all(
        (await page.locator('.side-menu a').all()).map((one) => one.getAttribute('href')),
      )
      expect(paths.length).toBeGreaterThan(15)
      const more = [`/orders/${bought.orderNos[0]}`, `/payments/${bought.tradeNo}`, '/products/1', '/stock/1']
      for (const path of [...paths.map((href) => href!.replace(/^\/console/, '')), ...more]) {
        await open(path || '/')
        await expect.poll(() => page.locator('.ant-skeleton').count(), { timeout: 10_000 }).toBe(0)
        await expect.poll(() => page.locator('.ant-spin-spinning').count(), { timeout: 10_000 }).toBe(0)
        faults.push(...(await faultsOf(page)).map((fault) => `${path} ${fault}`))
      }
      expect([...new Set(faults)]).toEqual([])
      expect(complaints).toEqual([])
      await close()
    })

    it('[AB15] the keyboard alone skips to the content, opens a dialog and closes it where it was', async () => {
      const { demo, browser, bought } = visited()
      const { page, open, close } = await openConsole(browser, demo)
      await signIn(page, demo, 'service')
      await open(`/orders/${bought.orderNos[0]}`)
      await page.keyboard.press('Tab')
      expect(await page.locator(':focus').getAttribute('href')).toBe('#content')
      const button = page.getByRole('button', { name: '申请退款' })
      await button.focus()
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      const inside = () => page.evaluate('!!document.activeElement.closest("[role=dialog]")')
      await expect.poll(inside).toBe(true)
      for (const key of ['Tab', 'Tab', 'Shift+Tab']) {
        await page.keyboard.press(key)
        expect(await inside()).toBe(true)
      }
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      expect(await button.evaluate('(one) => one === document.activeElement')).toBe(true)
      await close()
    })

    it('[AB8] the language is changed on the page, is remembered, and nothing of the frame stays Chinese', async () => {
      const { demo, browser } = visited()
      const { page, open, close } = await openConsole(browser, demo)
      await signIn(page, demo, 'admin')
      await page.getByRole('button', { name: '切换语言' }).click()
      await page.getByRole('menuitem', { name: 'English' }).click()
      await page.getByRole('heading', { name: 'Work queue' }).waitFor()
      await open('/orders')
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      const frame = await page.locator('.side-menu, h1, .filters, thead').allTextContents()
      for (const text of frame) expect(text).not.toMatch(/[\u4e00-\u9fff]/)
      await close()
    })
  })
