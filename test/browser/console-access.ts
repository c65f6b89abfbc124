import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type ConsoleOptions, openConsole, signIn } from './console-pages.ts'
import type { Bought } from './demo-buyer.ts'
import { LONG, type RunningDemo } from './running-demo.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { id: string; nodes: { html: string }[] }

/** What the axe rules of WCAG 2.1 A and AA find on the page. */
export const faultsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe)
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((found) => found.violations)`,
  )) as Violation[]
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

export type Visited = { demo: RunningDemo; browser: Browser; bought: Bought }

/** Every page of the admin's menu, and a page of each kind behind them. */
const pathsOf = async (page: Page, { orderNos, tradeNo }: Bought): Promise<string[]> => {
  const links = await page.locator('.side-menu a').all()
  const menu = await Promise.all(links.map((one) => one.getAttribute('href')))
  const behind = [`/orders/${orderNos[0]}`, `/payments/${tradeNo}`, '/products/1', '/stock/1']
  return [...menu.map((href) => href!.replace(/^\/console/, '') || '/'), ...behind]
}

export const isAxeClean = async (
  { demo, browser, bought }: Visited,
  options: ConsoleOptions,
): Promise<void> => {
  const { page, complaints, open, close } = await openConsole(browser, demo, options)
  await page.goto(`${demo.url}/console/sign-in`)
  await page.locator('h1').waitFor()
  const faults = (await faultsOf(page)).map((fault) => `/sign-in ${fault}`)
  await signIn(page, demo, 'admin')
  const paths = await pathsOf(page, bought)
  expect(paths.length).toBeGreaterThan(20)
  for (const path of paths) {
    await open(path)
    await expect.poll(() => page.locator('.ant-skeleton, .ant-spin-spinning').count(), LONG).toBe(0)
    faults.push(...(await faultsOf(page)).map((fault) => `${path} ${fault}`))
  }
  expect([...new Set(faults)]).toEqual([])
  expect(complaints).toEqual([])
  await close()
}

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
