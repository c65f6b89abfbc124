import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { faultsOf } from './console-access.ts'
import { openConsole, signIn as signInStaff } from './console-pages.ts'
import { faultsByDayAndNight } from './day-and-night.ts'
import { type Attempted, type Desk, LONG, openDesk } from './desk.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'
import { axeFindings, openStore } from './store-visit.ts'
import { walkStore } from './store-walk.ts'

/** The patterns of a router's table, as its source has them. */
const patternsIn = (path: string, pattern: RegExp): string[] =>
  [...readFileSync(path, 'utf8').matchAll(pattern)].map(([, found = '']) => found)

describe.skipIf(noBrowser)('every page, by day and by night', { timeout: 240_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let desk: Desk
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo({ TONGBAO_SHARING_CHANNELS: 'wechat' }), launchBrowser()])
    desk = await openDesk(browser, demo)
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  const disputed = async (): Promise<string> => {
    const { tradeNo, attemptNo } = await desk.attempted('stripe', 'card')
    const pay = async () => (await desk.tell(`/stripe/payables/${attemptNo}/pay`)).status
    await expect.poll(pay, LONG).toBe(200)
    await expect.poll(() => desk.stateOf(tradeNo), LONG).toBe('paid')
    await desk.tell(`/stripe/intents/${attemptNo}/dispute`, { reason: 'fraudulent' })
    const senior = await desk.as('senior')
    type Disputes = { items: { disputeNo: string }[] }
    const found = async () => (await senior.get<Disputes>('/v1/disputes')).items[0]?.disputeNo
    await expect.poll(found, LONG).toBeTypeOf('string')
    return (await found())!
  }
  const asked = async ({ orderNo, attemptNo }: Attempted) => {
    const senior = await desk.as('senior')
    const part = { type: 'merchant', account: '1900000110', name: '商户', amount: 100, description: '货款' }
    const wish = { receivers: [part], isLast: false, reason: '按约定分账' }
    const sharing = await senior.post<{ no: string }>(`/v1/attempts/${attemptNo}/sharings`, wish)
    const service = await desk.as('service')
    const back = { lines: [{ lineNo: 1, quantity: 1 }], reason: '不想要了' }
    const refund = await service.post<{ no: string }>(`/v1/orders/${orderNo}/refunds`, back)
    return { sharing: sharing.no, refund: refund.no }
  }
  /** What stands in the place of a pattern's parameter. */
  const places = async (): Promise<Readonly<Record<string, string>>> => {
    const bought = await desk.bought('wechat')
    const { sharing, refund } = await asked(bought)
    const admin = await desk.as('admin')
    type Heard = { items: { id: string }[] }
    const { items } = await admin.get<Heard>(`/v1/payments/${bought.tradeNo}/evidence`)
    type Accounts = { items: { id: number }[] }
    const accounts = await admin.get<Accounts>('/v1/ledger/accounts')
    const postings = await admin.get<{ items: { journalNo: string }[] }>(
      `/v1/ledger/accounts/${accounts.items[0]!.id}/postings`,
    )
    return {
      '/queue/:code': '/queue/refunds_to_approve',
      '/orders/:no': `/orders/${bought.orderNo}`,
      '/payments/:no': `/payments/${bought.tradeNo}`,
      '/refunds/:no': `/refunds/${refund}`,
      '/disputes/:no': `/disputes/${await disputed()}`,
      '/sharings/:no': `/sharings/${sharing}`,
      '/evidence/:id': `/evidence/${items[0]!.id}`,
      '/ledger/accounts/:id': `/ledger/accounts/${accounts.items[0]!.id}`,
      '/ledger/journals/:no': `/ledger/journals/${postings.items[0]!.journalNo}`,
      '/products/:id': '/products/1',
      '/stock/:skuId': '/stock/1',
    }
  }
  const ready = (page: Page) =>
    expect.poll(() => page.locator('.ant-skeleton, .ant-spin-spinning').count(), LONG).toBe(0)

  it('[AB15] the console: axe finds nothing in either mode, every act is reached and every focus is seen', async () => {
    const patterns = patternsIn('web/console/routes.tsx', /page\('([^']+)'/g)
    expect(patterns.length).toBeGreaterThan(40)
    const at = await places()
    const { page, complaints, open, close } = await openConsole(browser, demo)
    await page.goto(`${demo.url}/console/sign-in`)
    await page.locator('h1').waitFor()
    const faults = await faultsByDayAndNight(page, faultsOf)
    await signInStaff(page, demo, 'admin')
    for (const pattern of [...patterns, '/no-such-page']) {
      await open(at[pattern] ?? pattern)
      await ready(page)
      if (pattern === '/evidence/:id') await page.locator('.badge', { hasText: '入账' }).waitFor()
      const found = await faultsByDayAndNight(page, faultsOf)
      faults.push(...found.map((fault) => `${pattern} ${fault}`))
    }
    expect([...new Set(faults)]).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })

  it.each([
    { language: 'zh-CN', width: 390, phone: '13800000001' },
    { language: 'en', width: 1280, phone: '13800000002' },
  ] as const)(
    '[AB15] the store, $language, $width px: the same of every page',
    async ({ phone, ...look }) => {
      const { page, complaints, close } = await openStore(browser, demo.url, look)
      const patterns = patternsIn('web/store/App.tsx', /path: '([^']+)'/g)
      expect(patterns.length).toBeGreaterThan(12)
      const walked = new Set<string>()
      const faults: string[] = []
      await walkStore(page, phone, async (pattern) => {
        walked.add(pattern)
        faults.push(...(await faultsByDayAndNight(page, axeFindings)).map((fault) => `${pattern} ${fault}`))
      })
      expect(faults).toEqual([])
      // It only leads to the page of the trades that it pays.
      expect(patterns.filter((one) => !walked.has(one) && one !== 'pay-together/:no')).toEqual([])
      expect(complaints).toEqual([])
      await close()
    },
  )
})
