import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { after, DAY, systemClock } from '../../src/kernel/clock.ts'
import { announce, logEvents } from '../../src/modules/message/index.ts'
import { consumeOutbox, publishOutbox } from '../../src/platform/outbox.ts'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

type Told = { position: number; type: string; resource: { no: string }; data: Record<string, unknown> }

let house: TestHouse
let [tea, tools]: Belongings[] = []
let admin = ''
let keys = 0

const ask = (method: 'GET' | 'POST', url: string, token: string, payload: object = {}) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `event-log-${++keys}` },
    ...(method === 'GET' ? {} : { payload }),
  })
/** What the worker's loops do with what was committed. */
const fanOut = async (): Promise<void> => {
  const { db } = house.database
  while ((await publishOutbox(db)) > 0);
  const now = systemClock.now()
  await consumeOutbox(db, 'webhooks', now, async (tx, events) => {
    await logEvents(tx, events, now)
    await announce(tx, events, now)
  })
}
const events = async (query: string, token: string): Promise<Told[]> => {
  const answer = await ask('GET', `/v1/events?${query}`, token)
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return answer.json().items
}
const of = (found: readonly Told[]): string[] => found.map(({ type }) => type)

beforeAll(async () => {
  house = await openHouse()
  tea = await furnish(house, 'tea')
  tools = await furnish(house, 'tools')
  admin = (await house.staff('admin')).token
  await fanOut()
})
afterAll(() => house.close())

describe('[K2] the event log', () => {
  it('tells a shop what concerns it, newest first, and nothing of any other', async () => {
    const own = await events('limit=100', tea!.owner.token)
    expect(of(own)).toEqual(expect.arrayContaining(['order.created', 'payment.succeeded', 'order.paid']))
    expect(own.map(({ position }) => position)).toEqual(
      own.map(({ position }) => position).toSorted((a, b) => b - a),
    )
    expect(new Set(own.map(({ data }) => data.shopId))).toEqual(new Set([tea!.shelf.shopId]))
    expect(JSON.stringify(own)).not.toContain(tools!.ids.order)
  })

  it('tells a shop’s server the same', async () => {
    expect(await events('limit=100', tea!.serverKey)).toEqual(await events('limit=100', tea!.owner.token))
  })

  it('tells the platform everything', async () => {
    const all = await events('limit=100', admin)
    const nos = all.map(({ resource }) => resource.no)
    expect(nos).toEqual(expect.arrayContaining([tea!.ids.order, tools!.ids.order, tea!.ids.trade]))
  })

  it.each([
    ['type=order.paid', ['order.paid']],
    ['type=payment.*', ['payment.succeeded']],
    ['type=refund.failed', []],
    ['since=2000-01-01T00:00:00Z&until=2000-01-02T00:00:00Z', []],
  ])('finds by %s', async (query, expected) => {
    expect([...new Set(of(await events(query, tea!.owner.token)))]).toEqual(expected)
    expect([...new Set(of(await events(query, admin)))]).toEqual(expected)
  })

  it('finds by the number of the resource, for who may see it', async () => {
    const query = `resource=${tea!.ids.order}`
    expect(new Set(of(await events(query, tea!.owner.token)))).toEqual(
      new Set(['order.created', 'order.paid']),
    )
    expect(await events(query, tools!.owner.token)).toEqual([])
    expect((await events(query, admin)).length).toBeGreaterThan(0)
  })

  it('reads on from a position, without a gap, page after page', async () => {
    const all = (await events('limit=100', tea!.owner.token)).toReversed()
    const read: Told[] = []
    for (let after = 0; ; ) {
      const page = await events(`after=${after}&limit=2`, tea!.owner.token)
      if (page.length === 0) break
      read.push(...page)
      after = page.at(-1)!.position
    }
    expect(read).toEqual(all)
  })

  it('refuses a time that is none', async () => {
    const answer = await ask('GET', '/v1/events?since=yesterday', admin)
    expect([answer.statusCode, answer.json().param]).toEqual([400, 'since'])
  })
})

