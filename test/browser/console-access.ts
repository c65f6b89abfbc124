import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openConsole, signIn } from './console-pages.ts'
import type { Bought } from './demo-buyer.ts'
import { LONG, type RunningDemo } from './running-demo.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { id: string; nodes: { html: string }[] }

/** What the axe rules of WCAG 2.1 A and AA find on the page; of its colours alone, where asked. */
export const faultsOf = async (page: Page, colours = false): Promise<string[]> => {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const rules = colours ? ['color-contrast'] : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then((found) => found.violations)`,
  )) as Violation[]
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

export type Visited = { demo: RunningDemo; browser: Browser; bought: Bought }

export const worksByKeyboard = async ({ demo, browser, bought }: Visited): Promise<void> => {
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
  await expect.poll(inside, LONG).toBe(true)
  for (const key of ['Tab', 'Tab', 'Shift+Tab']) {
    await page.keyboard.press(key)
    await expect.poll(inside, LONG).toBe(true)
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => page.evaluate('document.activeElement.textContent'), LONG).toBe('申请退款')
  await close()
}

/** The visits of these tests ask for less motion, as a system can. */
export const standsStill = async ({ demo, browser, bought }: Visited): Promise<void> => {
  const { page, open, close } = await openConsole(browser, demo)
  await signIn(page, demo, 'service')
  await open(`/orders/${bought.orderNos[0]}`)
  const button = page.getByRole('button', { name: '申请退款' })
  await button.waitFor()
  await expect.poll(() => page.locator('.ant-skeleton, .ant-spin-spinning').count(), LONG).toBe(0)
  const listen = `addEventListener('animationstart', (of) => moved.push(of.animationName))`
  await page.evaluate(`window.moved = []; ${listen}`)
  const dialog = page.getByRole('dialog')
  await button.click()
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await page.evaluate('moved')).toEqual([])
  await close()
}

export const speaksEnglish = async ({ demo, browser }: Visited): Promise<void> => {
  const { page, open, close } = await openConsole(browser, demo)
  await signIn(page, demo, 'admin')
  await page.getByRole('button', { name: '切换语言' }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Work queue' }).waitFor()
  await open('/orders')
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  const frame = await page.locator('.side-menu, h1, .filters, thead').allTextContents()
  for (const text of frame) expect(text).not.toMatch(/[\u4e00-\u9fff]/)
  const journal = () => page.locator('a[href*="/ledger/journals/"]').first().getAttribute('href')
  const said = async (path: string): Promise<string> => {
    await open(path)
    await page.locator('main tbody .ant-table-row').first().waitFor()
    await expect.poll(() => page.locator('.ant-skeleton, .ant-spin-spinning').count(), LONG).toBe(0)
    // What somebody wrote stays as it was written: the reason of the first stock.
    return (await page.locator('main').innerText()).replaceAll('期初库存', '')
  }
  for (const path of ['/products', '/products/1', '/stock', '/stock/1', '/trial-balance', '/ledger'])
    expect(await said(path), path).not.toMatch(/\p{Script=Han}/u)
  const [account] = await page.locator('a[href*="/ledger/accounts/"]').all()
  expect(await said((await account!.getAttribute('href'))!.replace('/console', ''))).not.toMatch(
    /\p{Script=Han}/u,
  )
  expect(await said((await journal())!.replace('/console', ''))).not.toMatch(/\p{Script=Han}/u)
  await close()
}
