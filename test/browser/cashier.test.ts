import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { beforeCashier, DESKTOP, factsOf, fillWallet, PHONE, payAway, WECHAT } from './cashier-visit.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'
import {
  axeFindings,
  beginPayment,
  inWallet,
  openStore,
  overflow,
  payBy,
  placeOrder,
  productsOf,
  skuOf,
} from './store-visit.ts'

let demo: RunningDemo
let browser: Browser

describe.skipIf(noBrowser)('the cashier in a browser', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  it.each([
    ['wechat/native', '13700000101'],
    ['alipay/native', '13700000102'],
  ] as const)('a desktop pays by %s with a code', async (method, phone) => {
    const { page, no, complaints, close } = await beforeCashier(browser, demo, phone, DESKTOP)
    await beginPayment(page, method)
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    expect((await factsOf(page, no)).state).toBe('paid')
    await expect.poll(() => page.locator('.receipts li').count(), LONG).toBe(1)
    expect(complaints).toEqual([])
    await close()
  })

  it.each([
    ['a desktop', 'alipay/page', '13700000103', DESKTOP],
    ['a desktop', 'unionpay/page', '13700000104', DESKTOP],
    ['a desktop', 'stripe/card', '13700000105', DESKTOP],
    ['a phone', 'wechat/h5', '13700000106', { userAgent: PHONE }],
    ['a phone', 'alipay/h5', '13700000107', { userAgent: PHONE }],
    ['a phone', 'unionpay/h5', '13700000108', { userAgent: PHONE }],
    ['a phone', 'stripe/card', '13700000109', { userAgent: PHONE }],
  ] as const)('%s pays by %s and comes back to what was paid', async (_, method, phone, look) => {
    const { page, no, complaints, close } = await beforeCashier(browser, demo, phone, look)
    await payBy(page, method)
    await page.waitForURL(`${demo.simulatorUrl}/**`)
    await payAway(page, 'pay')
    await page.locator('.result h1').waitFor()
    const { attempts, due, captured } = await factsOf(page, no)
    expect(attempts.map((one) => `${one.channel}/${one.method} ${one.state}`)).toEqual([
      `${method} succeeded`,
    ])
    expect(captured).toBe(due)
    expect(complaints).toEqual([])
    await close()
  })

  it('a phone opens apps and shows no code of theirs; inside WeChat there is WeChat alone', async () => {
    const phone = await beforeCashier(browser, demo, '13700000110', { userAgent: PHONE, shops: [1, 3] })
    const offered = (page: typeof phone.page) =>
      page.evaluate('Array.from(document.querySelectorAll("input[name=method]"), (one) => one.value)')
    expect(await offered(phone.page)).toEqual([
      'wechat/h5',
      'alipay/h5',
      'unionpay/h5',
      'stripe/card',
      'offline/transfer',
      'cod/on_delivery',
    ])
    expect(await phone.page.locator('input[value="cod/on_delivery"]').isDisabled()).toBe(true)
    expect(await phone.page.locator('.method--off small').innerText()).toBe('该订单不支持')
    await phone.close()
    const inside = await beforeCashier(browser, demo, '13700000111', { userAgent: WECHAT })
    expect(await offered(inside.page)).toEqual(['wechat/jsapi'])
    await inside.close()
  })

  it('inside WeChat, who signed in there pays there', async () => {
    const { page, complaints, close } = await openStore(browser, demo.url, { userAgent: WECHAT })
    const [room = 0] = await productsOf(page, 3)
    await page.goto(`/checkout?sku=${await skuOf(page, room)}&quantity=1`)
    await page.waitForURL('**/sign-in?*')
    await page.locator('a[href*="oauth"]').click()
    await page.locator('a, button').first().click()
    await page.locator('.checkout-bar button').waitFor()
    const no = await placeOrder(page)
    await payBy(page, 'wechat/jsapi')
    await page.waitForURL(`${demo.simulatorUrl}/**`)
    await payAway(page, 'pay')
    await page.locator('.result h1').waitFor()
    expect((await factsOf(page, no)).attempts.map(({ method }) => method)).toEqual(['jsapi'])
    expect(complaints).toEqual([])
    await close()
  })

  it('[N14] goods of two shops are paid on delivery, each by itself; a transfer names its reference', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000112', { shops: [1, 2] })
    await payBy(page, 'offline/transfer')
    await page.locator('.transfer').waitFor()
    const { attempts } = await factsOf(page, no)
    expect(await page.locator(`.transfer [data-no="${attempts[0]?.no}"]`).count()).toBe(1)
    expect(await axeFindings(page)).toEqual([])
    await page.locator('.attempt > .button').click()
    await page.locator('.begun').waitFor()
    await payBy(page, 'cod/on_delivery')
    await page.locator('.verdict--good').waitFor()
    const states = async () =>
      (await factsOf(page, no)).attempts.map(({ channel, state }) => `${channel} ${state}`)
    await expect.poll(states, LONG).toEqual(['cod authorized', 'cod authorized', 'offline closed'])
    await close()
  })

  it('[N7] points, balance and a channel pay together; what each pays is shown before and after', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000113', DESKTOP)
    await fillWallet(browser, demo, page, { wallet: 10_000, points: 3_000 })
    await page.reload()
    await page.locator('input[name=points]:enabled').check()
    await page.locator('input[name=wallet]:enabled').check()
    const { due } = await factsOf(page, no)
    const rest = due - 10_000 - 3_000
    const shown = async () => {
      const text = await page.locator('.pay-rest .hidden-text').innerText()
      return Math.round(Number(text.replace(/[¥,]/g, '')) * 100)
    }
    await expect.poll(shown, LONG).toBe(rest)
    await beginPayment(page)
    await expect.poll(() => page.locator('.legs li').count(), LONG).toBe(3)
    expect(await axeFindings(page)).toEqual([])
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    const paid = (await factsOf(page, no)).attempts.map(({ channel, amount }) => [channel, amount])
    expect(paid.sort()).toEqual([
      ['points', 3_000],
      ['wallet', 10_000],
      ['wechat', rest],
    ])
    await expect.poll(() => page.locator('.receipts li').count(), LONG).toBe(3)
    await page.goto('/wallet')
    await page.locator('.receipts li').first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    await close()
  })

  it('the balance alone pays; no channel is asked', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000114', { shops: [1] })
    await fillWallet(browser, demo, page, { wallet: 1_000_000 })
    await page.reload()
    await page.locator('input[name=wallet]:enabled').check()
    await page.getByTestId('pay-now').click()
    await page.locator('.result h1').waitFor()
    expect((await factsOf(page, no)).attempts.map(({ channel }) => channel)).toEqual(['wallet'])
    await close()
  })

  it('[N8] half and half: the first part stands, the rest is asked for, the sum is what was due', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000115', DESKTOP)
    const { due } = await factsOf(page, no)
    await page.locator('input[name=part][value=half]').check({ force: true })
    await beginPayment(page)
    await inWallet(page, 'pay')
    await page.locator('.cashier-head progress').waitFor()
    await page.getByTestId('pay-now').waitFor()
    const middle = await factsOf(page, no)
    expect(middle.captured + middle.open).toBe(due)
    expect(await axeFindings(page)).toEqual([])
    await beginPayment(page, 'alipay/native')
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    const { attempts, captured } = await factsOf(page, no)
    expect(captured).toBe(due)
    expect(attempts.map(({ channel }) => channel).sort()).toEqual(['alipay', 'wechat'])
    await close()
  })

  it('[N7] another way closes the earlier attempt, and says so before', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000116', DESKTOP)
    await beginPayment(page)
    await page.locator('.attempt > .button').click()
    expect(await page.locator('.begun').innerText()).toContain('微信支付')
    await beginPayment(page, 'alipay/native')
    const states = async () =>
      (await factsOf(page, no)).attempts.map(({ channel, state }) => `${channel} ${state}`)
    await expect.poll(states, LONG).toEqual(['alipay ready', 'wechat closed'])
    await close()
  })

  it('[N10] a failure says why and leads on: another way, then paid', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000117')
    await beginPayment(page)
    await inWallet(page, 'fail')
    await page.getByTestId('i-have-paid').click()
    const verdict = page.getByRole('alert').filter({ has: page.locator('h2') })
    await verdict.waitFor(LONG)
    expect(await verdict.innerText()).toContain('换一种方式')
    expect(await axeFindings(page)).toEqual([])
    await verdict.getByRole('button').last().click()
    await beginPayment(page, 'alipay/native')
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    expect((await factsOf(page, no)).state).toBe('paid')
    await close()
  })

  it('[I3] after an interruption each shop’s order is paid by itself', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000118', DESKTOP)
    await beginPayment(page)
    await page.reload()
    await page.locator('.attempt > .button').click()
    const [first, second] = (await factsOf(page, no)).orders
    await page.locator(`input[name=order][value="${first?.no}"]`).check()
    await beginPayment(page)
    await inWallet(page, 'pay')
    await page.locator('.cashier-head progress').waitFor()
    const middle = await factsOf(page, no)
    expect(middle.orders.map(({ open, received }) => [open, received])).toEqual([
      [0, first?.open],
      [second?.open, 0],
    ])
    await beginPayment(page, 'alipay/native')
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    const paid = (await factsOf(page, no)).orders.map(({ paymentState }) => paymentState)
    expect(paid).toEqual(['paid', 'paid'])
    await close()
  })

  it('[N7] a double click makes one attempt; a reload keeps it', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000119')
    await page.evaluate(`(() => {
      const button = document.querySelector('[data-testid=pay-now]')
      button.click(); button.click(); button.click()
    })()`)
    await page.locator('.qr').waitFor()
    await page.reload()
    await page.locator('.qr').waitFor()
    expect((await factsOf(page, no)).attempts).toHaveLength(1)
    await close()
  })

  it('coming back unpaid asks the channel, and the same payment goes on', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000120', DESKTOP)
    await payBy(page, 'alipay/page')
    await page.waitForURL(`${demo.simulatorUrl}/**`)
    const asked = page.waitForRequest((request) => request.url().endsWith('/check'))
    await page.goto(`/v1/channels/alipay/return?to=${encodeURIComponent(`/pay/${no}?back=1`)}`)
    await asked
    await page.getByTestId('go-pay').click()
    await page.waitForURL(`${demo.simulatorUrl}/**`)
    await payAway(page, 'pay')
    await page.locator('.result h1').waitFor()
    expect((await factsOf(page, no)).attempts).toHaveLength(1)
    await close()
  })

  it.each([
    { dark: false, language: 'zh-CN', width: 360, phone: '13700000121' },
    { dark: true, language: 'en', width: 1440, phone: '13700000122' },
  ] as const)(
    '[AB15] the cashier is clean for axe, dark $dark, and no wider than $width px',
    async (look) => {
      const { page, close } = await beforeCashier(browser, demo, look.phone, look)
      await page.locator('input[name=part][value=own]').check({ force: true })
      await page.locator('.apart summary').first().click()
      expect(await axeFindings(page)).toEqual([])
      await expect.poll(() => overflow(page), LONG).toBeLessThanOrEqual(0)
      await close()
    },
  )
})