describe('[K2] sending again', () => {
  const deliveries = async (endpoint: string) =>
    (await ask('GET', `/v1/webhook-deliveries?endpoint=${endpoint}&limit=100`, admin)).json().items
  const endpointOf = async (token: string, body: object = {}): Promise<string> =>
    (await ask('POST', '/v1/webhook-endpoints', token, { url: 'https://example.com/again', ...body })).json()
      .id

  it('one event goes to one endpoint, whatever it listens to, and again when it was sent', async () => {
    const endpointId = await endpointOf(tea!.owner.token, { eventTypes: ['refund.*'] })
    const [paid] = await events('type=order.paid', tea!.owner.token)
    const url = `/v1/events/${paid!.position}/redeliver`
    const again = () => ask('POST', url, tea!.serverKey, { endpointId })
    expect((await again()).statusCode).toBe(202)
    expect(await deliveries(endpointId)).toMatchObject([
      { eventId: `evt_${paid!.position}`, state: 'waiting', actions: ['resend'] },
    ])
    await sql`update webhook_delivery set state = 'delivered', delivered_at = now(), attempts = 3
      where endpoint_id = ${endpointId}`.execute(house.database.db)
    expect((await again()).statusCode).toBe(202)
    expect(await deliveries(endpointId)).toMatchObject([{ state: 'waiting', attempts: 0 }])
  })

  it('never an event of another shop, nor to another’s endpoint', async () => {
    const own = await endpointOf(tea!.owner.token)
    const [foreign] = await events('type=order.paid', tools!.owner.token)
    const [mine] = await events('type=order.paid', tea!.owner.token)
    const tries = [
      await ask('POST', `/v1/events/${foreign!.position}/redeliver`, tea!.owner.token, { endpointId: own }),
      await ask('POST', `/v1/events/${mine!.position}/redeliver`, tea!.owner.token, {
        endpointId: tools!.ids.endpoint,
      }),
      // The platform may send, but not to a shop what is another's.
      await ask('POST', `/v1/events/${foreign!.position}/redeliver`, admin, { endpointId: own }),
    ]
    expect(tries.map((one) => one.json().code)).toEqual([
      'event_not_found',
      'endpoint_not_found',
      'event_not_found',
    ])
    expect(await deliveries(own)).toEqual([])
  })

  it('all that failed since then starts again at once, what is older or on its way does not', async () => {
    const endpointId = await endpointOf(tea!.owner.token)
    await sql`
      insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, state, attempts, due_at,
        created_at, leased_until)
      select ${endpointId}, 'evt_again_' || n, 'order.paid', n, '{}',
        case when n <= 6 then 'dead' else 'waiting' end, case when n = 8 then 0 else 3 end, now() + interval '6 hours',
        case when n <= 2 then now() - interval '3 days' else now() end,
        case when n = 9 then now() + interval '1 minute' end
      from generate_series(1, 9) as n`.execute(house.database.db)
    await sql`update webhook_endpoint set failures = 9, resting_until = now() + interval '1 hour'
      where id = ${endpointId}`.execute(house.database.db)
    const since = after(systemClock.now(), -DAY).toISOString()
    const url = `/v1/webhook-endpoints/${endpointId}/resend-failed`
    const answer = await ask('POST', url, tea!.owner.token, { since })
    // Four dead ones of today and one that waits after a failure; not the untried one, not the one on its way.
    expect([answer.statusCode, answer.json()]).toEqual([202, { count: 5, more: false }])
    const { rows } = await sql<{ n: number }>`
      select position::int as n from webhook_delivery
      where endpoint_id = ${endpointId} and state = 'waiting' and due_at <= now() order by n`.execute(
      house.database.db,
    )
    expect(rows.map(({ n }) => n)).toEqual([3, 4, 5, 6, 7])
    const endpoint = (await ask('GET', `/v1/webhook-endpoints/${endpointId}`, admin)).json()
    expect(endpoint).toMatchObject({ failures: 0, restingUntil: null })
    expect(endpoint.actions).toEqual(
      expect.arrayContaining(['disable', 'delete', 'rotate_secret', 'resend_failed']),
    )
    expect((await ask('POST', url, tools!.owner.token, { since })).json().code).toBe('endpoint_not_found')
  })

  it('a disabled endpoint is sent nothing', async () => {
    const endpointId = await endpointOf(tea!.owner.token)
    await house.app.inject({
      method: 'PUT',
      url: `/v1/webhook-endpoints/${endpointId}`,
      payload: { enabled: false },
      headers: { authorization: `Bearer ${tea!.owner.token}` },
    })
    const [paid] = await events('type=order.paid', tea!.owner.token)
    const answer = await ask('POST', `/v1/events/${paid!.position}/redeliver`, tea!.owner.token, {
      endpointId,
    })
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'endpoint_disabled'])
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
