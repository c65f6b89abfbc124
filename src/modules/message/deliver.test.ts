import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { openReceiver, type Receiver } from '../../../test/support/receiver.ts'
import { MINUTE, SECOND, virtualClock } from '../../kernel/clock.ts'
import type { PublishedEvent } from '../../platform/outbox.ts'
import { seal } from '../../platform/seal.ts'
import { announce } from './announce.ts'
import { claimDue, dueEndpoints, LEASE_MS } from './claim.ts'
import { type Courier, courier } from './deliver.ts'
import { type Poster, type PosterOptions, poster } from './post.ts'
import { countDeliveries, listDeliveries, listEndpoints, listTries } from './queries.ts'
import { newSecret } from './signature.ts'
import { insertEndpoint } from './store.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const keys = seal('a secret for tests only, long enough', 'webhook')
let clock = virtualClock(new Date())
const open: { close: () => Promise<void> }[] = []
beforeEach(async () => {
  clock = virtualClock(new Date())
  await sql`truncate webhook_endpoint, webhook_delivery, webhook_try`.execute(database.db)
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const receiver = async (...given: Parameters<typeof openReceiver>): Promise<Receiver> => {
  const made = await openReceiver(...given)
  open.push(made)
  return made
}

const senderWith = (options: Partial<PosterOptions> = {}): Poster => {
  const resolve = async () => [{ address: '127.0.0.1', family: 4 as const }]
  const made = poster({ clock, resolve, allowPrivate: true, timeoutMs: 2_000, ...options })
  open.push({ close: async () => made.dispose() })
  return made
}

const courierWith = (sender: Poster): Courier =>
  courier({
    db: database.db,
    clock,
    seal: keys,
    poster: sender,
    maxInFlight: 64,
    perEndpoint: 4,
    onRoom: () => {},
    onDefect: () => {},
  })

const endpoint = async (id: string, url: string, shopId: number | null = null, eventTypes: string[] = []) => {
  const secret = newSecret()
  await database.db
    .transaction()
    .execute((tx) =>
      insertEndpoint(
        tx,
        { id, url, shopId, eventTypes, description: '', secret: keys.close(secret, id) },
        clock.now(),
      ),
    )
  return secret
}

const event = (position: number, more: Partial<PublishedEvent> = {}): PublishedEvent => ({
  position,
  type: 'order.paid',
  subject: '2126010203040500000042',
  sequence: position,
  occurredAt: '2026-01-02T03:04:05.000Z',
  data: { shopId: 7, note: `"${position}" \\ 元` },
  ...more,
})

const tell = (...events: PublishedEvent[]) =>
  database.db.transaction().execute((tx) => announce(tx, events, clock.now()))

const claimAll = async (db: TestDatabase['db'], now: Date) =>
  claimDue(db, now, {
    endpoints: await dueEndpoints(db, now, { last: '', limit: 10 }),
    limit: 10,
    perEndpoint: 4,
  })
const deliveries = async () => (await listDeliveries(database.db, { scope: null, limit: 500 })).items
const sweep = async (carrier: Courier): Promise<number> => {
  const count = await carrier.sweep(clock.now())
  await carrier.settled()
  return count
}

describe('an event is told', () => {
  it('[K2] once per endpoint that hears it, signed, whole, and in words a receiver knows', async () => {
    const [all, shop, other] = [await receiver(), await receiver(), await receiver()]
    const secret = await endpoint('whe_all', all.url)
    await endpoint('whe_shop', shop.url, 7, ['order.*'])
    await endpoint('whe_other', other.url, 8)
    await endpoint('whe_deaf', other.url, 7, ['refund.succeeded'])
    const events = [event(1), event(2, { type: 'trade.paid', data: {} })]
    expect(await tell(...events)).toBe(3)
    expect(await tell(...events)).toBe(0) // read twice by the fan-out

    const carrier = courierWith(senderWith())
    expect(await sweep(carrier)).toBe(3)
    expect(await sweep(carrier)).toBe(0)
    expect(all.ids().sort()).toEqual(['evt_1', 'evt_2'])
    expect(shop.ids()).toEqual(['evt_1'])
    expect(other.letters).toEqual([])
    const letter = all.letters.find(({ headers }) => headers['webhook-id'] === 'evt_1')!
    expect(new Webhook(secret).verify(letter.body, letter.headers)).toEqual({
      type: 'order.paid',
      id: 'evt_1',
      position: 1,
      at: '2026-01-02T03:04:05.000Z',
      resource: { kind: 'order', no: '2126010203040500000042' },
      sequence: 1,
      data: { shopId: 7, note: '"1" \\ 元' },
    })
    expect((await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered'])
  })

  it('of several shops each with its own share, the platform with the whole', async () => {
    const [all, one, two, other] = [await receiver(), await receiver(), await receiver(), await receiver()]
    await endpoint('whe_all', all.url)
    await endpoint('whe_one', one.url, 7, ['payment.*'])
    await endpoint('whe_two', two.url, 8)
    await endpoint('whe_other', other.url, 9)
    const share = (shopId: number, amount: number) => ({ shopId, orderNos: [`order ${shopId}`], amount })
    const whole = { payableNo: '1', amount: 30, channel: 'wechat', shares: [share(7, 10), share(8, 20)] }
    expect(await tell(event(1, { type: 'payment.succeeded', data: whole }))).toBe(3)
    await sweep(courierWith(senderWith()))
    const told = ({ letters }: Receiver) => letters.map(({ body }) => JSON.parse(body).data)
    const common = { payableNo: '1', channel: 'wechat' }
    expect(told(all)).toEqual([whole])
    expect(told(one)).toEqual([{ ...common, shopId: 7, orderNos: ['order 7'], amount: 10 }])
    expect(told(two)).toEqual([{ ...common, shopId: 8, orderNos: ['order 8'], amount: 20 }])
    expect(other.letters).toEqual([])
  })

  it('[K2] [L8] a crash between the call and its record repeats the letter under the same id, after the lease', async () => {
    const shop = await receiver()
    await endpoint('whe_1', shop.url)
    await tell(event(1))
    const sender = senderWith()
    const dying = courierWith({
      ...sender,
      post: async (letter) => {
        await sender.post(letter)
        throw new Error('killed here')
      },
    })
    expect(await sweep(dying)).toBe(1)
    const next = courierWith(sender)
    expect(await sweep(next)).toBe(0) // the dead one's lease still runs
    clock.advance(LEASE_MS + SECOND)
    expect(await sweep(next)).toBe(1)
    expect(shop.letters).toHaveLength(2)
    expect(shop.ids()).toEqual(['evt_1'])
    expect(await deliveries()).toMatchObject([{ state: 'delivered', tries: 2 }])
    clock.advance(60 * MINUTE)
    expect(await sweep(next)).toBe(0)
  })

  it('[L8] two processes that sweep at the same moment share the work, nothing goes out twice', async () => {
    const shop = await receiver()
    for (let i = 0; i < 10; i++) await endpoint(`whe_${i}`, shop.url)
    await tell(event(1), event(2), event(3))
    const carriers = [1, 2, 3, 4].map(() => courierWith(senderWith()))
    for (let round = 0; round < 5; round++) await Promise.all(carriers.map(sweep))
    expect(shop.letters).toHaveLength(30)
  })
})

describe('a receiver in trouble', () => {
  it('is tried again by the schedule and is given up after a day, then only by hand', async () => {
    const broken = await receiver((response) => response.writeHead(500).end('oops'))
    await endpoint('whe_1', broken.url)
    await tell(event(1))
    const carrier = courierWith(senderWith())
    const began = clock.now().getTime()
    for (let i = 0; i < 40; i++) {
      await sweep(carrier)
      const [one] = await deliveries()
      if (one!.state === 'dead') break
      clock.advance(Math.max(one!.dueAt.getTime() - clock.now().getTime(), 15 * MINUTE) + MINUTE)
    }
    expect(await deliveries()).toMatchObject([{ state: 'dead', attempts: 12, lastStatus: 500 }])
    expect(clock.now().getTime() - began).toBeGreaterThan(24 * 3_600_000)
    expect(await countDeliveries(database.db, clock.now())).toMatchObject({ dead: 1, waiting: 0 })
    const tries = await listTries(database.db, (await deliveries())[0]!.id, null)
    expect(tries).toHaveLength(12)
    expect(tries[0]).toMatchObject({ no: 1, status: 500, answer: 'oops' })
  })

  it('slows nobody else: a hanging one holds its own places only', async () => {
    const hanging = await receiver(() => {})
    const quick = await receiver()
    await endpoint('whe_a_hanging', hanging.url)
    await endpoint('whe_b_quick', quick.url)
    await tell(...Array.from({ length: 30 }, (_, i) => event(i + 1)))
    const carrier = courierWith(senderWith())
    await vi.waitFor(async () => {
      await carrier.sweep(clock.now())
      expect(quick.ids()).toHaveLength(30)
    }, 1_500)
    expect(hanging.letters.length).toBeLessThanOrEqual(4)
    await carrier.drain(0)
  })

  it('is left alone after five failures in a row, then asked with a single letter', async () => {
    const state = { up: false }
    const shop = await receiver((response) => response.writeHead(state.up ? 200 : 503).end())
    await endpoint('whe_1', shop.url)
    await tell(...Array.from({ length: 20 }, (_, i) => event(i + 1)))
    const carrier = courierWith(senderWith())
    expect(await sweep(carrier)).toBe(4)
    expect(await sweep(carrier)).toBe(4)
    expect(await sweep(carrier)).toBe(0)
    clock.advance(10 * MINUTE)
    expect(await sweep(carrier)).toBe(1)
    clock.advance(20 * MINUTE)
    state.up = true
    expect(await sweep(carrier)).toBe(1)
    for (let i = 0; i < 8; i++) await sweep(carrier)
    clock.advance(20 * MINUTE)
    for (let i = 0; i < 8; i++) await sweep(carrier)
    expect((await deliveries()).filter(({ state }) => state === 'delivered')).toHaveLength(20)
  })

  it('that answers 410 is disabled and told nothing more', async () => {
    const gone = await receiver((response) => response.writeHead(410).end())
    await endpoint('whe_1', gone.url)
    await tell(event(1))
    await sweep(courierWith(senderWith()))
    expect(await listEndpoints(database.db, null)).toMatchObject([
      { state: 'disabled', disabledReason: 'gone' },
    ])
    expect(await tell(event(2))).toBe(0)
  })
})

describe('what a stranger can do to us', () => {
  const lastError = async () => (await deliveries())[0]!.lastError

  it('a redirect is not followed, a long answer is cut, an endless one is left', async () => {
    const secret = await receiver()
    const redirecting = await receiver((response) => response.writeHead(302, { location: secret.url }).end())
    const talking = await receiver((response) => {
      const talk = () => response.write('\0ha'.repeat(10_000), () => response.destroyed || talk())
      talk()
    })
    await endpoint('whe_1', redirecting.url)
    await endpoint('whe_2', talking.url)
    await tell(event(1))
    await sweep(courierWith(senderWith()))
    expect(secret.letters).toEqual([])
    const [talked, redirected] = await deliveries()
    expect(redirected).toMatchObject({ state: 'waiting', lastStatus: 302 })
    expect(talked).toMatchObject({ state: 'delivered' })
    const [tried] = await listTries(database.db, talked!.id, null)
    expect(tried!.answer).toMatch(/^ha/)
    expect(tried!.answer.length).toBeLessThanOrEqual(1024)
  })

  it.each([
    ['https://127.0.0.1:1/', 'address_not_allowed'],
    ['https://[::ffff:169.254.169.254]/latest/meta-data', 'address_not_allowed'],
    ['https://rebound.example/', 'address_not_allowed'],
    ['http://1.1.1.1/', 'url_needs_https'],
  ])('outside the demo nothing is sent to %s, whatever it was when registered', async (url, expected) => {
    await endpoint('whe_1', url)
    await tell(event(1))
    await sweep(courierWith(senderWith({ allowPrivate: false })))
    expect(await lastError()).toBe(expected)
  })

  it('[N19] while a receiver hangs, no transaction is open', async () => {
    const hanging = await receiver(() => {})
    await endpoint('whe_1', hanging.url)
    await tell(event(1))
    const carrier = courierWith(senderWith({ timeoutMs: 700 }))
    await carrier.sweep(clock.now())
    await vi.waitFor(() => expect(hanging.letters).toHaveLength(1))
    const { rows } = await sql<{ query: string }>`
      select query from pg_stat_activity
      where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`.execute(
      database.db,
    )
    expect(rows).toEqual([])
    await carrier.settled()
    expect(await lastError()).toBe('timeout')
  })

  it('a lapsed sender that comes back late cannot undo what the next one did', async () => {
    await endpoint('whe_1', 'http://127.0.0.1:1/')
    await tell(event(1))
    const slow = courierWith({
      dispose: () => {},
      post: async () => {
        clock.advance(LEASE_MS + SECOND)
        const shop = await receiver()
        await sql`update webhook_endpoint set url = ${shop.url}`.execute(database.db)
        await sweep(courierWith(senderWith()))
        expect(shop.letters).toHaveLength(1)
        return { at: clock.now(), durationMs: 1, status: 500, error: null, answer: '' }
      },
    })
    await sweep(slow)
    expect(await deliveries()).toMatchObject([{ state: 'delivered', tries: 2 }])
    expect(await claimAll(database.db, clock.now())).toEqual([])
  })
})
