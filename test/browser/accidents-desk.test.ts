import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { enter } from './console-pages.ts'
import { button, type Desk, LONG, looksRight, type Open, openDesk } from './desk.ts'
import { PASSWORD, type RunningDemo, startDemo } from './running-demo.ts'

type Adjustment = { no: string; reason: string; state: string }

describe.skipIf(noBrowser)('impatience and accidents at the desk', { timeout: 120_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let desk: Desk
  let buyerId: string
  beforeAll(async () => {
    ;[demo, browser] = await Promise.all([startDemo(), launchBrowser()])
    desk = await openDesk(browser, demo)
    buyerId = (await desk.buyer.get<{ id: string }>('/v1/session')).id
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  }, 30_000)

  const made = async (reason: string) => {
    const { items } = await (await desk.as('senior')).get<{ items: Adjustment[] }>('/v1/wallet-adjustments')
    return items.filter((one) => one.reason === reason)
  }
  /** A wish for money into a wallet, typed and not sent. */
  const typed = async (page: Page, open: Open, reason: string) => {
    await open('/wallet-adjustments')
    await button(page, '申请调账').click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('#buyerId').fill(buyerId)
    await dialog.locator('#size').fill('1.00')
    await dialog.locator('#reason').fill(reason)
    return dialog
  }
  const keysSent = (page: Page) => {
    const keys: (string | undefined)[] = []
    page.on('request', (request) => {
      const isIt = request.method() === 'POST' && request.url().endsWith('/v1/wallet-adjustments')
      if (isIt) keys.push(request.headers()['idempotency-key'])
    })
    return keys
  }

  it('[H6] pressed three times at once, it is sent once', async () => {
    await desk.visit('senior', async (page, open) => {
      const keys = keysSent(page)
      const dialog = await typed(page, open, '连点三次')
      await page.evaluate(`(() => {
        const button = document.querySelector('[role=dialog] .ant-btn-primary')
        button.click(); button.click(); button.click()
      })()`)
      await dialog.waitFor({ state: 'hidden' })
      expect(new Set(keys).size).toBe(1)
    })
    expect(await made('连点三次')).toHaveLength(1)
  })

  it('[H6] while nothing answers the words say so, what was typed stays, and pressing again does it once', async () => {
    await desk.visit('senior', async (page, open) => {
      const keys = keysSent(page)
      const dialog = await typed(page, open, '断网重试')
      let down = true
      // The first request arrives and its answer is lost; until the net is back, none arrives.
      await page.route('**/v1/**', async (route) => {
        if (!down) return route.continue()
        if (keys.length === 1 && route.request().method() === 'POST') await route.fetch()
        return route.abort()
      })
      await button(dialog, '申请调账').click()
      await page.locator('.ant-notification-notice').getByText('网络不通').first().waitFor(LONG)
      expect(await dialog.locator('#reason').inputValue()).toBe('断网重试')
      down = false
      await button(dialog, '申请调账').click()
      await dialog.waitFor({ state: 'hidden' })
      expect(new Set(keys).size, 'one intent, one key').toBe(1)
      expect(keys.length).toBeGreaterThan(1)
      await page.getByRole('row').filter({ hasText: '断网重试' }).waitFor(LONG)
    })
    expect(await made('断网重试')).toHaveLength(1)
  })

  it('a session that ended while a dialog was open leads to the door and back, and nothing was done', async () => {
    await desk.visit('senior', async (page, open) => {
      const dialog = await typed(page, open, '登录过期')
      // A slow machine: the page reads everything anew after the refusal, and that answer comes before the door stands.
      const slow = await page.context().newCDPSession(page)
      await slow.send('Emulation.setCPUThrottlingRate', { rate: 6 })
      await page.context().clearCookies()
      await button(dialog, '申请调账').click()
      await page.locator('input[autocomplete=username]').waitFor(LONG)
      await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 })
      await page.getByText('登录已过期').waitFor(LONG)
      await looksRight(page)
      expect(await made('登录过期')).toEqual([])
      await enter(page, 'senior', PASSWORD)
      await page.waitForURL('**/console/wallet-adjustments')
      await page.locator('.shell').waitFor()
      await button(page, '申请调账').waitFor()
    })
  })

  it('a session that ended while nobody did anything says so at the door when the page is loaded anew', async () => {
    await desk.visit('senior', async (page, open) => {
      await open('/wallet-adjustments')
      await button(page, '申请调账').waitFor()
      await page.context().clearCookies()
      await page.reload()
      await page.getByText('登录已过期').waitFor(LONG)
      await enter(page, 'senior', PASSWORD)
      await page.waitForURL('**/console/wallet-adjustments')
    })
  })

  it('going back or loading the page anew in the middle of a dialog does nothing', async () => {
    await desk.visit('senior', async (page, open) => {
      await open('/orders')
      await page.locator('.side-menu a[href$="/wallet-adjustments"]').click()
      await button(page, '申请调账').click()
      await page.getByRole('dialog').locator('#reason').fill('半途离开')
      await page.goBack()
      await page.waitForURL('**/console/orders')
      await expect.poll(() => page.getByRole('dialog').count(), LONG).toBe(0)
      await typed(page, open, '半途离开')
      await page.reload()
      await button(page, '申请调账').waitFor()
      expect(await page.getByRole('dialog').count()).toBe(0)
    })
    expect(await made('半途离开')).toEqual([])
  })

  it('[AB15] on a phone a list is cards with their acts: what waits is approved with one hand', async () => {
    const wish = { buyerId, kind: 'wallet', direction: 'in', size: 100, reason: '手机审批' }
    await (await desk.as('senior')).post('/v1/wallet-adjustments', wish)
    await desk.visit('senior2', async (page, open) => {
      await page.setViewportSize({ width: 360, height: 780 })
      await open('/wallet-adjustments?state=requested')
      const card = page.locator('.row-card').filter({ hasText: '手机审批' })
      await button(card, '同意调账').click()
      const dialog = page.getByRole('dialog')
      await button(dialog, '同意调账').click()
      await dialog.waitFor({ state: 'hidden' })
      await card.waitFor({ state: 'detached' })
    })
    await expect
      .poll(async () => (await made('手机审批')).map(({ state }) => state), LONG)
      .toEqual(['approved'])
  })

  it('a page that is not there says so and leads home', async () => {
    await desk.visit('senior', async (page, open) => {
      await open('/nowhere')
      await looksRight(page)
      await page.getByRole('link').filter({ hasText: '工作台' }).last().click()
      await page.getByRole('heading', { name: '工作台' }).waitFor()
    })
  })
})
