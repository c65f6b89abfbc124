import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, signInStaff } from '../../examples/client.ts'
import { type Product, startProduct } from '../../examples/product.ts'
import { openStage, type Stage } from '../../examples/sale/stage.ts'
import type { Attempt, Trade } from '../../examples/shapes.ts'

/** The whole product with its simulated Alipay, as a payer with a wallet meets it. */
let product: Product
let stage: Stage
let service: Client
beforeAll(async () => {
  product = await startProduct()
  stage = await openStage(product.url)
  service = await signInStaff(product.url, 'service', 'tongbao-demo')
}, 120_000)
afterAll(() => product?.close())

type Shown = { readonly presentation: { readonly kind: string; readonly url?: string } }
type Refund = { readonly no: string; readonly state: string }

const start = async (method: 'native' | 'page' = 'native') => {
  const { no } = await stage.place()
  const attempt = await stage.buyer.post<Attempt & Shown>(`/v1/trades/${no}/attempts`, {
    channel: 'alipay',
    method,
  })
  return { no, attempt }
}

const isPaid = ({ state }: Trade) => state === 'paid'
const isClosed = ({ state }: Trade) => state === 'closed'

describe('Alipay', { timeout: 120_000 }, () => {
  test('[N14] a scanned code is paid, told by a notice, and given back whole: the payment stays paid', async () => {
    const { no, attempt } = await start()
    expect(attempt.presentation.kind).toBe('qr')
    await scanAndPay(attempt.no)
    const { orders } = await stage.until(() => stage.trade(no), isPaid, 20_000)
    for (const order of orders) {
      const asked = await service.post<Refund>(`/v1/orders/${order.no}/refunds`, { reason: '不想要了' })
      await stage.finance.post(`/v1/refunds/${asked.no}/approve`, {})
    }
    const { due, captured, refunded } = await stage.until(
      () => stage.payment(no),
      (seen) => seen.refunded === seen.captured,
    )
    expect([captured, refunded]).toEqual([due, due])
    const { order, refunds } = await orderThere(attempt.no)
    expect([order.status, refunds.length]).toEqual(['TRADE_CLOSED', orders.length])
  })

  test('[N5] a failed try in the browser is not the end; the next pays', async () => {
    const { no, attempt } = await start('page')
    const opened = await fetch(attempt.presentation.url!, { redirect: 'manual' })
    const cashier = new URL(opened.headers.get('location')!, product.simulatorUrl)
    const act = (name: string) =>
      fetch(new URL('/alipay/cashier', cashier), {
        method: 'POST',
        body: new URLSearchParams({ no: attempt.no, act: name }),
      })
    await act('fail')
    expect((await stage.trade(no)).state).not.toBe('paid')
    await act('pay')
    await stage.until(() => stage.trade(no), isPaid, 20_000)
  })

  test('[N11] with no notice that may be believed, it is asked about', async () => {
    const { no, attempt } = await start()
    await fault(attempt.no, 'notice_forged')
    await fault(attempt.no, 'notice_lost')
    await scanAndPay(attempt.no)
    await stage.until(() => stage.trade(no), isPaid)
    const { captured, due, over } = await stage.payment(no)
    expect([captured, over]).toEqual([due, 0])
  })

  test('a code nobody has scanned keeps no trade open; who pays it late gets his money back', async () => {
    const { no, attempt } = await start()
    await stage.buyer.post(`/v1/trades/${no}/cancel`, {})
    await stage.until(() => stage.trade(no), isClosed, 20_000)
    await scanAndPay(attempt.no)
    const { captured, surplusRefunded, refunds } = await stage.until(
      () => stage.payment(no),
      (seen) => seen.surplusRefunded > 0 || (seen.refunded > 0 && seen.refunded === seen.captured),
    )
    expect(refunds).toMatchObject([{ state: 'succeeded', amount: attempt.amount }])
    expect([captured, surplusRefunded]).toContain(attempt.amount)
  })
})

type Page = { readonly order: { readonly status: string }; readonly refunds: readonly unknown[] }

async function control<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(`${product.simulatorUrl}/control/alipay${path}`, {
    ...(body
      ? {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }
      : {}),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as T
}

const orderThere = (no: string) => control<Page>(`/orders/${no}`)
const scanAndPay = (no: string) => control(`/payables/${no}/pay`, {})
const fault = (order: string, name: string) => control('/faults', { fault: name, order, remaining: 1 })
