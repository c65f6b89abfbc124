import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'
import {
  addToCart,
  axeFindings,
  beginPayment,
  newAddress,
  openStore,
  overflow,
  placeOrder,
  productsOf,
  signIn,
} from './store-visit.ts'

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

  /** Every page that a buyer walks through, told once it stands. */
  const walk = async (page: Page, phone: string, see: (name: string) => Promise<void>) => {
    const visit = async (name: string, path: string, sign: string) => {
      await page.goto(path)
      await page.locator(sign).first().waitFor()
      await page.waitForLoadState('networkidle')
      await see(name)
    }
    await visit('list', '/', '.grid a')
    await visit('sign-in', '/sign-in', 'form input[type=tel]')
    await signIn(page, phone)
    await newAddress(page)
    const [product = 0] = await productsOf(page, 1)
    await visit('product', `/products/${product}`, '.product__bar')
    await addToCart(page, product)
    await visit('account', '/me', '.rows')
    await visit('addresses', '/addresses', '.address')
    await visit('cart', '/cart', '.line')
    await visit('checkout', '/checkout', '.checkout-bar button')
    await page.locator('.why summary').first().click()
    await see('checkout, price opened')
    await placeOrder(page)
    await page.locator('.methods').waitFor()
    await see('cashier')
    await beginPayment(page)
    await see('cashier, code')
    await visit('orders', '/orders', '.order-card')
    await page.locator('.order-card__goods').first().click()
    await page.locator('.timeline li').first().waitFor()
    await see('order')
  }

  it.each([
    { language: 'zh-CN', dark: false, width: 390, phone: '13800000001' },
    { language: 'en', dark: false, width: 1280, phone: '13800000002' },
    { language: 'zh-CN', dark: true, width: 1280, phone: '13800000003' },
  ] as const)('[AB15] axe finds nothing, $language, dark $dark, $width px', async ({ phone, ...look }) => {
    const { page, complaints, close } = await openStore(browser, demo.url, look)
    const findings: string[] = []
    await walk(page, phone, async (name) => {
      for (const finding of await axeFindings(page)) findings.push(`${name} ${finding}`)
    })
    expect(findings).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })

  it('no page is wider than its window from 360 to 1440 px, in either language', async () => {
    const { page, close } = await openStore(browser, demo.url, { language: 'en', width: 360 })
    const wide: string[] = []
    await walk(page, '13800000004', async (name) => {
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
})
