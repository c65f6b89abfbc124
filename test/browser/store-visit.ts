import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'

export type VisitOptions = {
  readonly language?: 'zh-CN' | 'en'
  readonly dark?: boolean
  readonly width?: number
  readonly height?: number
  /** What the browser says of itself; of a desktop when absent. */
  readonly userAgent?: string
}

/** A visit of the store in a context of its own, on a phone unless told otherwise; its complaints are kept. */
export const openStore = async (browser: Browser, url: string, options: VisitOptions = {}) => {
  const { language = 'zh-CN', dark = false, width = 390, height = 844, userAgent } = options
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    baseURL: url,
    ...(userAgent ? { userAgent } : {}),
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (line) => {
    if (/Content Security Policy/.test(line.text())) complaints.push(line.text())
  })
  return { page, complaints, close: () => context.close() }
}

/** Signs in with a phone number and the code that the demo shows. */
export const signIn = async (page: Page, phone: string): Promise<void> => {
  await page.goto('/sign-in')
  await page.locator('input[type=tel]').fill(phone)
  await page.locator('.code button').click()
  const code = (await page.getByTestId('demo-code').textContent()) ?? ''
  await page.locator('input[autocomplete=one-time-code]').fill(code)
  await page.locator('form button[type=submit]').last().click()
  await page.waitForURL('**/me')
}

/** A new buyer has no address: he writes one before his first purchase. */
export const newAddress = async (page: Page): Promise<void> => {
  await page.goto('/addresses')
  await page.locator('main .button--primary').click()
  const fields = page.locator('.address-form input.input')
  const words = ['林晚', '13700001111', '浙江省', '杭州市', '西湖区', '文三路 138 号']
  for (const [place, word] of words.entries()) await fields.nth(place).fill(word)
  await page.locator('.address-form button[type=submit]').click()
  await page.locator('.address').waitFor()
}

type Card = { id: number; soldOut: boolean }

/** Products of a shop that can be bought, as its list shows them. */
export const productsOf = async (page: Page, shopId: number): Promise<number[]> => {
  const answer = await page.request.get(`/v1/products?shop=${shopId}&limit=10`)
  const { items } = (await answer.json()) as { items: Card[] }
  return items.filter(({ soldOut }) => !soldOut).map(({ id }) => id)
}

/** The first SKU of a product that can be bought. */
export const skuOf = async (page: Page, productId: number): Promise<number> => {
  const answer = await page.request.get(`/v1/products/${productId}`)
  const { skus } = (await answer.json()) as { skus: { id: number; available: number }[] }
  return skus.find(({ available }) => available > 0)?.id ?? 0
}

export const addToCart = async (page: Page, productId: number): Promise<void> => {
  await page.goto(`/products/${productId}`)
  const put = page.waitForResponse((answer) => answer.url().includes('/v1/cart/lines/'))
  await page.locator('.product__bar button').first().click()
  await put
}

/** One thing from each of these shops, straight to the checkout, ready to be placed. */
export const fillCheckout = async (page: Page, shops: readonly number[] = [1, 2]): Promise<void> => {
  for (const shopId of shops) await addToCart(page, (await productsOf(page, shopId))[0] ?? 0)
  await page.goto('/checkout')
  await page.locator('.checkout-bar button').waitFor()
}

export const placeOrder = async (page: Page): Promise<string> => {
  await page.locator('.checkout-bar button').click()
  await page.waitForURL('**/pay/*')
  return page.url().split('/').at(-1) ?? ''
}

/** Chooses a way to pay, `wechat/native` for one, and begins. */
export const payBy = async (page: Page, method: string): Promise<void> => {
  const radio = page.locator(`input[name=method][value="${method}"]`)
  await radio.waitFor({ state: 'attached' })
  if (!(await radio.isChecked())) await radio.check({ force: true })
  await page.getByTestId('pay-now').click()
}

/** From the cashier to the QR code. */
export const beginPayment = async (page: Page, method = 'wechat/native'): Promise<void> => {
  await payBy(page, method)
  await page.locator('.qr').waitFor()
}

/** The payer's phone: the simulator's wallet, opened by the link that the demo shows, does one thing. */
export const inWallet = async (page: Page, act: 'pay' | 'fail' | 'pay_lost'): Promise<void> => {
  const opened = page.context().waitForEvent('page')
  await page.locator('.scan a').click()
  const wallet = await opened
  await wallet.locator(`button[name=act][value=${act}]`).waitFor({ state: 'attached' })
  if (act !== 'pay') await wallet.locator('details summary').click()
  await wallet.locator(`button[name=act][value=${act}]`).click()
  await wallet.waitForURL('**/wallet/result*')
  await wallet.close()
}

/** The number of a trade's orders and what each is worth, as the API tells the buyer. */
export const tradeOf = async (page: Page, no: string) => {
  const answer = await page.request.get(`/v1/trades/${no}`)
  return (await answer.json()) as {
    state: string
    payableAmount: number
    orders: { no: string; payableAmount: number }[]
  }
}

export const ordersOf = async (page: Page): Promise<string[]> => {
  const answer = await page.request.get('/v1/orders?limit=100')
  const { items } = (await answer.json()) as { items: { no: string }[] }
  return items.map(({ no }) => no)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Finding = { id: string; nodes: { target: string[]; failureSummary?: string }[] }

/** What axe finds against WCAG 2.2 A and AA and its best practices, or of the colours alone; the test wants none. */
export const axeFindings = async (page: Page, colours = false): Promise<string[]> => {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const only = colours ? ", runOnly: ['color-contrast']" : ''
  const found = (await page.evaluate(`(async () => {
    const result = await axe.run(document, { resultTypes: ['violations']${only} })
    return result.violations
  })()`)) as Finding[]
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${id}: ${target.join(' ')} ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  )
}

/** How many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - window.innerWidth') as Promise<number>
