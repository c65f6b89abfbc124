import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { DESKTOP, PHONE, payAway } from './cashier-visit.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'
import {
  axeFindings,
  beginPayment,
  fillCheckout,
  inWallet,
  newAddress,
  openStore,
  overflow,
  payBy,
  placeOrder,
  signIn,
  tradeOf,
  type VisitOptions,
} from './store-visit.ts'

let demo: RunningDemo
let browser: Browser

/** A buyer with two trades that are still to be paid: of one shop, and of two. */
const withTwoTrades = async (phone: string, look: VisitOptions = {}) => {
  const opened = await openStore(browser, demo.url, look)
  await signIn(opened.page, phone)
  await newAddress(opened.page)
  const nos: string[] = []
  for (const shops of [[1], [1, 2]]) {
    await fillCheckout(opened.page, shops)
    nos.push(await placeOrder(opened.page))
  }
  return { ...opened, nos }
}
const chooseAll = async (page: Page): Promise<void> => {
  await page.goto('/orders?tab=to_pay')
  await page.locator('.pick-bar input').check()
}
const sumOf = async (page: Page, nos: readonly string[]): Promise<number> => {
  const trades = await Promise.all(nos.map((no) => tradeOf(page, no)))
  return trades.reduce((sum, { payableAmount }) => sum + payableAmount, 0)
}
const statesOf = async (page: Page, nos: readonly string[]): Promise<string[]> =>
  Promise.all(nos.map(async (no) => (await tradeOf(page, no)).state))
const yuan = (fen: number): string =>
  (fen / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

describe.skipIf(noBrowser)('several orders paid together in a browser', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  it.each([
    ['a phone', '13700000301', {}],
    ['a desktop in the dark, in English', '13700000302', { ...DESKTOP, dark: true, language: 'en' }],
  ] as const)('[I2] %s: chosen among the orders to pay, one code, one result', async (_, phone, look) => {
    const { page, nos, complaints, close } = await withTwoTrades(phone, look)
    await page.goto('/orders?tab=to_pay')
    const boxes = page.locator('.order-card .check')
    // The trade of two shops has two orders, which are chosen together.
    await expect.poll(() => boxes.count(), LONG).toBe(3)
    await page.locator(`.order-card .check[data-trade="${nos[1]}"]`).first().check()
    const chosen = page.locator(`.order-card .check[data-trade="${nos[1]}"]:checked`)
    await expect.poll(() => chosen.count(), LONG).toBe(2)
    await page.locator('[data-testid=pay-together][aria-disabled=true]').waitFor()
    await page.locator(`.order-card .check[data-trade="${nos[0]}"]`).check()
    expect(await axeFindings(page)).toEqual([])
    await expect.poll(() => overflow(page), LONG).toBe(0)
    const whole = yuan(await sumOf(page, nos))
    await expect.poll(() => page.locator('.pick-bar .cart-bar__sum').innerText(), LONG).toContain(whole)
    await page.getByTestId('pay-together').click()
    await page.getByTestId('pay-now').waitFor()
    expect(await page.locator('.cashier-head').innerText()).toContain(whole)
    const offered = 'Array.from(document.querySelectorAll("input[name=method]"), (one) => one.value)'
    expect(await page.evaluate(offered)).toEqual(['wechat/native'])
    expect(await page.getByTestId('one-at-a-time').innerText()).toMatch(/支付宝|Alipay/)
    expect(await axeFindings(page)).toEqual([])
    await expect.poll(() => overflow(page), LONG).toBe(0)
    await beginPayment(page)
    expect(await axeFindings(page)).toEqual([])
    await page.reload()
    await page.locator('.qr').waitFor()
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor(LONG)
    expect(await page.locator('.result').innerText()).toContain(whole)
    await expect.poll(() => page.locator('.rows [data-trade]').count(), LONG).toBe(2)
    expect(await axeFindings(page)).toEqual([])
    await expect.poll(() => statesOf(page, nos), LONG).toEqual(['paid', 'paid'])
    expect(complaints).toEqual([])
    await close()
  })

  it('a phone goes to the channel’s page, and comes back to the result', async () => {
    const { page, nos, complaints, close } = await withTwoTrades('13700000303', { userAgent: PHONE })
    await chooseAll(page)
    await page.getByTestId('pay-together').click()
    await payBy(page, 'wechat/h5')
    await page.waitForURL(`${demo.simulatorUrl}/**`)
    await payAway(page, 'pay', '**/pay-together*')
    await page.locator('.result h1').waitFor(LONG)
    await expect.poll(() => statesOf(page, nos), LONG).toEqual(['paid', 'paid'])
    expect(complaints).toEqual([])
    await close()
  })

  it('[N7] alone after all: the cashier of one says what is open, and paying it ends the common payment', async () => {
    const { page, nos, complaints, close } = await withTwoTrades('13700000304', DESKTOP)
    await chooseAll(page)
    await page.getByTestId('pay-together').click()
    await beginPayment(page)
    await page.goto(`/pay/${nos[0]}`)
    await page.locator('.begun a').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.locator('.begun a').click()
    await page.locator('.qr').waitFor()
    await page.goto(`/pay/${nos[0]}`)
    await beginPayment(page, 'alipay/native')
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    await page.goto(`/pay-together?trades=${nos.join()}`)
    await page.locator(`[data-trade="${nos[0]}"] small`).waitFor()
    await page.locator(`.page a.button--primary[href="/pay/${nos[1]}"]`).waitFor()
    expect(await statesOf(page, nos)).toEqual(['paid', 'open'])
    expect(complaints).toEqual([])
    await close()
  })
})
