import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { button, type Desk, LONG, looksRight, openDesk, press } from './desk.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

type Attempt = { no: string; state: string; captured: number; actions: string[] }
type Payment = { state: string; due: number; captured: number; attempts: Attempt[] }
type Schedule = { plan: string | null; parts: { kind: string; amount: number; paid: number }[] }

/** The demo's hotel: it confirms each booking, and offers a deposit. */
const HOTEL = 3

describe.skipIf(noBrowser)('what is due in parts or held, at the desk', { timeout: 120_000 }, () => {
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
  }, 30_000)

  const payment = async (no: string) => (await desk.as('finance')).get<Payment>(`/v1/payments/${no}`)
  const schedule = async (no: string) => (await desk.as('finance')).get<Schedule>(`/v1/trades/${no}/schedule`)

  it('[N12] what was used beyond the order is asked for on its page, and paid by the buyer', async () => {
    const { tradeNo, orderNo } = await desk.bought('alipay')
    const owner = await desk.as('shanlan')
    await desk.visit('shanlan', async (page, open) => {
      await open(`/orders/${orderNo}`)
      await button(page, '追加收款').click()
      const dialog = page.getByRole('dialog')
      await button(dialog, '追加收款').click()
      await dialog.getByText('必填').first().waitFor()
      await dialog.locator('#amount').fill('12.50')
      await dialog.locator('#title').fill('加急包装')
      await dialog.locator('#reason').fill('买家电话要求')
      await button(dialog, '追加收款').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('补充消费').first().waitFor()
      await page.getByText('待付', { exact: true }).waitFor()
      await looksRight(page)
    })
    expect((await schedule(tradeNo)).parts).toMatchObject([{ kind: 'supplement', amount: 1_250, paid: 0 }])
    await expect(
      owner.post(`/v1/orders/${orderNo}/supplements`, { amount: 0, title: 'x', reason: 'x' }),
    ).rejects.toThrow(/400/)
    const attempt = await desk.buyer.post<{ no: string }>(`/v1/trades/${tradeNo}/attempts`, {
      channel: 'wechat',
      method: 'native',
    })
    await desk.tell(`/orders/${attempt.no}/pay`)
    await expect.poll(async () => (await payment(tradeNo)).state, LONG).toBe('covered')
    await desk.visit('finance', async (page, open) => {
      await open(`/payments/${tradeNo}`)
      await page.getByText('已付清').first().waitFor()
      await looksRight(page)
    })
  })

  it('[N16] a plan stands on the payment with each part, its day and what came in of it', async () => {
    const { tradeNo } = await desk.placed({ shop: HOTEL })
    const { plans } = await desk.buyer.get<{ plans: { plan: string }[] }>(`/v1/trades/${tradeNo}/schedule`)
    await desk.buyer.post(`/v1/trades/${tradeNo}/plan`, { plan: plans[0]!.plan })
    const attempt = await desk.buyer.post<{ no: string; amount: number }>(`/v1/trades/${tradeNo}/attempts`, {
      channel: 'wechat',
      method: 'native',
    })
    await desk.tell(`/orders/${attempt.no}/pay`)
    await expect.poll(async () => (await payment(tradeNo)).captured, LONG).toBe(attempt.amount)
    await desk.visit('finance', async (page, open) => {
      await open(`/payments/${tradeNo}`)
      const rows = page.getByRole('region', { name: '付款计划' }).getByRole('row')
      await rows.filter({ hasText: '已付清' }).waitFor()
      const { parts } = await schedule(tradeNo)
      expect(await rows.filter({ hasText: '待付' }).count()).toBe(parts.length - 1)
    })
  })

  it('[N12] a hold is taken in part on the page, and another let go; more than is held is refused', async () => {
    const held = async () => {
      const one = await desk.attempted('stripe', 'card', { capture: 'manual', shop: HOTEL })
      const pay = async () => (await desk.tell(`/stripe/payables/${one.attemptNo}/pay`)).status
      await expect.poll(pay, LONG).toBe(200)
      const state = async () => (await payment(one.tradeNo)).attempts[0]!.state
      await expect.poll(state, LONG).toBe('authorized')
      return one
    }
    const [taken, freed] = [await held(), await held()]
    const { due } = await payment(taken.tradeNo)
    await desk.visit('finance', async (page, open) => {
      await open(`/payments/${taken.tradeNo}`)
      await button(page, '请款').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#amount').fill('999999')
      await button(dialog, '请款').click()
      await dialog.getByText('不超过已预留的金额').waitFor()
      await dialog.locator('#amount').fill(`${(due - 100) / 100}`)
      await button(dialog, '请款').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('已付清').first().waitFor(LONG)
      await open(`/payments/${freed.tradeNo}`)
      await looksRight(page)
      await press(page, '释放')
    })
    expect(await payment(taken.tradeNo)).toMatchObject({
      state: 'covered',
      due: due - 100,
      captured: due - 100,
    })
    await expect.poll(async () => (await payment(freed.tradeNo)).attempts[0]!.state, LONG).toBe('closed')
    await desk.visit('service', async (page, open) => {
      const third = await held()
      await open(`/payments/${third.tradeNo}`)
      await page.getByText('已预留').first().waitFor()
      expect(await button(page, '请款').count(), 'who may not charge').toBe(0)
    })
  })
})
