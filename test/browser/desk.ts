import type { Browser, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Client, signInBuyer, signInStaff } from '../../examples/client.ts'
import { faultsOf } from './console-access.ts'
import { openConsole, signIn } from './console-pages.ts'
import { LONG, PASSWORD, type RunningDemo } from './running-demo.ts'
import { openStore } from './store-visit.ts'

export { LONG }

export type Open = (path: string) => Promise<void>
type Many<T> = { items: T[] }
type Sku = { id: number; available: number }
export type Attempted = { readonly tradeNo: string; readonly attemptNo: string; readonly orderNo: string }

/** Who works at the money desk of one demo: a buyer, staff by the API, and the channels' control. */
export async function openDesk(browser: Browser, demo: RunningDemo) {
  const buyer = await signInBuyer(demo.url, '13900000001')
  const people = new Map<string, Promise<Client>>()
  const as = (username: string): Promise<Client> => {
    const known = people.get(username) ?? signInStaff(demo.url, username, PASSWORD)
    people.set(username, known)
    return known
  }
  const tell = (path: string, body: object = {}) =>
    fetch(`${demo.simulatorUrl}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  /** A trade of `quantity` pieces of one shop's first thing that is there. */
  const placed = async ({ shop = 1, quantity = 1 }: Goods = {}) => {
    const { items } = await buyer.get<Many<{ id: number; soldOut: boolean }>>(
      `/v1/products?shop=${shop}&limit=5`,
    )
    const id = items.find(({ soldOut }) => !soldOut)!.id
    const { skus } = await buyer.get<{ skus: Sku[] }>(`/v1/products/${id}`)
    const lines = [{ skuId: skus.find(({ available }) => available > 5)!.id, quantity }]
    const { items: addresses } = await buyer.get<Many<{ id: string }>>('/v1/addresses')
    const basket = { lines, addressId: addresses[0]!.id }
    const { hash } = await buyer.post<{ hash: string }>('/v1/quotes', basket)
    const trade = await buyer.post<{ no: string; orders: { no: string }[] }>('/v1/trades', {
      ...basket,
      quoteHash: hash,
    })
    return { tradeNo: trade.no, orderNo: trade.orders[0]!.no }
  }
  type Goods = { readonly shop?: number; readonly quantity?: number }

  /** A trade, and an attempt to pay it in this way. */
  const attempted = async (
    channel: string,
    method: string,
    { capture, ...goods }: Way = {},
  ): Promise<Attempted> => {
    const trade = await placed(goods)
    const wish = { channel, method, ...(capture ? { capture } : {}) }
    const attempt = await buyer.post<{ no: string }>(`/v1/trades/${trade.tradeNo}/attempts`, wish)
    return { ...trade, attemptNo: attempt.no }
  }
  type Way = Goods & { readonly capture?: 'manual' }

  const stateOf = async (tradeNo: string) =>
    (await buyer.get<{ state: string }>(`/v1/trades/${tradeNo}`)).state
  /** The same, paid at its channel; WeChat Pay and Alipay take it at once. */
  const bought = async (channel: 'wechat' | 'alipay', goods: Goods = {}): Promise<Attempted> => {
    const one = await attempted(channel, 'native', goods)
    const path =
      channel === 'wechat' ? `/orders/${one.attemptNo}/pay` : `/${channel}/payables/${one.attemptNo}/pay`
    await expect.poll(async () => (await tell(path)).status, LONG).toBe(200)
    await expect.poll(() => stateOf(one.tradeNo), LONG).toBe('paid')
    return one
  }

  const visit = async (username: string, run: (page: Page, open: Open) => Promise<void>) => {
    const { page, complaints, open, close } = await openConsole(browser, demo)
    try {
      await signIn(page, demo, username)
      await run(page, open)
      expect(complaints).toEqual([])
    } finally {
      await close()
    }
  }
  /** The store as the buyer sees it who is signed in already: he gets one code a minute, and has had it. */
  const inStore = async (run: (page: Page) => Promise<void>) => {
    const { page, complaints, close } = await openStore(browser, demo.url)
    try {
      await page.context().addCookies([{ name: 'tb_access', value: buyer.token ?? '', url: demo.url }])
      await run(page)
      expect(complaints).toEqual([])
    } finally {
      await close()
    }
  }
  return { buyer, as, tell, placed, attempted, bought, stateOf, visit, inStore }
}
export type Desk = Awaited<ReturnType<typeof openDesk>>

/** An amount as a page shows it. */
export const yuan = (fen: number): string =>
  new Intl.NumberFormat('zh-CN', { style: 'currency', currency: 'CNY' }).format(fen / 100)

/** A button by its words; one of two characters is set with a space between them. */
export const button = (place: Page | Locator, name: string) =>
  place.getByRole('button', { name: new RegExp(`^${[...name].join(' ?')}$`) })

const choices = (place: Locator): Locator =>
  place.page().locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')

/** What a field offers to choose from. */
export const offered = async (place: Locator, field: string): Promise<string[]> => {
  await place.locator(`#${field}`).click()
  await choices(place).first().waitFor()
  const found = await choices(place).allTextContents()
  await place.page().keyboard.press('Tab')
  await choices(place).first().waitFor({ state: 'hidden' })
  return found
}

/** Chooses in a field what has these words. */
export const choose = async (place: Locator, field: string, words: string): Promise<void> => {
  await place.locator(`#${field}`).click()
  await choices(place).filter({ hasText: words }).first().click()
  await choices(place).first().waitFor({ state: 'hidden' })
}

/** The page fits a phone by day and a wide screen by night, and axe finds nothing on it. */
export const looksRight = async (page: Page) => {
  for (const [width, colorScheme] of [
    [360, 'light'],
    [1440, 'dark'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await expect.poll(() => page.locator('.ant-skeleton, .ant-spin-spinning').count(), LONG).toBe(0)
    // The page lays itself out anew a moment after its window has changed.
    const over = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    await expect.poll(over, { ...LONG, message: `wider than ${width} px` }).toBeLessThanOrEqual(0)
    // Colours fade from day to night for a moment.
    await expect.poll(() => faultsOf(page), { ...LONG, interval: 500 }).toEqual([])
  }
}

/** Presses a button that asks back, fills what its dialog wants, and confirms there. */
export const press = async (page: Page, name: string, fields: Readonly<Record<string, string>> = {}) => {
  await button(page, name).first().click()
  const dialog = page.getByRole('dialog')
  for (const [id, value] of Object.entries(fields)) await dialog.locator(`#${id}`).fill(value)
  await button(dialog, name).click()
  await dialog.waitFor({ state: 'hidden' })
}
