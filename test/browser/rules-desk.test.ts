import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { rowsOf } from './console-pages.ts'
import { button, choose, type Desk, LONG, looksRight, offered, openDesk, press, yuan } from './desk.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

type Many<T> = { items: T[] }
type Rule = { title: string; enabled: boolean; candidates: { account: string; weight: number }[] }
type Fee = { channel: string; bps: number; minFee: number }
type Setting = { name: string; version: number; value: Record<string, unknown>; reason: string | null }

describe.skipIf(noBrowser)('rules and decisions, at the desk', { timeout: 120_000 }, () => {
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

  const items = async <T>(path: string, who = 'senior') =>
    (await (await desk.as(who)).get<Many<T>>(path)).items

  it('[N14] a routing rule is made, changed and removed; an account that is none is refused', async () => {
    const rules = () => items<Rule>('/v1/routing/rules')
    await desk.visit('senior', async (page, open) => {
      await open('/routing')
      await button(page, '新增规则').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('#title').fill('大额走微信')
      await button(dialog, '新增规则').click()
      await dialog.getByText('必填').first().waitFor()
      await choose(dialog, 'candidates_0_account', '支付宝')
      await choose(dialog, 'channel', '微信支付')
      await dialog.locator('#minAmount').fill('1000')
      await button(dialog, '新增规则').click()
      await dialog.locator('.candidate').getByText('该账户不属于所选渠道').waitFor()
      expect(await rules()).toEqual([])
      expect(await offered(dialog, 'candidates_0_account')).toEqual(['微信支付 (wechat)'])
      await choose(dialog, 'candidates_0_account', '微信支付')
      expect(await offered(dialog, 'method')).toContain('扫码')
      await choose(dialog, 'method', '扫码')
      await choose(dialog, 'shopId', '山岚集')
      await looksRight(page)
      await button(dialog, '新增规则').click()
      await dialog.waitFor({ state: 'hidden' })
      expect(await rules()).toMatchObject([
        {
          title: '大额走微信',
          enabled: true,
          channel: 'wechat',
          method: 'native',
          shopId: 1,
          minAmount: 100_000,
          candidates: [{ account: 'wechat', weight: 100 }],
        },
      ])
      const row = page.getByRole('row').filter({ hasText: '大额走微信' })
      await row.getByText('微信支付 · 扫码 · 山岚集 · ¥1,000.00 起').waitFor()
      await row.getByText('微信支付 100%').waitFor()
      await looksRight(page)
      await button(row, '修改').click()
      await dialog.locator('#enabled').click()
      await button(dialog, '修改').click()
      await dialog.waitFor({ state: 'hidden' })
      await row.getByText('停用').waitFor()
      expect(await rules()).toMatchObject([{ enabled: false }])
      await press(page, '删除')
      await expect.poll(rules, LONG).toEqual([])
    })
    await desk.visit('finance', async (page, open) => {
      await open('/routing')
      await page.getByText('按优先级').waitFor()
      expect(await button(page, '新增规则').count(), 'who only reads').toBe(0)
    })
  })

  it('[N14] a fee that is agreed from now on is what the next payment is expected to cost', async () => {
    await desk.visit('senior', async (page, open) => {
      await open('/routing')
      await button(page, '新增费率').click()
      const dialog = page.getByRole('dialog')
      await button(dialog, '新增费率').click()
      await dialog.getByText('必填').first().waitFor()
      await choose(dialog, 'channel', '微信支付')
      await dialog.locator('#bps').fill('54')
      await dialog.locator('#minFee').fill('0.10')
      await dialog.locator('#validFrom').fill('2026-01-01 00:00:00')
      await page.keyboard.press('Enter')
      await button(dialog, '新增费率').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('0.54%').waitFor()
    })
    expect(await items<Fee>('/v1/routing/fees')).toMatchObject([{ channel: 'wechat', bps: 54, minFee: 10 }])
    const { tradeNo } = await desk.bought('wechat')
    const senior = await desk.as('senior')
    const { attempts } = await senior.get<{ attempts: { amount: number; fee: number }[] }>(
      `/v1/payments/${tradeNo}`,
    )
    const { amount, fee } = attempts[0]!
    expect(fee).toBe(Math.max(10, Math.round((amount * 54) / 10_000)))
  })

  it('[N7] the plans of a kind of business are changed with a reason; the next trade has them', async () => {
    const retail = async () =>
      (await items<Setting>('/v1/payment-settings')).find(({ name }) => name === 'plan.retail')!
    const before = await retail()
    await desk.visit('senior', async (page, open) => {
      await open('/payment-policy')
      await button(page, '修改规则').first().click()
      const dialog = page.getByRole('dialog')
      const parts = dialog.locator('#takesParts')
      const wasOn = (await parts.getAttribute('aria-checked')) === 'true'
      expect(wasOn).toBe(before.value.takesParts)
      await parts.click()
      await button(dialog, '修改规则').click()
      await dialog.getByText('必填').waitFor()
      await dialog.locator('#reason').fill('对账简化')
      const { name, version, value } = before
      await button(dialog, '修改规则').click()
      await dialog.waitFor({ state: 'hidden' })
      expect(await retail()).toMatchObject({ name, version: version + 1, reason: '对账简化' })
      expect((await retail()).value.takesParts).toBe(!value.takesParts)
    })
    const { tradeNo } = await desk.placed()
    const cashier = await desk.buyer.get<{ plan: { takesParts: boolean } }>(`/v1/trades/${tradeNo}/cashier`)
    expect(cashier.plan.takesParts).toBe(!before.value.takesParts)
    await desk.visit('finance', async (page, open) => {
      await open('/payment-policy')
      await page.getByText('对账简化').waitFor()
      expect(await button(page, '修改规则').count(), 'who may not').toBe(0)
    })
  })

  it('[N9] what was paid twice is found by a scan, looked at, and noted', async () => {
    await desk.bought('alipay', { quantity: 2 })
    await desk.bought('wechat', { quantity: 2 })
    await desk.visit('finance', async (page, open) => {
      await open('/duplicates')
      await press(page, '立即扫描')
      await expect.poll(() => rowsOf(page), LONG).toBe(1)
      await page.getByText('短时间内重复购买').waitFor()
      await looksRight(page)
      await press(page, '标记已查看', { reason: '买家说是两份礼物' })
      await expect.poll(() => rowsOf(page), LONG).toBe(0)
      await page.getByText('已查看', { exact: true }).click()
      await page.getByText('买家说是两份礼物').waitFor()
    })
    expect(await items('/v1/duplicates?seen=true')).toMatchObject([{ seenBy: 'staff:demo-staff-finance' }])
    await desk.visit('auditor', async (page, open) => {
      await open('/duplicates')
      await rowsOf(page)
      expect(await button(page, '立即扫描').count(), 'who only reads').toBe(0)
    })
  })

  it('[N18] a wallet is changed when another of senior finance agrees, and not when he does not', async () => {
    const { id } = await desk.buyer.get<{ id: string }>('/v1/session')
    type Wallet = { balance: number }
    const balance = async () => (await (await desk.as('senior')).get<Wallet>(`/v1/wallets/${id}`)).balance
    const before = await balance()
    await desk.visit('senior', async (page, open) => {
      await open('/wallet-adjustments')
      for (const [reason, size] of [
        ['迟到的补偿', '5.00'],
        ['重复的补偿', '7.00'],
      ] as const) {
        await button(page, '申请调账').click()
        const dialog = page.getByRole('dialog')
        await dialog.locator('#buyerId').fill(id)
        await dialog.locator('#size').fill(size)
        await dialog.locator('#reason').fill(reason)
        await button(dialog, '申请调账').click()
        await dialog.waitFor({ state: 'hidden' })
      }
      await page.getByText('重复的补偿').waitFor()
      expect(await button(page, '同意调账').count(), 'not his own').toBe(0)
    })
    expect(await balance()).toBe(before)
    await desk.visit('senior2', async (page, open) => {
      await open('/wallet-adjustments?state=requested')
      const row = (text: string) => page.getByRole('row').filter({ hasText: text })
      await looksRight(page)
      await button(row('迟到的补偿'), '同意调账').click()
      await button(page.getByRole('dialog'), '同意调账').click()
      await expect.poll(balance, LONG).toBe(before + 500)
      await button(row('重复的补偿'), '拒绝调账').click()
      await page.getByRole('dialog').locator('#reason').fill('已经补过')
      await button(page.getByRole('dialog'), '拒绝调账').click()
      await expect.poll(() => rowsOf(page), LONG).toBe(0)
    })
    expect(await balance()).toBe(before + 500)
    await desk.visit('finance', async (page, open) => {
      await open('/wallet-adjustments')
      await rowsOf(page)
      expect(await button(page, '申请调账').count(), 'who may not').toBe(0)
    })
  })

  it('[N18] what points are worth is set right in the books by two people, and stays when the second says no', async () => {
    const senior = await desk.as('senior')
    type Worth = { now: { worth: number; booked: number }; items: { state: string }[] }
    const worth = () => senior.get<Worth>('/v1/points-revaluations')
    const setRate = (pointsPerYuan: number) =>
      desk.visit('senior', async (page, open) => {
        await open('/payment-policy')
        await button(page.locator('.ant-card', { hasText: '多少积分抵一元' }), '修改规则').click()
        const dialog = page.getByRole('dialog')
        await dialog.locator('#pointsPerYuan').fill(String(pointsPerYuan))
        await dialog.locator('#reason').fill('积分改值')
        await button(dialog, '修改规则').click()
        await dialog.waitFor({ state: 'hidden' })
      })
    const before = await worth()
    expect(before.now.booked).toBe(before.now.worth)
    await setRate(50)
    const { now } = await worth()
    expect(now.worth).toBe(before.now.worth * 2)
    const asks = (reason: string) =>
      desk.visit('senior', async (page, open) => {
        await open('/wallet-adjustments')
        await press(page, '申请重估', { reason })
        const row = page.getByRole('row').filter({ hasText: reason })
        await row.getByText('待审批').waitFor()
        expect(await button(row, '同意重估').count(), 'not his own').toBe(0)
        expect(await button(page, '申请重估').count(), 'one at a time').toBe(0)
        await looksRight(page)
      })
    await asks('口径未公告')
    await desk.visit('senior2', async (page, open) => {
      await open('/queue/revaluations_to_decide')
      await page.getByText('口径未公告').waitFor()
      await open('/wallet-adjustments')
      await press(page, '拒绝重估', { reason: '先公告' })
      const row = page.getByRole('row').filter({ hasText: '口径未公告' })
      await row.getByText('已拒绝').waitFor()
      await row.getByText('先公告').waitFor()
    })
    expect((await worth()).now).toEqual(now)
    await asks('口径已公告')
    await desk.visit('senior2', async (page, open) => {
      await open('/wallet-adjustments')
      await looksRight(page)
      await press(page, '同意重估')
      const row = page.getByRole('row').filter({ hasText: '口径已公告' })
      await row.getByText('已入账').waitFor()
      await row.getByText(yuan(now.worth - now.booked)).waitFor()
      await looksRight(page)
    })
    expect((await worth()).now).toMatchObject({ worth: now.worth, booked: now.worth })
    await desk.visit('finance', async (page, open) => {
      await open('/wallet-adjustments')
      await page.getByText('口径已公告').waitFor()
      expect(await button(page, '申请重估').count(), 'who may not').toBe(0)
    })
    await setRate(100)
  })

  it('[N13] a dispute is answered before its last day, and won', async () => {
    const { tradeNo, attemptNo } = await desk.attempted('stripe', 'card')
    const pay = async () => (await desk.tell(`/stripe/payables/${attemptNo}/pay`)).status
    await expect.poll(pay, LONG).toBe(200)
    await expect.poll(() => desk.stateOf(tradeNo), LONG).toBe('paid')
    await desk.tell(`/stripe/intents/${attemptNo}/dispute`, { reason: 'product_not_received' })
    type Dispute = {
      disputeNo: string
      state: string
      channelDisputeNo: string
      response: { trackingNo: string }
    }
    const dispute = async () => (await items<Dispute>('/v1/disputes', 'service'))[0]
    await expect.poll(async () => (await dispute())?.state, LONG).toBe('needs_response')
    const no = (await dispute())!.disputeNo
    await desk.visit('operations', async (page, open) => {
      await open(`/disputes/${no}`)
      await page.locator('.due-left').waitFor()
      expect(await button(page, '举证').count(), 'who may not').toBe(0)
    })
    await desk.visit('service', async (page, open) => {
      await open(`/disputes/${no}`)
      await page.getByText(/剩余 [67] 天/).waitFor()
      await looksRight(page)
      await button(page, '举证').click()
      const dialog = page.getByRole('dialog')
      await button(dialog, '举证').click()
      await dialog.getByText('必填').waitFor()
      await dialog.locator('#statement').fill('货物已于三日前签收，附签收记录。')
      await dialog.locator('#carrier').fill('顺丰')
      await dialog.locator('#trackingNo').fill('SF1234567890')
      await button(dialog, '举证').click()
      await dialog.waitFor({ state: 'hidden' })
      await expect.poll(async () => (await dispute())?.state, LONG).toBe('under_review')
      expect((await dispute())?.response.trackingNo).toBe('SF1234567890')
      await desk.tell(`/stripe/disputes/${(await dispute())!.channelDisputeNo}/decide`, { outcome: 'won' })
      await page.getByText('胜诉').first().waitFor(LONG)
    })
  })

  it('[K1] how long messages are kept is changed within its bounds, and not beyond them', async () => {
    type Kept = { subject: string; keepDays: number; mostDays: number }
    const kept = async () => (await items<Kept>('/v1/retention', 'admin'))[0]!
    const { keepDays, mostDays } = await kept()
    await desk.visit('operations', async (page, open) => {
      await open('/push?tab=times')
      const row = page.getByRole('region', { name: '保留期限' }).getByRole('row').nth(1)
      const box = row.getByRole('spinbutton')
      await looksRight(page)
      await box.fill(String(mostDays + 1))
      await box.blur()
      const typed = async () => Number(await box.inputValue())
      await expect.poll(typed, { ...LONG, message: 'the field keeps within its bounds' }).toBe(mostDays)
      await box.fill(String(keepDays + 1))
      await button(row, '保存').click()
      await expect.poll(async () => (await kept()).keepDays, LONG).toBe(keepDays + 1)
    })
    await desk.visit('service', async (page, open) => {
      await open('/push')
      await page.getByRole('switch').first().waitFor()
      expect(await page.getByRole('switch', { disabled: false }).count(), 'who only reads').toBe(0)
    })
  })

  it('[A14] a shop is opened, its code once; a product is made for it; its owner alone edits its words', async () => {
    type Shop = { id: number; code: string; name: string; baseFreight: number; warehouseId: number }
    const shops = () => items<Shop>('/v1/console/shops', 'admin')
    await desk.visit('admin', async (page, open) => {
      await open('/shops')
      await button(page, '开设店铺').click()
      const dialog = page.getByRole('dialog')
      const fill = (fields: Readonly<Record<string, string>>) =>
        Object.entries(fields).reduce(
          (before, [id, value]) => before.then(() => dialog.locator(`#${id}`).fill(value)),
          Promise.resolve(),
        )
      await fill({ code: 'shanlan', name: '新店', nameEn: 'New shop', baseFreight: '8', warehouseId: '4' })
      await looksRight(page)
      const before = await shops()
      await button(dialog, '开设店铺').click()
      await page.getByText('店铺代码已被使用').waitFor()
      expect(await shops()).toEqual(before)
      await fill({ code: 'xindian' })
      await button(dialog, '开设店铺').click()
      await dialog.waitFor({ state: 'hidden' })
      const row = page.getByRole('row').filter({ hasText: 'xindian' })
      await button(row, '编辑店铺').click()
      await fill({ name: '新店二' })
      await looksRight(page)
      await button(dialog, '编辑店铺').click()
      await dialog.waitFor({ state: 'hidden' })
      await row.getByText('新店二').waitFor()
      const made = { code: 'xindian', name: '新店二', baseFreight: 800, warehouseId: 4, version: 2 }
      expect((await shops()).at(-1)).toMatchObject(made)

      await open('/products')
      await press(page, '新增类目', { code: 'trial', name: '试用类目', nameEn: 'Trial', sort: '0' })
      await button(page, '新增商品').click()
      await choose(dialog, 'shopId', '新店二')
      await choose(dialog, 'categoryId', '试用类目')
      await fill({ title: '试单', price: '0.01' })
      await looksRight(page)
      await button(dialog, '新增商品').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('link', { name: '试单' }).waitFor()
    })
    await desk.visit('shanlan', async (page, open) => {
      await open('/shops')
      expect(await rowsOf(page)).toBe(1)
      expect(await button(page, '开设店铺').count()).toBe(0)
      await button(page, '编辑店铺').click()
      const dialog = page.getByRole('dialog')
      for (const id of ['code', 'currency', 'kind', 'selfOperated', 'warehouseId', 'state'])
        expect(await dialog.locator(`#${id}`).isDisabled(), id).toBe(true)
    })
  })
})
