import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { beforeCashier, DESKTOP, factsOf, PHONE } from './cashier-visit.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'
import { axeFindings, beginPayment, inWallet, overflow, payBy } from './store-visit.ts'

type Schedule = { schedule: { parts: { amount: number; paid: number }[] }; next: number }
type Back = { goingBack: { amount: number; isBack: boolean }[] }

describe.skipIf(noBrowser)('states of the cashier in a browser', { timeout: 120_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  const tell = async (path: string, body: object = {}) =>
    fetch(`${demo.simulatorUrl}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const cashierOf = async <T>(
    page: Awaited<ReturnType<typeof beforeCashier>>['page'],
    no: string,
  ): Promise<T> => (await (await page.request.get(`/v1/trades/${no}/cashier`)).json()) as T

  it('[N16] a hotel is booked with a deposit: the plan says what is kept, the rest is paid by its day', async () => {
    const { page, no, complaints, close } = await beforeCashier(browser, demo, '13700000201', {
      ...DESKTOP,
      shops: [3],
    })
    await page.locator('.apart summary').first().click()
    await page.getByText('逾期未付余款，定金归店铺').first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.locator('button[data-plan=deposit]').click()
    await page.locator('.schedule .plan__parts li').nth(1).waitFor()
    const chosen = await cashierOf<Schedule>(page, no)
    expect(chosen.schedule.parts.map(({ paid }) => paid)).toEqual([0, 0])
    expect(chosen.next).toBe(chosen.schedule.parts[0]!.amount)
    await beginPayment(page)
    await inWallet(page, 'pay')
    await page.getByText('已付', { exact: true }).waitFor()
    await page.getByTestId('pay-now').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await beginPayment(page, 'alipay/native')
    await inWallet(page, 'pay')
    await page.locator('.result h1').waitFor()
    const { attempts, captured, due } = await factsOf(page, no)
    expect(attempts.map(({ amount }) => amount).reverse()).toEqual(
      chosen.schedule.parts.map((part) => part.amount),
    )
    expect(captured).toBe(due)
    expect(complaints).toEqual([])
    await close()
  })

  it('[N9] money that comes after the close is said to go back, and then to be back', async () => {
    const { page, no, complaints, close } = await beforeCashier(browser, demo, '13700000202', { shops: [1] })
    await beginPayment(page)
    const [attempt] = (await factsOf(page, no)).attempts
    await page.locator('.cancel button').click()
    await page.getByRole('dialog').getByRole('button').last().click()
    await page.getByRole('heading', { name: '交易已关闭' }).waitFor({ timeout: 30_000 })
    expect(await page.locator('.going-back').count()).toBe(0)
    expect((await tell(`/orders/${attempt!.no}/pay`, { inFlight: true })).status).toBe(200)
    await page.locator('.going-back').waitFor({ timeout: 30_000 })
    await page.locator('.going-back').getByText('已退回').waitFor({ timeout: 30_000 })
    expect(await axeFindings(page)).toEqual([])
    const { goingBack } = await cashierOf<Back>(page, no)
    expect(goingBack).toMatchObject([{ amount: attempt!.amount, isBack: true }])
    expect(complaints).toEqual([])
    await close()
  })

  it('[N5] another amount than was asked for is no payment: the page says so and offers no second one', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000203', { shops: [1] })
    await beginPayment(page)
    const [attempt] = (await factsOf(page, no)).attempts
    await tell('/wechat/faults', { fault: 'paid_wrong_amount', order: attempt!.no, remaining: 9 })
    await tell(`/orders/${attempt!.no}/pay`)
    await page.getByRole('alert').getByText('收到的款项与订单不符').waitFor({ timeout: 30_000 })
    expect(await page.getByTestId('pay-now').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
    expect((await factsOf(page, no)).attempts.map(({ state }) => state)).toEqual(['conflicted'])
    await close()
  })

  it('[N7] paid in another window: this one follows, and nothing can be paid twice', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000204', {
      ...DESKTOP,
      shops: [1],
    })
    const other = await page.context().newPage()
    await other.goto(page.url())
    await beginPayment(other)
    await page.locator('.qr').waitFor()
    await other.locator('.attempt > .button').click()
    await beginPayment(other, 'alipay/native')
    await inWallet(other, 'pay')
    for (const one of [page, other]) await one.locator('.result h1').waitFor({ timeout: 30_000 })
    const states = (await factsOf(page, no)).attempts.map(({ channel, state }) => `${channel} ${state}`)
    expect(states).toEqual(['alipay succeeded', 'wechat closed'])
    await close()
  })

  it('[N9] when the time is over the page closes by itself, code and all', async () => {
    const { page, no, close } = await beforeCashier(browser, demo, '13700000205', { shops: [1] })
    await beginPayment(page)
    await demo.expire(no)
    await page.getByRole('heading', { name: '交易已关闭' }).waitFor({ timeout: 30_000 })
    expect(await page.locator('.qr').count()).toBe(0)
    expect(await axeFindings(page)).toEqual([])
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    const late = await page.request.post(`/v1/trades/${no}/attempts`, {
      data: { channel: 'wechat', method: 'native' },
      headers: { 'idempotency-key': 'after-the-time' },
    })
    expect(late.ok()).toBe(false)
    await expect.poll(async () => (await factsOf(page, no)).attempts[0]?.state, LONG).toBe('closed')
    await close()
  })

  it('a session that ended at the cashier leads to the door and back; nothing was begun, and one payment is', async () => {
    const { page, no, complaints, close } = await beforeCashier(browser, demo, '13700000207', { shops: [1] })
    const signedIn = await page.context().cookies()
    await page.context().clearCookies()
    await page.getByTestId('pay-now').click()
    await page.waitForURL('**/sign-in?next=*')
    expect(await axeFindings(page)).toEqual([])
    // Signed in again: a phone is sent one code a minute, so not by another.
    await page.context().addCookies(signedIn)
    await page.reload()
    await page.waitForURL(`**/pay/${no}`)
    await page.getByTestId('pay-now').waitFor()
    expect((await factsOf(page, no)).attempts).toEqual([])
    await beginPayment(page)
    await page.goBack()
    await page.goForward()
    await page.locator('.qr').waitFor()
    expect((await factsOf(page, no)).attempts).toHaveLength(1)
    expect(complaints).toEqual([])
    await close()
  })

  it('in our own app the page hands the payment to the app, and follows what becomes of it', async () => {
    const { page, no, complaints, close } = await beforeCashier(browser, demo, '13700000206', {
      userAgent: PHONE,
      shops: [1],
    })
    // What a native app puts into its pages; it takes the payload to the wallet's kit.
    await page.addInitScript('window.TongbaoApp = { pay: (payload) => { window.handed = payload } }')
    await page.reload()
    await page.getByTestId('pay-now').waitFor()
    const offered = await page.evaluate(
      'Array.from(document.querySelectorAll("input[name=method]"), (one) => one.value)',
    )
    expect(offered).toContain('wechat/app')
    expect(offered).not.toContain('wechat/native')
    await payBy(page, 'wechat/app')
    await page.getByTestId('go-pay').waitFor()
    const handed = async () => (await page.evaluate('window.handed')) as string | undefined
    await expect.poll(async () => (await handed())?.length ?? 0, LONG).toBeGreaterThan(20)
    expect(await axeFindings(page)).toEqual([])
    const [attempt] = (await factsOf(page, no)).attempts
    await tell(`/orders/${attempt!.no}/pay`)
    await page.locator('.result h1').waitFor({ timeout: 30_000 })
    expect((await factsOf(page, no)).attempts.map(({ method, state }) => `${method} ${state}`)).toEqual([
      'app succeeded',
    ])
    expect(complaints).toEqual([])
    await close()
  })
})
