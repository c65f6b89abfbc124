import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/kernel/clock.ts'
import {
  claimDue,
  type Draft,
  type Letter,
  listMessages,
  listPushTries,
  mailPort,
  type OutwardWay,
  openSender,
  type Port,
  type Ports,
  requestIdOf,
  resendMessage,
  type Sender,
  type Sent,
  saveDrafts,
} from '../../src/modules/push/index.ts'
import { value } from '../support/outcome.ts'
import { headersOf, openMailBox } from './smtp.ts'
import { openPushStage, type PushStage } from './stage.ts'

let stage: PushStage
beforeAll(async () => {
  stage = await openPushStage()
})
afterAll(() => stage.market.close())
beforeEach(() => stage.forget())

const db = () => stage.market.database.db
let count = 0
const draft = (way: OutwardWay | 'site', more: Partial<Draft> = {}): Draft => ({
  dedupKey: `draft ${++count}`,
  node: 'paid',
  audience: 'buyer',
  way,
  recipient: 'buyer:b1',
  address: way === 'site' ? null : 'buyer@mail.example',
  subjectNo: '2026112210300000000142',
  title: { zh: '支付成功', en: 'Paid' },
  body: { zh: `已支付 ${'长'.repeat(300)}`, en: 'Paid' },
  language: 'zh-CN',
  variables: { no: '1', reason: { zh: '甲', en: 'A' } },
  occurredAt: stage.market.clock.now(),
  expiresAt: null,
  ...more,
})
const owe = (...drafts: Draft[]) =>
  db()
    .transaction()
    .execute((tx) => saveDrafts(tx, drafts, stage.market.clock.now()))

/** A provider that answers as it is told and remembers what it got. */
const provider = (way: OutwardWay, answer: (letter: Letter, nth: number) => Sent | Promise<Sent>) => {
  const letters: Letter[] = []
  const port: Port = {
    way,
    send: async (letter) => answer(letter, letters.push(letter)),
    close: async () => {},
  }
  return { port, letters }
}
const taken: Sent = { outcome: 'accepted', providerId: 'p1' }
const senderOf = (ports: Ports): Sender =>
  openSender({
    db: db(),
    clock: stage.market.clock,
    ports,
    perWay: 8,
    timeoutMs: 5_000,
    onRoom: () => {},
    onDefect: (error) => {
      throw error
    },
  })
const sweep = async (sender: Sender): Promise<number> => {
  const found = await sender.sweep(stage.market.clock.now())
  await sender.settled()
  return found
}
const all = async () => (await listMessages(db(), { recipient: null, limit: 100 })).items

