import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { button, choose, type Desk, looksRight, type Open, openDesk } from './desk.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

type Paid = { attempts: { channel: string }[] }
type Split = { wechat: number; 'wechat-2': number }

describe.skipIf(noBrowser)('two accounts of one channel', { timeout: 120_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let desk: Desk
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo({ TONGBAO_DEMO_ACCOUNTS: 'wechat-2' }), launchBrowser()])
    desk = await openDesk(browser, demo)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  /** Payments one after another, and which account took each. */
  const paid = async (count: number): Promise<Split> => {
    const senior = await desk.as('senior')
    const split = { wechat: 0, 'wechat-2': 0 }
    for (let turn = 0; turn < count; turn++) {
      const { tradeNo } = await desk.bought('wechat')
      const { attempts } = await senior.get<Paid>(`/v1/payments/${tradeNo}`)
      split[attempts[0]!.channel as keyof Split] += 1
    }
    return split
  }
  /** What the report says that each account took; the row of the second names it. */
  const reported = async (page: Page, open: Open): Promise<Split> => {
    await open('/payment-report')
    const rows = page.locator('.ant-table-row').filter({ hasText: '微信支付' })
    await rows.first().waitFor()
    const said = { wechat: 0, 'wechat-2': 0 }
    for (const row of await rows.all()) {
      const account = (await row.locator('[title^=wechat]').getAttribute('title'))?.split('/')[0]
      said[account as keyof Split] = Number(await row.locator('td').nth(4).innerText())
    }
    return said
  }
  const whole = (one: Split, other: Split): Split => ({
    wechat: one.wechat + other.wechat,
    'wechat-2': one['wechat-2'] + other['wechat-2'],
  })

  it('take payments as often as their weights say; the report tells one from the other', async () => {
    expect(await paid(2), 'without a rule the account of the channel’s name takes all').toEqual({
      wechat: 2,
      'wechat-2': 0,
    })
    await desk.visit('senior', async (page, open) => {
      await open('/routing')
      await button(page, '新增规则').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#title').fill('两个账户各一半')
      await choose(dialog, 'channel', '微信支付')
      await choose(dialog, 'candidates_0_account', '(wechat)')
      await button(dialog, '添加账户').click()
      await choose(dialog, 'candidates_1_account', '(wechat-2)')
      await looksRight(page)
      await button(dialog, '新增规则').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('微信支付 50% · 微信支付 2 50%').waitFor()
    })
    // Each goes either way by chance: that 14 all go one way happens once in eight thousand times.
    const half = await paid(14)
    expect(half.wechat).toBeGreaterThan(0)
    expect(half['wechat-2']).toBeGreaterThan(0)
    await desk.visit('senior', async (page, open) => {
      expect(await reported(page, open)).toEqual(whole({ wechat: 2, 'wechat-2': 0 }, half))
      await open('/routing')
      await button(page.getByRole('row').filter({ hasText: '两个账户各一半' }), '修改').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#candidates_0_weight').fill('0')
      await button(dialog, '修改').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('微信支付 0% · 微信支付 2 100%').waitFor()
    })
    expect(await paid(3), 'a weight of nothing takes nothing').toEqual({ wechat: 0, 'wechat-2': 3 })
  })
})
