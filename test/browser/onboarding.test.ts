import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tongbao } from '../../sdk/src/index.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { openReceiver, type Receiver } from '../support/receiver.ts'
import { openConsole, signIn } from './console-pages.ts'
import { LONG, type RunningDemo, startDemo } from './running-demo.ts'

const ADDRESS = {
  name: '顾客',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  district: '',
  street: '文三路 1 号',
}

describe.skipIf(noBrowser)('[U7] a merchant comes in by the console', { timeout: 180_000 }, () => {
  let demo: RunningDemo
  let browser: Browser
  let receiver: Receiver
  beforeAll(async () => {
    demo = await startDemo()
    browser = await launchBrowser()
    receiver = await openReceiver()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await receiver?.close()
    await demo?.stop()
  })

  it('from an empty checklist to the first paid order in the sandbox, told to his own system', async () => {
    const { page, complaints, open, close } = await openConsole(browser, demo)
    await signIn(page, demo, 'shanlan')
    const steps = async (): Promise<string[]> => {
      await open('/onboarding')
      await page.locator('[data-step]').first().waitFor()
      return page.evaluate<string[]>(
        'Array.from(document.querySelectorAll("[data-step][data-done=true]"), (one) => one.dataset.step)',
      )
    }
    expect(await steps()).toEqual(['goods'])

    await open('/keys')
    await makeKey(page)
    expect(await steps()).toEqual(['goods', 'key'])

    await open('/keys')
    const secret = await addHmac(page)
    expect(await steps()).toEqual(['goods', 'key', 'signing'])
    await open('/keys')
    await page.locator('.ant-table-row-expand-icon').first().click()
    const id = (await page.locator('code', { hasText: /^sgn_/ }).first().textContent()) ?? ''

    await open('/webhooks')
    await addEndpoint(page, receiver.url)
    expect(await steps()).toEqual(['goods', 'key', 'signing', 'webhook'])

    const attemptNo = await firstOrder({ id, secret })
    // The letter about the new order may already have come.
    const ordered = (await steps()).filter((code) => code !== 'heard')
    expect(ordered).toEqual(['goods', 'key', 'signing', 'webhook', 'order'])
    await fetch(`${demo.simulatorUrl}/control/orders/${attemptNo}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    await expect.poll(async () => (await steps()).length, LONG).toBe(7)
    const told = () => receiver.letters.map(({ body }) => (JSON.parse(body) as { type: string }).type)
    await expect.poll(told, LONG).toContain('order.paid')
    expect(complaints).toEqual([])
    await close()
  })

  const firstOrder = async (credential: { id: string; secret: string }): Promise<string> => {
    const server = tongbao({ url: demo.url, signWith: { ...credential, algorithm: 'HMAC-SHA256' } })
    const products = await server.all('/v1/products', 20, { query: { shop: 1 } })
    const product = await server.get('/v1/products/{id}', {
      path: { id: products.find(({ soldOut }) => !soldOut)!.id },
    })
    const lines = [{ skuId: product.skus.find(({ available }) => available > 5)!.id, quantity: 1 }]
    const { hash: quoteHash } = await server.post('/v1/quotes', { body: { lines } })
    const customer = { reference: 'first-customer', address: ADDRESS }
    const trade = await server.post('/v1/trades', { body: { lines, quoteHash, customer } })
    const body = { channel: 'wechat', method: 'native' }
    return (await server.post('/v1/trades/{no}/attempts', { path: { no: trade.no }, body })).no
  }
})

const saved = async (page: Page, button: string): Promise<void> => {
  await page.getByRole('dialog').getByRole('button', { name: button }).click()
}

async function makeKey(page: Page): Promise<void> {
  await page.getByRole('button', { name: '新增密钥' }).first().click()
  await page.locator('#name').fill('我们的商城')
  for (const scope of ['trade.create', 'payment.create', 'order.read']) {
    await page.locator('#scopes').fill(scope)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Escape')
  await saved(page, '新增密钥')
  await page.locator('.secret').waitFor()
  await page.locator('.ant-modal-confirm button').click()
}

/** The secret is read off the page the one time it is shown. */
async function addHmac(page: Page): Promise<string> {
  await page.getByRole('button', { name: '添加签名凭证' }).first().click()
  await page.locator('#algorithm').click()
  await page.locator('.ant-select-item-option', { hasText: 'HMAC-SHA256' }).click()
  await saved(page, '添加签名凭证')
  const shown = page.locator('.secret')
  await shown.waitFor()
  return (await shown.textContent()) ?? ''
}

async function addEndpoint(page: Page, url: string): Promise<void> {
  await page.getByRole('button', { name: '新增地址' }).first().click()
  await page.locator('#url').fill(url)
  await saved(page, '新增地址')
  await page.locator('.secret').waitFor()
}
