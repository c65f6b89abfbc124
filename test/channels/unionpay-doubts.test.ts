import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FaultName } from '../../simulator/unionpay/faults.ts'
import { NOTICE_PAUSES_MS } from '../../simulator/unionpay/notices.ts'
import { MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { openUnionpay } from './unionpay-side.ts'

let side: Awaited<ReturnType<typeof openUnionpay>>
beforeAll(async () => {
  side = await openUnionpay()
})
afterAll(() => side.stop())

describe('[N11] in doubt', () => {
  test.each([3, 4, 5])('0%i says nothing of the payment, also when it is to be closed', async (code) => {
    const { attemptNo } = await side.paid()
    side.arm('query_in_doubt', attemptNo, code)
    expect(await side.channel.query(attemptNo)).toMatchObject({ kind: 'unknown', reason: 'channel_error' })
    side.arm('query_in_doubt', attemptNo, code)
    expect(await side.channel.close(attemptNo)).toMatchObject({ kind: 'unknown' })
    expect(await side.channel.close(attemptNo)).toMatchObject({ kind: 'already_paid' })
  })

  test.each([3, 4, 5])('a refund answered 0%i was taken all the same: once', async (code) => {
    const payment = await side.paid()
    const asked = { ...payment, refundNo: side.numberOf('refund'), total: payment.amount, reason: 'x' }
    side.arm('answer_in_doubt', payment.attemptNo, code)
    expect(await side.channel.refund(asked)).toMatchObject({ kind: 'unknown' })
    expect(await side.channel.refund(asked)).toMatchObject({ kind: 'processing' })
    await side.settle()
    expect(await side.channel.refund(asked)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
    expect(side.provider.movements().filter(({ refundNo }) => refundNo === asked.refundNo)).toHaveLength(1)
  })

  test.each([
    ['answer_unsigned', 'unsigned_answer'],
    ['answer_forged', 'forged_answer'],
    ['error_after', 'channel_error'],
    ['timeout_after', 'timeout'],
  ] as const)('%s is %s', async (fault: FaultName, reason) => {
    const { attemptNo } = await side.paid()
    side.arm(fault, attemptNo)
    expect(await side.channel.query(attemptNo)).toMatchObject({ kind: 'unknown', reason })
  })

  test('too many queries are for later', async () => {
    const { attemptNo } = await side.paid()
    side.arm('rate_limited', attemptNo)
    expect(await side.channel.query(attemptNo)).toMatchObject({
      kind: 'refused',
      code: '37',
      retry: 'later',
    })
  })
})

describe('a payer at the cashier', () => {
  test('whose card was declined may try another: the failure is final only after payTimeout', async () => {
    const declined = side.request()
    await side.channel.startPayment(declined)
    side.provider.fail(declined.attemptNo, '')
    expect(await side.channel.query(declined.attemptNo)).toMatchObject({ kind: 'pending' })
    expect(await side.channel.close(declined.attemptNo)).toMatchObject({ kind: 'refused', retry: 'later' })
    side.provider.pay(declined.attemptNo, { payer: 'a' })
    expect(await side.channel.query(declined.attemptNo)).toMatchObject({ kind: 'succeeded' })
    const other = side.request()
    await side.channel.startPayment(other)
    side.provider.fail(other.attemptNo, '')
    side.clock.advance(15 * MINUTE + SECOND)
    expect(await side.channel.query(other.attemptNo)).toMatchObject({ kind: 'failed', code: '64' })
    expect(await side.channel.close(other.attemptNo)).toMatchObject({ kind: 'closed' })
  })

  test('who never came leaves nothing: not found, and not closable', async () => {
    const asked = side.request({ method: 'page', returnUrl: 'http://127.0.0.1/back' })
    expect(await side.channel.startPayment(asked)).toMatchObject({ kind: 'ready' })
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
    expect(await side.channel.close(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
  })

  test('sees the order, pays, and is posted back with signed words that the merchant can check', async () => {
    const returnUrl = 'http://127.0.0.1:9/v1/channels/unionpay/return?to=%2F'
    const asked = side.request({ method: 'h5', returnUrl })
    const start = await side.channel.startPayment(asked)
    if (start.kind !== 'ready' || start.presentation.kind !== 'form') throw new Error('no form')
    const { action, fields } = start.presentation
    const post = (url: string, form: Record<string, string>) =>
      fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
    const opened = await post(action, fields)
    const cashier = `${side.credentials.baseUrl}${opened.headers.get('location')}`
    expect(await (await fetch(cashier)).text()).toContain('¥99.00')
    const tn = new URL(cashier).searchParams.get('tn')!
    await post(`${side.credentials.baseUrl}/unionpay/cashier`, { tn, act: 'pay', lang: 'en' })
    const page = await fetch(cashier)
    const text = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:9")
    expect(text).toContain('action="http://127.0.0.1:9/v1/channels/unionpay/return?to=%2F"')
    const hidden = [...text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])
    const back = new URLSearchParams(
      hidden.slice(hidden.findIndex(([name]) => name === 'accessType')) as never,
    )
    expect(side.channel.verifyNotice({}, Buffer.from(back.toString()), side.clock.now())).toMatchObject({
      verified: true,
      notice: { kind: 'payment', attemptNo: asked.attemptNo },
    })
    // A changed amount is refused at the door of the cashier.
    expect((await post(action, { ...fields, txnAmt: '1' })).status).toBe(400)
  })
})

describe('notices', () => {
  test.each([
    ['notice_forged', 'unknown_serial'],
    ['notice_unknown_serial', 'unknown_serial'],
    ['notice_tampered', 'bad_signature'],
  ] as const)('%s comes first and is refused as %s; the genuine one follows', async (fault, reason) => {
    await side.settle()
    side.receiver.take()
    const asked = side.request()
    await side.channel.startPayment(asked)
    side.arm(fault, asked.attemptNo)
    side.provider.pay(asked.attemptNo, { payer: 'a' })
    await side.settle()
    const verdicts = side.receiver
      .take()
      .map(({ headers, body }) => side.channel.verifyNotice(headers, body, side.clock.now()))
    expect(verdicts).toMatchObject([{ verified: false, reason }, { verified: true }])
  })

  test('are told five times, after 1, 2, 4 and 5 minutes, with one name', async () => {
    await side.settle()
    side.receiver.take()
    side.receiver.answer = 500
    await side.paid()
    const heard: string[] = []
    for (const pause of [0, ...NOTICE_PAUSES_MS, 60 * MINUTE]) {
      side.world.waits.advance(pause)
      await side.simulator.run()
      for (const { headers, body } of side.receiver.take()) {
        const verdict = side.channel.verifyNotice(headers, body, side.clock.now())
        if (verdict.verified) heard.push(verdict.notice.noticeId)
      }
    }
    side.receiver.answer = 200
    expect(heard).toHaveLength(5)
    expect(new Set(heard).size).toBe(1)
  })
})
