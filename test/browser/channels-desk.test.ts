import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { rowsOf } from './console-pages.ts'
import { button, type Desk, LONG, looksRight, openDesk, press } from './desk.ts'
import { payElsewhere, refundElsewhere } from './other-system.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

type Many<T> = { items: T[] }
type Line = { id: number; subjectNo: string; outcome: string; seenBy: string | null; note: string | null }

describe.skipIf(noBrowser)('what channels say, at the money desk', { timeout: 120_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let desk: Desk
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([
      startDemo({ TONGBAO_SHARING_CHANNELS: 'wechat,alipay' }),
      launchBrowser(),
    ])
    desk = await openDesk(browser, demo)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  const waiting = async (query = 'seen=false') =>
    (await (await desk.as('finance')).get<Many<Line>>(`/v1/evidence?${query}`)).items

  it('[N5] a genuine message about nothing of ours waits for a person, who says what he found', async () => {
    await payElsewhere(demo, 'ERP-2026-ABC', 12_345)
    await expect
      .poll(async () => (await waiting()).map(({ outcome }) => outcome), LONG)
      .toEqual(['no_subject'])
    await desk.visit('finance', async (page, open) => {
      await open('/queue/evidence_unclaimed')
      await page.getByRole('link', { name: 'ERP-2026-ABC' }).click()
      await page.getByText('账上没有这个单号', { exact: true }).waitFor()
      await page.getByText('¥123.45').first().waitFor()
      await page.getByText('TRANSACTION.SUCCESS').waitFor()
      await looksRight(page)
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: '下载报文' }).click(),
      ])
      expect(download.suggestedFilename()).toBe(`evidence-${(await waiting())[0]!.id}.txt`)
      await press(page, '核实完毕', { reason: '仓储系统用同一商户号收的押金' })
      await page.getByText('仓储系统用同一商户号收的押金').waitFor()
      expect(await button(page, '核实完毕').count()).toBe(0)
      await open('/evidence?seen=yes')
      expect(await rowsOf(page)).toBe(1)
      await looksRight(page)
    })
    expect(await waiting()).toEqual([])
    expect((await waiting('seen=true'))[0]).toMatchObject({
      seenBy: 'staff:demo-staff-finance',
      note: '仓储系统用同一商户号收的押金',
    })
  })

  it('[N5] a refund that was rejected here and sent elsewhere stands beside our books, and changes none', async () => {
    const { tradeNo, orderNo, attemptNo } = await desk.bought('wechat')
    const [service, senior] = await Promise.all([desk.as('service'), desk.as('senior')])
    const wish = { lines: [{ lineNo: 1, quantity: 1 }], reason: '不想要了' }
    type Asked = { no: string; state: string }
    const asked = await service.post<Asked>(`/v1/orders/${orderNo}/refunds`, wish)
    await senior.post(`/v1/refunds/${asked.no}/reject`, { reason: '已发货' })
    type Paid = { attempts: { channelNo: string; amount: number }[] }
    const [paid] = (await senior.get<Paid>(`/v1/payments/${tradeNo}`)).attempts
    const { channelNo, amount: total } = paid!
    await refundElsewhere(demo, { refundNo: asked.no, attemptNo, channelNo, amount: total, total })
    await expect
      .poll(async () => (await waiting()).map(({ outcome }) => outcome)[0], LONG)
      .toBe('contradicted')
    expect((await senior.get<Asked>(`/v1/refunds/${asked.no}`)).state).toBe('rejected')
    await desk.visit('auditor', async (page, open) => {
      await open('/evidence')
      await page.getByRole('link', { name: asked.no }).first().click()
      await page.locator('.compare-off').first().waitFor()
      await page.locator(`.compare a[href="/console/refunds/${asked.no}"]`).waitFor()
      await page.locator(`.compare a[href="/console/orders/${orderNo}"]`).waitFor()
      expect(await button(page, '核实完毕').count(), 'who only reads says nothing').toBe(0)
    })
    await desk.visit('service', async (page, open) => {
      await open('/evidence')
      await page.getByRole('alert').waitFor()
      expect(await page.locator('.side-menu a[href$="/evidence"]').count()).toBe(0)
    })
  })

  it('[P7] money is shared out by two people, and asked back; why it failed is said in words', async () => {
    await desk.tell('/wechat/limits', { shareDelay: false })
    const { tradeNo, attemptNo } = await desk.bought('wechat')
    await desk.tell('/wechat/faults', { fault: 'share_failed', order: attemptNo, remaining: 1, param: 1 })
    await desk.tell('/wechat/faults', { fault: 'share_return_failed', order: attemptNo, remaining: 1 })
    await desk.visit('senior', async (page, open) => {
      await open(`/payments/${tradeNo}`)
      await button(page, '申请分账').click()
      const dialog = page.getByRole('dialog')
      await button(dialog, '添加接收方').click()
      for (const [at, account, yuan] of [
        [0, '1900000110', '99999'],
        [1, '1900000111', '2'],
      ] as const) {
        await dialog.locator(`#receivers_${at}_account`).fill(account)
        await dialog.locator(`#receivers_${at}_name`).fill(`商户 ${account}`)
        await dialog.locator(`#receivers_${at}_amount`).fill(yuan)
      }
      await dialog.locator('#reason').fill('按约定分账')
      await button(dialog, '申请分账').click()
      await page.getByText('超过可分账金额').first().waitFor()
      await dialog.locator('#receivers_0_amount').fill('3')
      await button(dialog, '申请分账').click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('row').filter({ hasText: '待审批' }).getByRole('link').first().click()
      await page.getByRole('heading', { name: '分账单' }).waitFor()
      expect(await button(page, '同意分账').count(), 'not his own').toBe(0)
    })
    await desk.visit('senior2', async (page, open) => {
      await open('/queue/sharings_to_approve')
      await page.locator('a[href^="/console/sharings/9"]').first().click()
      await press(page, '同意分账')
      const receiver = (account: string) => page.getByRole('row').filter({ hasText: account })
      await receiver('1900000111').getByText('接收方账户异常').waitFor(LONG)
      await receiver('1900000110').getByText('已分出').waitFor()
      await looksRight(page)
      await press(page, '要求回退', { amount: '1', reason: '多分了' })
      await press(page, '要求回退', { amount: '2', reason: '退货' })
      await page.getByText('付出方账户异常').waitFor(LONG)
      await page.locator('.badge', { hasText: '已回退' }).waitFor(LONG)
      expect(await button(page, '要求回退').count(), 'nothing is left with him').toBe(0)
      await press(page, '不再要回', { reason: '金额太小' })
      await page.locator('.badge', { hasText: '不再回退' }).waitFor(LONG)
      await open('/sharings?shop=1')
      expect(await rowsOf(page)).toBe(1)
      await looksRight(page)
    })
    type Parts = { sharings: { shared: number; receivers: { returned: number; left: number }[] }[] }
    const senior = await desk.as('senior')
    const { sharings } = await senior.get<Parts>(`/v1/attempts/${attemptNo}/sharings`)
    expect(sharings).toMatchObject([{ shared: 300, receivers: [{ left: 0 }, { returned: 0, left: 0 }] }])
    expect([100, 200]).toContain(sharings[0]!.receivers[0]!.returned)
  })

  it('[P7] what a wallet refund at Alipay leaves with a receiver waits in a queue; two people enter what came back', async () => {
    const { orderNo, attemptNo } = await desk.bought('alipay')
    const [service, senior, senior2] = await Promise.all(['service', 'senior', 'senior2'].map(desk.as))
    const account = '2088000000000401'
    const part = { type: 'merchant', account, amount: 100, description: '货款' }
    type Shared = { no: string; state: string }
    const wish = { receivers: [part], isLast: false, reason: '按约定分账' }
    const shared = await senior!.post<Shared>(`/v1/attempts/${attemptNo}/sharings`, wish)
    await senior2!.post(`/v1/sharings/${shared.no}/approve`, {})
    const state = async () => (await senior!.get<Shared>(`/v1/sharings/${shared.no}`)).state
    await expect.poll(state, LONG).toBe('finished')
    const back = { reason: '改退余额', to: 'wallet' }
    const { no } = await service!.post<Shared>(`/v1/orders/${orderNo}/refunds`, back)
    await senior!.post(`/v1/refunds/${no}/approve`, {})
    await desk.visit('senior', async (page, open) => {
      await open('/queue/sharings_owed')
      await page.getByText(account).waitFor(LONG)
      await looksRight(page)
      await page.locator('tbody a[href^="/console/sharings/9"]').first().click()
      await page.locator('.badge', { hasText: '应收未还' }).waitFor(LONG)
      await press(page, '登记退回', { reference: 'BANK-401' })
      await page.locator('.badge', { hasText: '已另行退回，待确认' }).waitFor(LONG)
      expect(await button(page, '确认收到').count(), 'not what he said himself').toBe(0)
      await looksRight(page)
    })
    await desk.visit('senior2', async (page, open) => {
      await open(`/sharings/${shared.no}`)
      await page.getByText('BANK-401').waitFor(LONG)
      await press(page, '确认收到')
      await page.locator('.badge', { hasText: '已回退' }).waitFor(LONG)
    })
  })
})
