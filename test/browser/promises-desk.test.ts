import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { type Attempted, button, type Desk, LONG, looksRight, openDesk, press, yuan } from './desk.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

type Attempt = { no: string; state: string; captured: number; held: number; actions: string[] }
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

  it('[N12] a hold is taken in parts on the page, the rest staying held; then the rest is taken, or let go', async () => {
    const held = async () => {
      const one = await desk.attempted('alipay', 'native', { capture: 'manual', shop: HOTEL })
      const pay = async () => (await desk.tell(`/alipay/payables/${one.attemptNo}/pay`)).status
      await expect.poll(pay, LONG).toBe(200)
      await expect.poll(async () => (await payment(one.tradeNo)).attempts[0]!.state, LONG).toBe('authorized')
      return one
    }
    const holdOf = async ({ tradeNo, attemptNo }: Attempted) =>
      (await payment(tradeNo)).attempts.find(({ no }) => no === attemptNo)!
    const [taken, freed] = [await held(), await held()]
    const { due } = await payment(taken.tradeNo)
    const takes = async (page: Page, amount: number, rest: '继续冻结' | '退回付款人') => {
      await button(page, '请款').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#amount').fill(`${amount / 100}`)
      await dialog.getByText(rest, { exact: true }).click()
      return dialog
    }
    await desk.visit('finance', async (page, open) => {
      for (const one of [taken, freed]) {
        await open(`/payments/${one.tradeNo}`)
        const dialog = await takes(page, 20_000, '继续冻结')
        await dialog.locator(`[data-rest="${due - 20_000}"]`, { hasText: '可再次请款或释放' }).waitFor()
        await looksRight(page)
        await button(dialog, '请款').click()
        await dialog.waitFor({ state: 'hidden' })
        await expect.poll(async () => (await holdOf(one)).held, LONG).toBe(due - 20_000)
        await expect.poll(async () => (await payment(one.tradeNo)).captured, LONG).toBe(20_000)
      }
      await page
        .getByText(yuan(due - 20_000), { exact: true })
        .first()
        .waitFor(LONG)
      await press(page, '释放')
      await expect.poll(async () => (await holdOf(freed)).state, LONG).toBe('closed')
      await open(`/payments/${taken.tradeNo}`)
      const dialog = await takes(page, due - 21_000, '退回付款人')
      await dialog.locator('[data-rest="1000"]', { hasText: '从订单价格中减免' }).waitFor()
      await button(dialog, '请款').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('已付清').first().waitFor(LONG)
    })
    expect(await payment(taken.tradeNo)).toMatchObject({ due: due - 1_000, captured: due - 1_000 })
    expect(await payment(freed.tradeNo)).toMatchObject({ due, captured: 20_000 })
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
      await dialog.locator('[data-rest="100"]').waitFor()
      expect(await dialog.getByText('继续冻结').count(), 'a card is charged once').toBe(0)
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
