import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatMoney } from '../../web/ui/money.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'
import { openStaff } from './store-staff.ts'
import {
  addToCart,
  beginPayment,
  fillCheckout,
  inWallet,
  newAddress,
  openStore,
  ordersOf,
  placeOrder,
  productsOf,
  signIn,
  skuOf,
  tradeOf,
} from './store-visit.ts'

let demo: RunningDemo
let browser: Browser

describe.skipIf(noBrowser)('the sale in a browser', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  const visit = async (phone: string) => {
    const opened = await openStore(browser, demo.url)
    await signIn(opened.page, phone)
    return opened
  }

  it('[E1] [I1] [I2] buys from two shops with one payment, and shows what each shop receives', async () => {
    const { page, complaints, close } = await visit('13900000001')
    await fillCheckout(page)
    await expect.poll(() => page.locator('.columns__main .shop-head').count(), LONG).toBe(2)
    const no = await placeOrder(page)
    await beginPayment(page)
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    const trade = await tradeOf(page, no)
    expect(trade.state).toBe('paid')
    expect(trade.orders).toHaveLength(2)
    expect(trade.orders.reduce((sum, order) => sum + order.payableAmount, 0)).toBe(trade.payableAmount)
    await expect.poll(() => page.locator('.rows a.row').count(), LONG).toBe(2)
    await page.locator('.rows a.row').first().click()
    await page.locator('.timeline li').nth(1).waitFor()
    await page.goto('/cart')
    await page.locator('.state').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('[H6] an impatient double click makes one order', async () => {
    const { page, close } = await visit('13900000002')
    await fillCheckout(page)
    const before = await ordersOf(page)
    let sent = 0
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/trades')) sent++
    })
    await page.evaluate(`(() => {
      const button = document.querySelector('.checkout-bar button')
      button.click(); button.click(); button.click()
    })()`)
    await page.waitForURL('**/pay/*')
    expect(await ordersOf(page)).toHaveLength(before.length + 2)
    expect(sent).toBe(1)
    await close()
  })

  it('[H6] an answer that is lost on its way makes one order too', async () => {
    const { page, close } = await visit('13900000003')
    await fillCheckout(page)
    const before = await ordersOf(page)
    const keys: (string | undefined)[] = []
    await page.route('**/v1/trades', async (route) => {
      keys.push(route.request().headers()['idempotency-key'])
      if (keys.length > 1) return route.continue()
      await route.fetch()
      await route.abort()
    })
    await placeOrder(page)
    expect(keys).toHaveLength(2)
    expect(keys[1]).toBe(keys[0])
    expect(await ordersOf(page)).toHaveLength(before.length + 2)
    await close()
  })

  it('a failed payment says why in the buyer’s words, and the next try succeeds', async () => {
    const { page, close } = await visit('13700000001')
    await newAddress(page)
    await fillCheckout(page)
    const no = await placeOrder(page)
    await beginPayment(page)
    await inWallet(page, 'fail')
    await page.getByTestId('i-have-paid').click()
    const verdict = page.locator('.verdict--bad')
    await verdict.waitFor(LONG)
    expect(await verdict.innerText()).toMatch(/支付/)
    const again = verdict.getByRole('button').first()
    await again.click()
    await page.locator('.qr, .methods').first().waitFor()
    if (await page.locator('.methods').isVisible()) await beginPayment(page)
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    expect((await tradeOf(page, no)).state).toBe('paid')
    await close()
  })

  it('a reload of the cashier goes on with the same code', async () => {
    const { page, close } = await visit('13700000002')
    await newAddress(page)
    await fillCheckout(page)
    await placeOrder(page)
    await beginPayment(page)
    const drawn = await page.locator('.qr path').getAttribute('d')
    await page.reload()
    await page.locator('.qr').waitFor()
    expect(await page.locator('.qr path').getAttribute('d')).toBe(drawn)
    await close()
  })

  it('an unpaid order is cancelled with all that belongs to its trade', async () => {
    const { page, close } = await visit('13700000003')
    await newAddress(page)
    await fillCheckout(page)
    const no = await placeOrder(page)
    await page.locator('.cancel button').click()
    await page.locator('dialog .button--danger').click()
    await page.locator('.result__mark--off').waitFor()
    expect((await tradeOf(page, no)).state).toBe('closed')
    await page.goto('/orders?tab=closed')
    await page.locator('.order-card').nth(1).waitFor()
    await close()
  })

  it('a price that changed meanwhile is shown and asked about, never taken silently', async () => {
    const { page, close } = await visit('13700000004')
    await newAddress(page)
    const [product = 0] = (await productsOf(page, 2)).slice(-1)
    await addToCart(page, product)
    await page.goto('/checkout')
    const shown = await page.locator('.sums__total .money--l .hidden-text').innerText()
    const staff = await openStaff(browser, demo.url, 'product')
    await staff.raisePrices(product, 100)
    await staff.close()
    await page.locator('.checkout-bar button').click()
    const question = page.locator('dialog p')
    await question.waitFor()
    expect(await question.innerText()).toContain(shown)
    expect(await ordersOf(page)).toHaveLength(0)
    await page.locator('dialog .button--primary').click()
    await page.waitForURL('**/pay/*')
    const trade = await tradeOf(page, page.url().split('/').at(-1) ?? '')
    expect(trade.payableAmount).toBe(Math.round(Number(shown.replace(/[¥,]/g, '')) * 100) + 100)
    await close()
  })

  it('signs in with WeChat and goes on to where it was; a night at the hotel asks for no address', async () => {
    const { page, close } = await openStore(browser, demo.url)
    const [room = 0] = await productsOf(page, 3)
    await page.goto(`/checkout?sku=${await skuOf(page, room)}&quantity=1`)
    await page.waitForURL('**/sign-in?*')
    await page.locator('a[href*="oauth"]').click()
    await page.locator('a, button').first().click()
    await page.locator('.checkout-bar button').waitFor()
    expect(await page.locator('.address-choice').count()).toBe(0)
    await placeOrder(page)
    await close()
  })

  it('[E3] a line that cannot be bought, or costs another price now, says so in the cart and stays out of the sum', async () => {
    const { page, close } = await visit('13700000005')
    const [, , gone = 0, dearer = 0] = await productsOf(page, 1)
    await addToCart(page, gone)
    await addToCart(page, dearer)
    const staff = await openStaff(browser, demo.url, 'product')
    await staff.delist(gone)
    await staff.raisePrices(dearer, 250)
    await staff.close()
    await page.goto('/cart')
    await page.locator('.line .note--bad').waitFor()
    expect(await page.locator('.line--off input[type=checkbox]').isDisabled()).toBe(true)
    const change = await page.locator('.note--warn').innerText()
    const [from = 0, to = 0] = (change.match(/[\d,.]+\d/g) ?? []).map((text) =>
      Number(text.replace(/,/g, '')),
    )
    expect(Math.round((to - from) * 100)).toBe(250)
    await expect.poll(() => page.locator('.line--off').count(), LONG).toBe(1)
    await close()
  })

  it('[O19] a refund is followed on the order page, each step with its moment, until the money is back', {
    timeout: 150_000,
  }, async () => {
    const { page, close } = await visit('13700000006')
    await newAddress(page)
    await fillCheckout(page)
    const no = await placeOrder(page)
    await beginPayment(page)
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    const order = (await tradeOf(page, no)).orders[0]
    const maker = await openStaff(browser, demo.url, 'service')
    const refund = (await maker.send('POST', `/v1/orders/${order?.no}/refunds`, { reason: 'damaged' })) as {
      no: string
    }
    await maker.close()
    const checker = await openStaff(browser, demo.url, 'finance')
    await checker.send('POST', `/v1/refunds/${refund.no}/approve`, {})
    await checker.close()
    await page.goto(`/orders/${order?.no}`)
    await page.locator('.refunds .badge--good').waitFor({ timeout: 90_000 })
    const steps = page.locator('.refund__steps li')
    await expect.poll(() => steps.count(), LONG).toBeGreaterThanOrEqual(3)
    const untimed = steps.filter({ hasNot: page.locator('time[datetime]') })
    await expect.poll(() => untimed.count(), LONG).toBe(0)
    expect(await page.locator('.refunds .money--l .hidden-text').innerText()).toBe(
      formatMoney(order?.payableAmount ?? 0),
    )
    await close()
  })
})
