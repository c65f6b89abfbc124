import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { virtualClock } from '../../src/kernel/clock.ts'
import { gatewayPort, type Letter, type Port } from '../../src/modules/push/index.ts'
import { openReceiver, type Receiver } from '../support/receiver.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})
const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
const receiver = async (...given: Parameters<typeof openReceiver>): Promise<Receiver> => {
  const made = await openReceiver(...given)
  open.push(made)
  return made
}
const portTo = (url: string): Port => {
  const made = gatewayPort(
    'sms',
    { url, keyId: 'key-1', secret: 'a shared secret of ours', sign: '通宝' },
    clock,
  )
  open.unshift(made)
  return made
}
const letter: Letter = {
  requestId: 'push-9-2',
  to: '13800000001',
  node: 'pay_reminder',
  title: '订单即将关闭',
  body: '订单 1 还有 ¥1.00 未付',
  language: 'zh-CN',
  variables: { no: '1', left: '¥1.00' },
}
const patience = (ms = 2_000) => AbortSignal.timeout(ms)

describe('a gateway over HTTP', () => {
  it('takes a signed message, with an id that is the same in every try, and its own id is kept', async () => {
    const gateway = await receiver((response) => response.end(JSON.stringify({ id: 'sms-77' })))
    const port = portTo(gateway.url)
    expect(await port.send(letter, patience())).toEqual({ outcome: 'accepted', providerId: 'sms-77' })
    await port.send(letter, patience())
    const [first, second] = gateway.letters
    expect(JSON.parse(first!.body)).toEqual({
      id: 'push-9-2',
      to: '13800000001',
      template: 'pay_reminder',
      title: '订单即将关闭',
      text: '订单 1 还有 ¥1.00 未付',
      language: 'zh-CN',
      variables: { no: '1', left: '¥1.00' },
      sign: '通宝',
    })
    const { headers } = first!
    expect(headers['idempotency-key']).toBe('push-9-2')
    expect(second!.headers['idempotency-key']).toBe('push-9-2')
    expect(headers['x-tongbao-key']).toBe('key-1')
    const signed = `${headers['x-tongbao-timestamp']}.push-9-2.${first!.body}`
    expect(headers['x-tongbao-signature']).toBe(
      createHmac('sha256', 'a shared secret of ours').update(signed).digest('hex'),
    )
    expect(headers['x-tongbao-timestamp']).toBe(String(Date.parse('2026-03-01T04:00:00Z') / 1000))
  })

  it.each([
    [200, 'accepted'],
    [202, 'accepted'],
    [302, 'later'],
    [400, 'never'],
    [403, 'never'],
    [408, 'later'],
    [429, 'later'],
    [500, 'later'],
    [503, 'later'],
  ])('status %i is %s', async (status, outcome) => {
    const gateway = await receiver((response) => {
      response.statusCode = status
      response.end('quota of the day')
    })
    const sent = await portTo(gateway.url).send(letter, patience())
    expect(sent.outcome).toBe(outcome)
    if (sent.outcome !== 'accepted') expect(sent.error).toBe(`${status} quota of the day`)
  })

  it('no answer, an answer without end, and nobody there are tried again', async () => {
    const silent = await receiver(() => {})
    expect(await portTo(silent.url).send(letter, patience(200))).toEqual({
      outcome: 'later',
      error: 'timeout',
    })
    const endless = await receiver((response) => {
      response.statusCode = 500
      response.write('x'.repeat(100_000))
    })
    const sent = await portTo(endless.url).send(letter, patience())
    expect(sent).toMatchObject({ outcome: 'later' })
    expect(sent.outcome === 'later' && sent.error.length).toBeLessThanOrEqual(300)
    expect(await portTo('http://127.0.0.1:9/sms').send(letter, patience())).toMatchObject({
      outcome: 'later',
    })
  })
})
