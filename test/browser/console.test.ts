import { readdir, readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { speaksEnglish, standsStill, worksByKeyboard } from './console-access.ts'
import { enter, openConsole, rowsOf, signIn } from './console-pages.ts'
import { type Bought, openBuyer } from './demo-buyer.ts'
import { LONG, PASSWORD, type RunningDemo, startDemo } from './running-demo.ts'

type Open = (path: string) => Promise<void>

describe.skipIf(noBrowser)('the console in a browser', { timeout: 240_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let bought: Bought

  beforeAll(async () => {
    demo = await startDemo()
    browser = await launchBrowser()
    const buyer = await openBuyer(demo, '13900000001')
    bought = await buyer.buy()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await demo?.stop()
  })

  it('[AB15] the keyboard alone skips to the content, opens a dialog, stays in it and comes back', () =>
    worksByKeyboard({ demo, browser, bought }))
  it('[AB15] who asks his system for less motion sees a dialog stand and go at once', () =>
    standsStill({ demo, browser, bought }))
  it('[AB8] the language is changed on the page and remembered, and nothing of the frame stays Chinese', () =>
    speaksEnglish({ demo, browser, bought }))

  /** Runs a visit; a page that throws fails it. */
  const visit = async (username: string, run: (page: Page, open: Open) => Promise<void>) => {
    const { page, complaints, open, close } = await openConsole(browser, demo)
    try {
      await signIn(page, demo, username)
      await run(page, open)
      expect(complaints).toEqual([])
    } finally {
      await close()
    }
  }

  it('is built for production, whoever had it built: no development help is in its scripts', async () => {
    const scripts = (await readdir('dist/console/assets')).filter((name) => name.endsWith('.js'))
    const texts = await Promise.all(scripts.map((name) => readFile(`dist/console/assets/${name}`, 'utf8')))
    expect(texts.length).toBeGreaterThan(10)
    expect(scripts.filter((_, at) => texts[at]!.includes('css-dev-only'))).toEqual([])
  })

  it('signs in: a guest is sent to the door and comes back to where he was going; a wrong password is refused', async () => {
    const { page, close } = await openConsole(browser, demo)
    await page.goto(`${demo.url}/console/orders?state=booked`)
    await page.locator('input[autocomplete=username]').waitFor()
    await enter(page, 'finance', 'not the password')
    await page.getByRole('alert').waitFor()
    expect(await page.locator('.shell').count()).toBe(0)
    await enter(page, 'finance', PASSWORD)
    await page.locator('.shell').waitFor()
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/console/orders?state=booked')
    await close()
  })

  it('the session outlives its short token: a reload an hour later asks nobody to sign in again', async () => {
    await visit('finance', async (page, open) => {
      const names = (await page.context().cookies()).map(({ name }) => name)
      expect(names).toContain('tb_staff')
      await page.context().clearCookies({ name: 'tb_staff' })
      await open('/orders')
      await page.locator('.shell').waitFor()
      expect(await rowsOf(page)).toBeGreaterThan(0)
    })
  })

  it('[AB2] every card of the work queue counts exactly the list behind it', async () => {
    await visit('admin', async (page, open) => {
      await askForRefund(page, open, bought.orderNos[1]!)
      const cards = async () => {
        await open('/')
        await page.locator('[data-queue]').first().waitFor()
        return page.evaluate<{ queue: string; count: string }[]>(
          'Array.from(document.querySelectorAll("[data-queue]"), ({ dataset: { queue, count } }) => ({ queue, count }))',
        )
      }
      const first = await cards()
      expect(first.length).toBeGreaterThan(5)
      expect(first).toContainEqual({ queue: 'refunds_to_approve', count: '1' })
      // The house works on: a queue may have moved between its card and its list.
      const listed = async (queue: string) => {
        const count = (await cards()).find((one) => one.queue === queue)?.count
        await open(`/queue/${queue}`)
        return (await rowsOf(page)) - Number(count)
      }
      for (const { queue, count } of first) {
        await open(`/queue/${queue}`)
        if ((await rowsOf(page)) !== Number(count))
          await expect.poll(() => listed(queue), { ...LONG, message: queue }).toBe(0)
      }
    })
  })

  it('[H12] an order shows who moved it, when, from which state to which', async () => {
    await visit('service', async (page, open) => {
      await open(`/orders/${bought.orderNos[0]}`)
      await page.locator('[data-move]').first().waitFor()
      const all = await page.locator('[data-move]').all()
      const moves = await Promise.all(all.map((one) => one.getAttribute('data-move')))
      expect(moves).toContain('order_payment:unpaid>pay>paid')
      expect(moves).toContain('order:created>submit>pending_confirmation')
      const paid = page.locator('[data-move="order_payment:unpaid>pay>paid"]')
      expect(await paid.textContent()).toMatch(/未支付 → 已支付.*支付渠道/)
      expect(await paid.locator('time').getAttribute('datetime')).toMatch(/^\d{4}-\d\d-\d\dT/)
    })
  })

  it('an order shows every component of every line, and the columns add up to what is owed', async () => {
    await visit('service', async (page, open) => {
      const owed: number[] = []
      for (const no of bought.orderNos) {
        await open(`/orders/${no}`)
        const sums = page.locator('tfoot .sum-row .amount')
        await sums.first().waitFor()
        const columns = (await sums.allTextContents()).map(fen)
        const payable = columns.pop()!
        expect(columns.reduce((a, b) => a + b, 0)).toBe(payable)
        const stages = await page.locator('.stages tr:not(.sum-row) .amount').allTextContents()
        expect(stages.map(fen).reduce((a, b) => a + b, 0)).toBe(payable)
        owed.push(payable)
      }
      expect(owed.reduce((a, b) => a + b, 0)).toBe(bought.payable)
    })
  })

  it('a payment shows what was due and captured, its attempt, its flow and its verified evidence', async () => {
    await visit('finance', async (page, open) => {
      await open(`/payments/${bought.tradeNo}`)
      const figure = async (name: string) =>
        fen((await page.locator(`[data-figure=${name}]`).textContent()) ?? '')
      await page.locator('[data-figure=due]').waitFor()
      expect(await figure('due')).toBe(bought.payable)
      expect(await figure('captured')).toBe(bought.payable)
      expect(await figure('over')).toBe(0)
      await page.locator('.evidence-head').first().click()
      const raw = page.locator('.raw').first()
      await raw.waitFor()
      expect((await raw.textContent())?.toLowerCase()).toContain('wechatpay-signature')
    })
  })

  it('the trial balance shows debits equal to credits and a difference of zero', async () => {
    await visit('auditor', async (page, open) => {
      await open('/trial-balance')
      const difference = page.locator('[data-figure=difference]').first()
      await difference.waitFor()
      expect(await difference.textContent()).toBe('¥0.00')
      const [debit = 0, credit = -1] = (await page.locator('.figures .amount').allTextContents()).map(fen)
      expect(debit).toBe(credit)
      expect(debit).toBeGreaterThanOrEqual(bought.payable)
    })
  })

  it('one asks for a refund, another approves it; who asked is offered no button to approve', async () => {
    let refund = ''
    await visit('finance', async (page, open) => {
      await askForRefund(page, open, bought.orderNos[0]!)
      const link = page.locator('a[href^="/console/refunds/4"]').first()
      await link.click()
      await page.waitForURL(/\/refunds\/4/)
      refund = new URL(page.url()).pathname.split('/').at(-1)!
      await page.getByText('买家不想要了').waitFor()
      expect(await page.getByRole('button', { name: '同意退款' }).count()).toBe(0)
    })
    await visit('senior', async (page, open) => {
      await open(`/refunds/${refund}`)
      await page.getByRole('button', { name: '同意退款' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '同意退款' }).click()
      await page.getByText('已退款').first().waitFor({ timeout: 30_000 })
    })
  })

  it('the simulator goes wrong on request, and right again', async () => {
    const rules = async () => {
      const answer = await fetch(`${demo.simulatorUrl}/control/faults`)
      return ((await answer.json()) as { rules: { fault: string }[] }).rules.map(({ fault }) => fault)
    }
    await visit('admin', async (page, open) => {
      await open('/simulator')
      await page.locator('#fault').click()
      await page.locator('#fault').fill('notice_lost')
      await page.keyboard.press('Enter')
      await page.locator('.fault-form button[type=submit]').click()
      await page.locator('td code', { hasText: 'notice_lost' }).waitFor()
      expect(await rules()).toEqual(['notice_lost'])
      await page.getByRole('button', { name: '全部关闭' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '全部关闭' }).click()
      await page.getByText('没有故障，一切正常').waitFor()
      expect(await rules()).toEqual([])
    })
  })

  it('a payment of the wrong amount waits in the queue and is given back by two people', async () => {
    await fetch(`${demo.simulatorUrl}/control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault: 'paid_wrong_amount', remaining: 1 }),
    })
    const { tradeNo } = await (await openBuyer(demo, '13900000003')).buy({ wait: false })
    await visit('finance', async (page, open) => {
      await open('/queue/attempts_conflicted')
      await expect.poll(() => rowsOf(page), { ...LONG, interval: 1_000 }).toBe(1)
      await open(`/payments/${tradeNo}`)
      await page.getByRole('button', { name: '退回多收款' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox').fill('实付金额不符')
      await dialog.getByRole('button', { name: '退回多收款' }).click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('实付金额不符').waitFor()
      expect(await page.getByRole('button', { name: '退回多收款' }).count()).toBe(0)
    })
    await visit('senior', async (page, open) => {
      await open(`/payments/${tradeNo}`)
      await page.locator('a[href^="/console/refunds/4"]').first().click()
      await page.getByRole('button', { name: '同意退款' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '同意退款' }).click()
      await page.getByText('已退款').first().waitFor({ timeout: 30_000 })
      await open('/trial-balance')
      expect(await page.locator('[data-figure=difference]').first().textContent()).toBe('¥0.00')
    })
  })

  it('a merchant sees the orders of his own shop only, and no page that spans shops', async () => {
    await visit('yejing', async (page, open) => {
      await open('/orders')
      expect(await rowsOf(page)).toBeGreaterThan(0)
      const shops = await page.locator('tbody .ant-table-cell:nth-child(2)').allTextContents()
      expect(new Set(shops)).toEqual(new Set(['野径户外']))
      const ownNo = await page.locator('tbody .no-digits').first().getAttribute('title')
      const menu = await page.locator('.side-menu').textContent()
      expect(menu).toContain('订单')
      for (const page of ['试算平衡', '审计日志', '渠道模拟器']) expect(menu).not.toContain(page)
      const foreign = bought.orderNos.find((no) => no !== ownNo)!
      await open(`/orders/${foreign}`)
      await page.getByRole('alert').waitFor()
    })
  })
})

/** Asks for all of an order back, as a person does. */
const askForRefund = async (page: Page, open: Open, orderNo: string): Promise<void> => {
  await open(`/orders/${orderNo}`)
  await page.getByRole('button', { name: '申请退款' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('买家不想要了')
  await dialog.getByRole('button', { name: '申请退款' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** `−¥1,234.56` → −123456. */
const fen = (text: string): number => {
  const digits = Number(text.replace(/[^\d]/g, ''))
  return text.startsWith('−') ? -digits : digits
}
