import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { rowsOf } from './console-pages.ts'
import { button, type Desk, LONG, openDesk, press } from './desk.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

describe.skipIf(noBrowser)('money at the desk, in a browser', { timeout: 240_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let desk: Desk
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
    desk = await openDesk(browser, demo)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  })

  it('[N17] the report on the page is the table that is saved, figure by figure', async () => {
    const { tradeNo, attemptNo } = await desk.attempted('wechat', 'native')
    await desk.tell(`/orders/${attemptNo}/pay`)
    await expect.poll(() => desk.stateOf(tradeNo), LONG).toBe('paid')
    await desk.visit('finance', async (page, open) => {
      await open('/payment-report')
      await page.locator('[data-figure=started]').waitFor()
      const shown = () =>
        page.evaluate<Record<string, string>>(
          `Object.fromEntries(Array.from(document.querySelectorAll('[data-figure]'),
            ({ dataset }) => [dataset.figure, dataset.value]))`,
        )
      expect(Number((await shown()).succeeded)).toBeGreaterThan(0)
      expect(Object.keys(await shown()).length).toBeGreaterThan(20)
      const saved = async () => {
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
        return Object.fromEntries(whole.map(([, , code, , value]) => [code, value]))
      }
      // What goes on meanwhile may stand in the one and not yet in the other.
      const bothSay = async () => {
        await open('/payment-report')
        await page.locator('[data-figure=started]').waitFor()
        const onPage = await shown()
        return Object.entries(await saved()).filter(([code, value]) => onPage[code] !== value)
      }
      await expect.poll(bothSay, LONG).toEqual([])
    })
  })

  it('[N14] a transfer that one person records counts when another confirms it', async () => {
    const { tradeNo } = await desk.attempted('offline', 'transfer')
    await desk.visit('finance', async (page, open) => {
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
    expect(await desk.stateOf(tradeNo)).toBe('open')
    await desk.visit('senior', async (page, open) => {
      await open('/hand-entries')
      await page.getByText('BANK-0001').waitFor()
      await press(page, '确认')
    })
    await expect.poll(() => desk.stateOf(tradeNo), LONG).toBe('paid')
  })

  it('[N13] a dispute is given up by two people: one asks, another confirms', async () => {
    const { tradeNo, attemptNo } = await desk.attempted('stripe', 'card')
    await expect
      .poll(async () => (await desk.tell(`/stripe/payables/${attemptNo}/pay`)).status, LONG)
      .toBe(200)
    await expect.poll(() => desk.stateOf(tradeNo), LONG).toBe('paid')
    expect((await desk.tell(`/stripe/intents/${attemptNo}/dispute`, { reason: 'fraudulent' })).status).toBe(
      200,
    )
    await desk.visit('finance', async (page, open) => {
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
    await desk.visit('senior', async (page, open) => {
      await open('/disputes')
      await page.locator('a[href^="/console/disputes/0"]').first().click()
      await press(page, '确认认赔')
      await expect.poll(async () => page.getByText('败诉').count(), LONG).toBeGreaterThan(0)
    })
  })
})

const textOf = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts).toString('utf8')
}
