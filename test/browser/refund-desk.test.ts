import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { button, type Desk, LONG, looksRight, openDesk, press } from './desk.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'

type Asked = { no: string; state: string; redirect: { tail: string; holder: string } | null }

describe.skipIf(noBrowser)(
  'a refund that the account of its payer cannot take, at the money desk',
  {
    timeout: 120_000,
  },
  () => {
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

    const refundOf = async (no: string) => (await desk.as('senior')).get<Asked>(`/v1/refunds/${no}`)
    const stateOf = async (no: string) => (await refundOf(no)).state

    /** A refund that the payer's bank has turned away. */
    const abnormal = async (): Promise<string> => {
      const { orderNo, attemptNo } = await desk.bought('wechat')
      await desk.tell('/wechat/faults', { fault: 'refund_abnormal', order: attemptNo, remaining: 1 })
      const [service, senior] = await Promise.all([desk.as('service'), desk.as('senior')])
      const wish = { lines: [{ lineNo: 1, quantity: 1 }], reason: '不想要了' }
      const { no } = await service.post<Asked>(`/v1/orders/${orderNo}/refunds`, wish)
      await senior.post(`/v1/refunds/${no}/approve`, {})
      await expect.poll(() => stateOf(no), LONG).toBe('failed')
      return no
    }

    /** A refund that its channel refuses for good, and does not know when it is asked again. */
    const refused = async () => {
      const bought = await desk.bought('alipay')
      await desk.tell(`/alipay/orders/${bought.attemptNo}/finish`)
      const [service, senior] = await Promise.all([desk.as('service'), desk.as('senior')])
      const wish = { lines: [{ lineNo: 1, quantity: 1 }], reason: '过期才发现质量问题' }
      const { no } = await service.post<Asked>(`/v1/orders/${bought.orderNo}/refunds`, wish)
      await senior.post(`/v1/refunds/${no}/approve`, {})
      const offered = async () => (await service.get<{ actions: string[] }>(`/v1/refunds/${no}`)).actions
      await expect.poll(offered, { ...LONG, timeout: 60_000 }).toContain('redirect')
      return { ...bought, no }
    }
    /** One of the service desk asks for another way on the refund's page. */
    const asksFor = (no: string, way: string) =>
      desk.visit('service', async (page, open) => {
        await open(`/refunds/${no}`)
        await button(page, '改退其他账户').click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText(way).click()
        await dialog.locator('#reason').fill('渠道退款期限已过')
        await looksRight(page)
        await button(dialog, '改退其他账户').click()
        await dialog.waitFor({ state: 'detached' })
        expect(await button(page, '同意退款').count(), 'who asked does not approve').toBe(0)
      })
    const approves = (no: string) =>
      desk.visit('senior', async (page, open) => {
        await open('/queue/refunds_to_approve')
        await page.getByRole('link', { name: no }).first().click()
        await press(page, '同意退款')
        await button(page, '同意退款').waitFor({ state: 'detached' })
        await looksRight(page)
      })

    it('[N15] that its channel refuses for good goes into the wallet, and its buyer reads so', async () => {
      const { no, orderNo } = await refused()
      await desk.inStore(async (page) => {
        await page.goto(`/orders/${orderNo}`)
        await page.locator('.refunds').getByText('我们会换一种方式退给您').waitFor()
        expect(await page.locator('main').innerText(), 'the channel’s word').not.toMatch(/ACQ|TRADE_/)
      })
      const told = JSON.stringify(await desk.buyer.get(`/v1/orders/${orderNo}/timeline`))
      expect(told).toContain('我们会换一种方式退给您')
      expect(told).not.toMatch(/ACQ|TRADE_/)
      await desk.visit('service', async (page, open) => {
        await open('/queue/refunds_failed')
        await page.getByText('已过渠道的退款期限').first().waitFor()
        await open(`/refunds/${no}`)
        const why = page.locator('.said', { hasText: '已过渠道的退款期限' })
        await why.waitFor()
        expect(await why.locator('code').innerText()).toBe('ACQ.TRADE_HAS_FINISHED')
      })
      await asksFor(no, '退到买家的钱包余额')
      await approves(no)
      await expect.poll(() => stateOf(no), LONG).toBe('succeeded')
      await desk.inStore(async (page) => {
        await page.goto(`/orders/${orderNo}`)
        await page.locator('.refunds').getByText('退到余额').waitFor()
      })
    })

    it('[N15] or is transferred: it waits in the queue until one says so and another confirms', async () => {
      const { no } = await refused()
      await asksFor(no, '人工转账给买家')
      await approves(no)
      await desk.visit('finance', async (page, open) => {
        await open('/queue/refunds_to_transfer')
        await page.getByRole('link', { name: no }).first().click()
        await button(page, '登记付款').click()
        const dialog = page.getByRole('dialog')
        await dialog.locator('#reference').fill('BANK-78')
        await button(dialog, '登记付款').click()
        await dialog.waitFor({ state: 'detached' })
        await looksRight(page)
      })
      const senior = await desk.as('senior')
      type Entries = { items: { id: string; subjectNo: string }[] }
      const { items } = await senior.get<Entries>('/v1/hand-entries?state=waiting')
      await senior.post(`/v1/hand-entries/${items.find(({ subjectNo }) => subjectNo === no)!.id}/confirm`, {})
      await expect.poll(() => stateOf(no), LONG).toBe('succeeded')
    })

    it('[N15] goes to another card: one chooses it, another approves, and only its end is shown', async () => {
      const no = await abnormal()
      await desk.visit('service', async (page, open) => {
        await open(`/refunds/${no}`)
        await button(page, '改退其他账户').click()
        const dialog = page.getByRole('dialog')
        await dialog.locator('#card_bank').click()
        await page.locator('.ant-select-item-option').filter({ hasText: '招商银行' }).click()
        await dialog.locator('#card_account').fill('12')
        await dialog.locator('#card_holder').fill('欧阳娜娜')
        await dialog.locator('#reason').fill('原卡已注销')
        await button(dialog, '改退其他账户').click()
        await dialog.getByText('12 到 19 位数字').waitFor()
        await dialog.locator('#card_account').fill('6222021234567894321')
        await looksRight(page)
        await button(dialog, '改退其他账户').click()
        await page.getByText('CMB_DEBIT ···· 4321 欧**娜').waitFor()
        expect(await button(page, '同意退款').count(), 'who asked does not approve').toBe(0)
        await looksRight(page)
      })
      expect(await refundOf(no)).toMatchObject({ state: 'redirect_asked', redirect: { tail: '4321' } })
      await desk.visit('senior', async (page, open) => {
        await open(`/queue/refunds_to_approve`)
        await page.getByRole('link', { name: no }).first().click()
        await press(page, '同意退款')
        await button(page, '同意退款').waitFor({ state: 'detached' })
      })
      await expect.poll(() => stateOf(no), LONG).toBe('succeeded')
    })

    it('[N15] comes back to our account, and is sent on by two people', async () => {
      const no = await abnormal()
      await desk.visit('service', async (page, open) => {
        await open(`/refunds/${no}`)
        await button(page, '改退其他账户').click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText('退回我方账户，人工转账').click()
        await dialog.locator('#reason').fill('买家没有储蓄卡')
        await button(dialog, '改退其他账户').click()
        await dialog.waitFor({ state: 'detached' })
      })
      await (await desk.as('senior')).post(`/v1/refunds/${no}/approve`, {})
      await expect.poll(() => stateOf(no), LONG).toBe('returned')
      await desk.visit('finance', async (page, open) => {
        await open('/queue/refunds_returned')
        await page.getByRole('link', { name: no }).first().click()
        await page.getByText('待转账退还').first().waitFor()
        await button(page, '登记付款').click()
        const dialog = page.getByRole('dialog')
        await dialog.locator('#reference').fill('BANK-77')
        await button(dialog, '登记付款').click()
        await dialog.waitFor({ state: 'detached' })
        await looksRight(page)
      })
      const senior = await desk.as('senior')
      type Entries = { items: { id: string; subjectNo: string }[] }
      const { items } = await senior.get<Entries>('/v1/hand-entries?state=waiting')
      await senior.post(`/v1/hand-entries/${items.find(({ subjectNo }) => subjectNo === no)!.id}/confirm`, {})
      await expect.poll(() => stateOf(no), LONG).toBe('succeeded')
    })
  },
)
