import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { faultsOf } from './console-access.ts'
import { openConsole, rowsOf, signIn as signInStaff } from './console-pages.ts'
import { openBuyer } from './demo-buyer.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'
import {
  axeFindings,
  beginPayment,
  fillCheckout,
  inWallet,
  openStore,
  placeOrder,
  signIn,
} from './store-visit.ts'

let demo: RunningDemo
let browser: Browser
let store: Awaited<ReturnType<typeof openStore>>
let tradeNo: string

describe.skipIf(noBrowser)('pushes in a browser', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
    store = await openStore(browser, demo.url)
    await signIn(store.page, '13900000001')
    await fillCheckout(store.page)
    tradeNo = await placeOrder(store.page)
    await beginPayment(store.page)
    await inWallet(store.page, 'pay')
    await store.page.locator('.result h1').waitFor()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  it('[K1] a buyer finds what he was told, reads it, and the badge is gone', async () => {
    const { page, complaints } = store
    await page.goto('/inbox')
    const told = page.locator('[data-node=paid]')
    await told.waitFor()
    expect(await told.locator('h2').innerText()).toContain('支付成功')
    expect(await told.innerText()).toContain(tradeNo)
    const badge = page.locator('.places a[href="/me"] .place__count')
    await badge.waitFor()
    expect(Number(await badge.innerText())).toBeGreaterThan(0)
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: '全部标为已读' }).click()
    await expect.poll(() => badge.count(), LONG).toBe(0)
    await expect.poll(() => page.locator('.told--new').count(), LONG).toBe(0)
    await told.getByRole('link').click()
    await page.waitForURL(`**/pay/${tradeNo}`)
    expect(complaints).toEqual([])
  })

  it('a buyer chooses his ways, and proves his mail address by a code', async () => {
    const { page, complaints } = store
    await page.goto('/contact')
    const sms = page.getByRole('checkbox', { name: '短信' })
    await sms.click()
    await expect.poll(() => sms.isChecked(), LONG).toBe(false)
    await page.getByLabel('邮箱地址').fill('lin@mail.example')
    await page.getByRole('button', { name: '发送验证码' }).click()
    const code = (await page.getByTestId('demo-code').textContent()) ?? ''
    expect(await axeFindings(page)).toEqual([])
    await page.getByLabel('验证码').fill(code === '000000' ? '000001' : '000000')
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('验证码').fill(code)
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByText('lin@mail.example').waitFor()
    await page.reload()
    await page.getByText('lin@mail.example').waitFor()
    expect(await page.getByRole('checkbox', { name: '短信' }).isChecked()).toBe(false)
    expect(await axeFindings(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('[K1] staff switch a way off and the next buyer is not told by it; the log shows each message', async () => {
    const { page, complaints, open, close } = await openConsole(browser, demo)
    await signInStaff(page, demo, 'admin')
    await open('/push')
    const name = '支付成功 · 用户 · App 推送'
    const app = page.getByRole('switch', { name })
    await app.waitFor()
    expect(await app.getAttribute('aria-checked')).toBe('true')
    const mailOf = page.getByRole('switch', { name: '支付成功 · 用户 · 站内' })
    await mailOf.click()
    await expect.poll(() => mailOf.getAttribute('aria-checked'), LONG).toBe('false')
    const next = await (await openBuyer(demo, '13900000002')).buy()
    await open('/push?tab=messages')
    await expect.poll(() => rowsOf(page), LONG).toBeGreaterThan(2)
    const api = async (path: string) =>
      (await (await page.request.get(`${demo.url}${path}`)).json()) as {
        items: { way: string; node: string }[]
      }
    const ways = async (no: string) =>
      (await api(`/v1/push/messages?no=${no}&node=paid`)).items.map(({ way }) => way).sort()
    // The demo's phones have no address on file but their numbers, and sms is off for this node at first.
    expect(await ways(tradeNo)).toEqual(['site'])
    await expect
      .poll(async () => (await api(`/v1/push/messages?no=${next.orderNos[0]}&node=paid`)).items.length, {
        ...LONG,
      })
      .toBeGreaterThan(0)
    expect(await ways(next.tradeNo)).toEqual([])
    for (const tab of ['switches', 'messages', 'templates', 'times']) {
      await open(`/push?tab=${tab}`)
      await expect.poll(() => page.locator('.ant-skeleton, .ant-spin-spinning').count(), LONG).toBe(0)
      expect(await faultsOf(page), tab).toEqual([])
    }
    expect(complaints).toEqual([])
    await close()
  })

  it('a shop’s staff share an inbox: the bell counts, reading it clears it for all', async () => {
    const visitAs = async (username: string) => {
      const visit = await openConsole(browser, demo, { language: 'en' })
      await signInStaff(visit.page, demo, username)
      return visit
    }
    const clerk = await visitAs('yejing_clerk')
    const bell = (page: typeof clerk.page) => page.getByRole('link', { name: /^Inbox, \d+ unread$/ })
    // The bell stands before its count has come.
    await expect.poll(() => bell(clerk.page).getAttribute('aria-label'), LONG).not.toBe('Inbox, 0 unread')
    await clerk.open('/inbox')
    await clerk.page.getByText('An order is paid').first().waitFor()
    await clerk.page.getByRole('button', { name: 'Mark all as read' }).click()
    await clerk.page.getByRole('link', { name: 'Inbox, 0 unread' }).waitFor()
    const owner = await visitAs('yejing')
    await owner.page.getByRole('link', { name: 'Inbox, 0 unread' }).waitFor()
    await owner.open('/inbox')
    await owner.page.getByText('Where we are told').waitFor()
    expect([...clerk.complaints, ...owner.complaints]).toEqual([])
    await clerk.close()
    await owner.close()
  })
})