describe('[K2] messages that leave the house', () => {
  it('are taken once each, however many processes send', async () => {
    await owe(...Array.from({ length: 30 }, () => draft('mail')))
    const { port, letters } = provider('mail', () => taken)
    const senders = [senderOf({ mail: port }), senderOf({ mail: port }), senderOf({ mail: port })]
    for (let round = 0; round < 5; round++) await Promise.all(senders.map(sweep))
    expect(letters).toHaveLength(30)
    expect(new Set(letters.map(({ requestId }) => requestId)).size).toBe(30)
    expect((await all()).map(({ state }) => state)).toEqual(Array(30).fill('delivered'))
  })

  it('a sender that dies after the provider took it: another sends it again as the same message', async () => {
    const box = await openMailBox()
    const mail = mailPort({ host: '127.0.0.1', port: box.port, security: 'none', from: 'a@shop.example' })
    await owe(draft('mail'))
    const [claimed] = await claimDue(db(), 'mail', stage.market.clock.now(), 1)
    // The letter goes out; what came of it is never written down.
    const requestId = requestIdOf(claimed!)
    const lost = {
      requestId,
      to: claimed!.address,
      title: 't',
      body: 'b',
      language: 'en',
      variables: {},
    } as const
    await mail.send({ ...lost, node: 'paid' }, AbortSignal.timeout(5_000))
    const sender = senderOf({ mail })
    expect(await sweep(sender)).toBe(0)
    await stage.market.advance(2 * MINUTE)
    expect(await sweep(sender)).toBe(1)
    expect(await sweep(sender)).toBe(0)
    expect(box.mails).toHaveLength(2)
    const ids = box.mails.map((one) => headersOf(one).get('message-id'))
    expect(new Set(ids)).toEqual(new Set([`<${requestId}@shop.example>`]))
    expect(await all()).toMatchObject([{ state: 'delivered', tries: 2 }])
    await mail.close()
    await box.close()
  })

  it('are tried again by the schedule, kept in a log, and are dead when it is used up; by hand they start anew', async () => {
    await owe(draft('sms'))
    const { port, letters } = provider('sms', (_, nth) =>
      nth <= 8 ? { outcome: 'later', error: `503 busy ${nth}` } : taken,
    )
    const sender = senderOf({ sms: port })
    for (let hours = 0; hours < 60; hours++) {
      await sweep(sender)
      await stage.market.advance(30 * MINUTE)
    }
    const [dead] = await all()
    expect(dead).toMatchObject({ state: 'dead', attempts: 8, lastError: '503 busy 8' })
    expect((await listPushTries(db(), dead!.id, null)).map(({ error }) => error)).toEqual(
      letters.map((_, i) => `503 busy ${i + 1}`),
    )
    expect(new Set(letters.map(({ requestId }) => requestId)).size).toBe(1)
    const again = { id: dead!.id, recipient: null, now: stage.market.clock.now() }
    value(
      await db()
        .transaction()
        .execute((tx) => resendMessage(tx, again)),
    )
    await sweep(sender)
    expect(await all()).toMatchObject([{ state: 'delivered', attempts: 1, tries: 9 }])
    expect(letters.at(-1)!.requestId).not.toBe(letters[0]!.requestId)
  })

  it('what the provider refuses for good is dead at once; a shop resends only what was sent to it', async () => {
    await owe(draft('sms', { recipient: 'shop:1', audience: 'merchant' }))
    const { port } = provider('sms', () => ({ outcome: 'never', error: '400 no such number' }))
    await sweep(senderOf({ sms: port }))
    const [dead] = await all()
    expect(dead).toMatchObject({ state: 'dead', tries: 1 })
    const by = (recipient: string | null) =>
      db()
        .transaction()
        .execute((tx) => resendMessage(tx, { id: dead!.id, recipient, now: stage.market.clock.now() }))
    expect(await by('shop:2')).toMatchObject({ ok: false, rejection: { code: 'push_message_not_found' } })
    expect(await by('shop:1')).toMatchObject({ ok: true })
  })

  it('a way that is down rests and delays no other', async () => {
    await owe(
      ...Array.from({ length: 20 }, () => draft('sms')),
      ...Array.from({ length: 20 }, () => draft('mail')),
    )
    const dead = provider('sms', () => ({ outcome: 'later', error: 'ECONNREFUSED' }))
    const alive = provider('mail', () => taken)
    const sender = senderOf({ sms: dead.port, mail: alive.port })
    for (let round = 0; round < 6; round++) await sweep(sender)
    expect(alive.letters).toHaveLength(20)
    // One round of eight before it is known to be down.
    expect(dead.letters).toHaveLength(8)
    await stage.market.advance(MINUTE)
    await sweep(sender)
    expect(dead.letters).toHaveLength(9)
  })

  it('a text message is cut, and each is told in its own language', async () => {
    await owe(draft('sms'), draft('sms', { language: 'en', dedupKey: 'english' }))
    const { port, letters } = provider('sms', () => taken)
    await sweep(senderOf({ sms: port }))
    const [zh, en] = letters.toSorted((a, b) => a.language.localeCompare(b.language)).toReversed()
    expect([...zh!.body]).toHaveLength(200)
    expect(zh!.body.endsWith('长…')).toBe(true)
    expect(zh!.variables).toEqual({ no: '1', reason: '甲' })
    expect(en).toMatchObject({ title: 'Paid', body: 'Paid', variables: { no: '1', reason: 'A' } })
  })

  it('a reminder whose time is over is not sent any more', async () => {
    await owe(draft('mail', { expiresAt: new Date(stage.market.clock.now().getTime() + MINUTE) }))
    await stage.market.advance(2 * MINUTE)
    const { port, letters } = provider('mail', () => taken)
    await sweep(senderOf({ mail: port }))
    expect(letters).toEqual([])
    expect(await all()).toMatchObject([{ state: 'cancelled' }])
  })
})

describe('[K2] the inbox', () => {
  it('a reader that dies in the middle, and events that are read again, tell everybody once', async () => {
    const { tradeNo } = await stage.order()
    await stage.readAll()
    await stage.forget()
    const happened = { buyerId: 'b1', currency: 'CNY', payable: 10_000, orderNos: [] }
    const crash = db()
      .transaction()
      .execute(async (tx) => {
        await saveDrafts(tx, [draft('site')], stage.market.clock.now())
        throw new Error('killed before the commit')
      })
    await expect(crash).rejects.toThrow('killed')
    expect(await all()).toEqual([])
    await stage.happen('trade.paid', tradeNo, happened)
    const before = await all()
    expect(before.filter(({ way, audience }) => way === 'site' && audience === 'buyer')).toHaveLength(1)
    // A restored backup moves the reader back.
    await sql`update outbox_reader set next_position = 1 where name = 'push'`.execute(db())
    await stage.readAll()
    expect((await all()).filter(({ node }) => node === 'paid')).toEqual(
      before.filter(({ node }) => node === 'paid'),
    )
  })
})
