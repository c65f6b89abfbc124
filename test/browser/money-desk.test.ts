import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInBuyer } from '../../examples/client.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openConsole, rowsOf, signIn } from './console-pages.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

type Open = (path: string) => Promise<void>
type Many<T> = { items: T[] }
type Sku = { id: number; available: number }

const LONG = { timeout: 30_000, interval: 500 }

describe.skipIf(noBrowser)('money at the desk, in a browser', { timeout: 240_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let buyer: Awaited<ReturnType<typeof signInBuyer>>
  beforeAll(async () => {
    demo = await startDemo()
    browser = await launchBrowser()
    buyer = await signInBuyer(demo.url, '13900000001')
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  })

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
  const tell = (path: string, body: object = {}) =>
    fetch(`${demo.simulatorUrl}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  /** A trade of one thing, and an attempt to pay it in this way. */
  const attempted = async (channel: string, method: string) => {
    const { items } = await buyer.get<Many<{ id: number; soldOut: boolean }>>('/v1/products?shop=1&limit=5')
    const { skus } = await buyer.get<{ skus: Sku[] }>(
      `/v1/products/${items.find(({ soldOut }) => !soldOut)!.id}`,
    )
    const lines = [{ skuId: skus.find(({ available }) => available > 5)!.id, quantity: 1 }]
    const { items: addresses } = await buyer.get<Many<{ id: string }>>('/v1/addresses')
    const basket = { lines, addressId: addresses[0]!.id }
    const { hash } = await buyer.post<{ hash: string }>('/v1/quotes', basket)
    const trade = await buyer.post<{ no: string }>('/v1/trades', { ...basket, quoteHash: hash })
    const attempt = await buyer.post<{ no: string }>(`/v1/trades/${trade.no}/attempts`, { channel, method })
    return { tradeNo: trade.no, attemptNo: attempt.no }
  }
  const stateOf = async (tradeNo: string) =>
    (await buyer.get<{ state: string }>(`/v1/trades/${tradeNo}`)).state
  /** A button of two characters is set with a space between them. */
  const button = (place: Page | Locator, name: string) =>
    place.getByRole('button', { name: new RegExp(`^${[...name].join(' ?')}$`) })
  const press = async (page: Page, name: string) => {
    await button(page, name).first().click()
    const dialog = page.getByRole('dialog')
    await button(dialog, name).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  it('[N17] the report on the page is the table that is saved, figure by figure', async () => {
    const { tradeNo, attemptNo } = await attempted('wechat', 'native')
    await tell(`/orders/${attemptNo}/pay`)
    await expect.poll(() => stateOf(tradeNo), LONG).toBe('paid')
    await visit('finance', async (page, open) => {
      await open('/payment-report')
      await page.locator('[data-figure=started]').waitFor()
      const shown = Object.fromEntries(
        await Promise.all(
          (await page.locator('[data-figure]').all()).map(async (one) => [
            await one.getAttribute('data-figure'),
            await one.getAttribute('data-value'),
          ]),
        ),
      )
      expect(Number(shown.succeeded)).toBeGreaterThan(0)
      expect(Object.keys(shown).length).toBeGreaterThan(20)
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: '导出 CSV' }).click(),
      ])
      expect(download.suggestedFilename()).toBe('payments.csv')
      const csv = await textOf(await download.createReadStream())
      const whole = csv
        .split('\r\n')
        .filter((line) => line.startsWith('总览,'))
        .map((line) => line.split(','))
      expect(Object.fromEntries(whole.map(([, , code, , value]) => [code, value]))).toEqual(shown)
    })
  })

  it('[N14] a transfer that one person records counts when another confirms it', async () => {
    const { tradeNo } = await attempted('offline', 'transfer')
    await visit('finance', async (page, open) => {
      await open(`/payments/${tradeNo}`)
      await page.getByRole('button', { name: '登记收款' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#reference').fill('BANK-0001')
      await dialog.getByRole('button', { name: '登记收款' }).click()
      await dialog.waitFor({ state: 'hidden' })
      await open('/hand-entries')
      expect(await rowsOf(page)).toBe(1)
      await page.getByText('BANK-0001').waitFor()
      expect(await button(page, '确认').count(), 'not his own').toBe(0)
    })
    expect(await stateOf(tradeNo)).toBe('open')
    await visit('senior', async (page, open) => {
      await open('/hand-entries')
      await page.getByText('BANK-0001').waitFor()
      await press(page, '确认')
    })
    await expect.poll(() => stateOf(tradeNo), LONG).toBe('paid')
  })

  it('[N13] a dispute is given up by two people: one asks, another confirms', async () => {
    const { tradeNo, attemptNo } = await attempted('stripe', 'card')
    await expect.poll(async () => (await tell(`/stripe/payables/${attemptNo}/pay`)).status, LONG).toBe(200)
    await expect.poll(() => stateOf(tradeNo), LONG).toBe('paid')
    expect((await tell(`/stripe/intents/${attemptNo}/dispute`, { reason: 'fraudulent' })).status).toBe(200)
    await visit('finance', async (page, open) => {
      const found = async () => {
        await open('/disputes')
        return rowsOf(page)
      }
      await expect.poll(found, LONG).toBe(1)
      await page.locator('a[href^="/console/disputes/0"]').first().click()
      await page.getByRole('button', { name: '申请认赔' }).waitFor()
      await button(page, '举证').waitFor()
      await press(page, '申请认赔')
      await page.getByRole('button', { name: '申请认赔' }).waitFor({ state: 'detached' })
      expect(await page.getByRole('button', { name: '确认认赔' }).count(), 'not his own').toBe(0)
    })
    await visit('senior', async (page, open) => {
      await open('/disputes')
      await page.locator('a[href^="/console/disputes/0"]').first().click()
      await press(page, '确认认赔')
      await expect.poll(async () => page.getByText('败诉').count(), LONG).toBeGreaterThan(0)
    })
  })

  it('[N18] a wallet is changed by two of senior finance, and by nobody else', async () => {
    await visit('finance', async (page, open) => {
      await open('/wallet-adjustments')
      await rowsOf(page)
      expect(await page.getByRole('button', { name: '申请调账' }).count()).toBe(0)
    })
    const { id } = await buyer.get<{ id: string }>('/v1/session')
    await visit('senior', async (page, open) => {
      await open('/wallet-adjustments')
      await page.getByRole('button', { name: '申请调账' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#buyerId').fill(id)
      await dialog.locator('#size').fill('500')
      await dialog.locator('#reason').fill('迟到的补偿')
      await dialog.getByRole('button', { name: '申请调账' }).click()
      await dialog.waitFor({ state: 'hidden' })
      const asked = page.getByRole('row').filter({ hasText: '迟到的补偿' })
      await asked.getByText('待审批').waitFor()
      expect(await asked.getByRole('button', { name: '同意调账' }).count(), 'not his own').toBe(0)
    })
  })
})

const textOf = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts).toString('utf8')
}
