import type { Browser, Page } from 'playwright-core'
import type { RunningDemo } from './running-demo.ts'
import { openStaff } from './store-staff.ts'
import { fillCheckout, newAddress, openStore, placeOrder, signIn, type VisitOptions } from './store-visit.ts'

export const PHONE =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36'
export const WECHAT = `${PHONE} MicroMessenger/8.0.50`
export const DESKTOP = { width: 1280, height: 900 } as const

/** As much of the cashier's page as tests compare. */
export type Facts = {
  state: string
  due: number
  captured: number
  open: number
  attempts: {
    no: string
    channel: string
    method: string
    amount: number
    state: string
    orderNos: string[]
    groupNo: string | null
  }[]
  orders: { no: string; open: number; received: number; paymentState: string; apart: boolean }[]
}

export const factsOf = async (page: Page, no: string): Promise<Facts> =>
  (await (await page.request.get(`/v1/trades/${no}/cashier`)).json()) as Facts

/** A buyer before the cashier of a new purchase from the shops that are named. */
export const beforeCashier = async (
  browser: Browser,
  demo: RunningDemo,
  phone: string,
  { shops, ...look }: VisitOptions & { readonly shops?: readonly number[] } = {},
) => {
  const opened = await openStore(browser, demo.url, look)
  await signIn(opened.page, phone)
  await newAddress(opened.page)
  await fillCheckout(opened.page, shops)
  const no = await placeOrder(opened.page)
  await opened.page.getByTestId('pay-now').waitFor()
  return { ...opened, no }
}

/** Two of the staff put money and points into a buyer's wallet. */
export const fillWallet = async (browser: Browser, demo: RunningDemo, page: Page, sizes: Sizes) => {
  const { id } = (await (await page.request.get('/v1/session')).json()) as { id: string }
  const admin = await openStaff(browser, demo.url, 'admin')
  const second = { name: 'A second checker', username: `checker_${id.slice(-8)}`, password: 'tongbao-demo' }
  await admin.send('POST', '/v1/staff', { ...second, role: 'senior_finance', shopId: null })
  await admin.close()
  const maker = await openStaff(browser, demo.url, 'senior')
  const checker = await openStaff(browser, demo.url, second.username)
  for (const [kind, size] of Object.entries(sizes)) {
    const wish = { buyerId: id, kind, direction: 'in', size, reason: 'a gift for a test' }
    const asked = (await maker.send('POST', '/v1/wallet-adjustments', wish)) as { no: string }
    await checker.send('POST', `/v1/wallet-adjustments/${asked.no}/approve`, {})
  }
  await maker.close()
  await checker.close()
}
type Sizes = { readonly wallet?: number; readonly points?: number }

/** On a page of the simulator that the payer was led to: presses one of its buttons, then goes back to the shop. */
export const payAway = async (page: Page, act: string, back = '**/pay/*'): Promise<void> => {
  // The page that follows has links of its own: none of the page before is taken for them.
  const next = page.waitForEvent('load')
  await page.locator(`button[name=act][value=${act}]`).click()
  await next
  await page.locator('a[href*="/return?"], a[href*="/pay/"], form[action*="/return?"] button').first().click()
  await page.waitForURL(back)
}
