import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { beforeCashier } from './cashier-visit.ts'
import { faultsOf } from './console-access.ts'
import { openConsole, signIn } from './console-pages.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'

describe.skipIf(noBrowser)('the terms of a kind of business, in a browser', { timeout: 120_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  it('[N16] a plan that finance changes on the page is the one the next buyer is offered at the cashier', async () => {
    const desk = await openConsole(browser, demo)
    const { page } = desk
    await signIn(page, demo, 'senior')
    await desk.open('/payment-policy')
    const card = page.locator('.ant-card').filter({ hasText: '零售付款条件' })
    await card.getByText('34%').waitFor()
    await card.getByRole('button', { name: '修改规则' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('第 1 期比例').fill('60')
    await expect.poll(() => faultsOf(page), LONG).toEqual([])
    await dialog.getByLabel('第 2 期比例').fill('25')
    await dialog.getByLabel('第 3 期比例').fill('25')
    await dialog.getByLabel('起用金额').fill('0.01')
    await dialog.getByLabel('原因').fill('开业优惠')
    const send = dialog.getByRole('button', { name: '修改规则' })
    await send.click()
    await page.getByText('各期比例之和须为 100%').waitFor()
    await dialog.getByLabel('第 1 期比例').fill('50')
    await send.click()
    await dialog.waitFor({ state: 'hidden' })
    await card.getByText('50%').waitFor()
    expect(desk.complaints).toEqual([])
    await desk.close()

    const shopper = await beforeCashier(browser, demo, '13700000161', { shops: [1] })
    const plan = shopper.page.locator('.plan').filter({ has: shopper.page.locator('[data-plan=parts3]') })
    await shopper.page.locator('details').filter({ has: plan }).locator('summary').first().click()
    const due = (await (await shopper.page.request.get(`/v1/trades/${shopper.no}`)).json()) as {
      payableAmount: number
    }
    const yuan = (fen: number) => (fen / 100).toFixed(2)
    await expect.poll(() => plan.locator('li').count(), LONG).toBe(3)
    expect((await plan.locator('li').first().innerText()).replaceAll(',', '')).toContain(
      yuan(Math.round(due.payableAmount / 2)),
    )
    await shopper.page.locator('[data-plan=parts3]').click()
    await expect.poll(() => shopper.page.locator('[data-plan=parts3]').count(), LONG).toBe(0)
    expect(shopper.complaints).toEqual([])
    await shopper.close()
  })
})
