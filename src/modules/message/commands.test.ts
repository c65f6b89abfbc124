import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import type { PublishedEvent } from '../../platform/outbox.ts'
import { seal } from '../../platform/seal.ts'
import type { Address } from './address.ts'
import { announce } from './announce.ts'
import { claimDue, dueEndpoints } from './claim.ts'
import { type EndpointSecret, type Webhooks, webhooks } from './commands.ts'
import { findEndpoint, listDeliveries, listEndpoints } from './queries.ts'

const now = new Date('2026-01-02T03:04:05Z')
const later = new Date(now.getTime() + 3_600_000)
const names: Record<string, readonly Address[]> = {
  'shop.example': [{ address: '1.1.1.1', family: 4 }],
  'inside.example': [{ address: '10.0.0.3', family: 4 }],
}

let database: TestDatabase
let hooks: Webhooks
beforeAll(async () => {
  database = await testDatabase()
  hooks = webhooks({
    db: database.db,
    seal: seal('a secret for tests only, long enough', 'webhook'),
    resolve: async (host) => names[host] ?? [],
    reach: { allowPrivate: false },
    knownTypes: ['order.paid', 'order.cancelled'],
  })
})
afterAll(() => database.drop())

let keyCount = 0
const keyed = (key = `key-${++keyCount}`) => ({ caller: 'staff:1', key, requestHash: 'h', now })
const registration = (more: object = {}) => ({
  ...keyed(),
  shopId: 7 as number | null,
  url: 'https://shop.example/hook',
  description: '',
  eventTypes: [] as string[],
  ...more,
})
const registered = async (more: object = {}): Promise<EndpointSecret> => {
  const outcome = await hooks.register(registration(more))
  if (!outcome.ok) throw new Error(outcome.rejection.code)
  return outcome.value
}
const codeOf = (outcome: { ok: boolean; rejection?: { code: string } }) =>
  outcome.ok ? 'accepted' : outcome.rejection?.code

describe('endpoints', () => {
  it('the same request twice makes one endpoint and tells the same secret, which is stored sealed only', async () => {
    const command = registration()
    const first = await hooks.register(command)
    const again = await hooks.register(command)
    expect(again).toEqual(first)
    if (!first.ok) throw new Error('refused')
    expect(first.value.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { rows } = await sql<{ text: string }>`
      select (select string_agg(k::text, ' ') from command_key k) || (select string_agg(e::text, ' ')
        from webhook_endpoint e) as text`.execute(database.db)
    expect(rows[0]!.text).toContain(first.value.id)
    expect(rows[0]!.text).not.toContain(first.value.secret.slice(6))
  })

  it.each([
    ['http://shop.example/', 'url_needs_https'],
    ['https://inside.example/', 'address_not_allowed'],
    ['https://127.0.0.1/', 'address_not_allowed'],
    ['https://unknown.example/', 'host_not_found'],
    ['https:/\\/', 'url_invalid'],
  ])('%s is refused: %s', async (url, expected) => {
    expect(codeOf(await hooks.register(registration({ url })))).toBe(expected)
    const { id } = await registered()
    expect(codeOf(await hooks.change({ ...keyed(), scope: null, id, url }))).toBe(expected)
  })

  it('refuses unknown event types and a twenty-first endpoint of one owner', async () => {
    expect(codeOf(await hooks.register(registration({ eventTypes: ['order.eaten'] })))).toBe(
      'event_type_unknown',
    )
    for (let i = 0; i < 20; i++) await registered({ shopId: 99 })
    expect(codeOf(await hooks.register(registration({ shopId: 99 })))).toBe('too_many_endpoints')
    expect(await listEndpoints(database.db, 99)).toHaveLength(20)
  })

  it('nobody reads or changes an endpoint of another shop', async () => {
    const { id } = await registered({ shopId: 7 })
    expect(codeOf(await hooks.change({ ...keyed(), scope: 8, id, enabled: false }))).toBe(
      'endpoint_not_found',
    )
    expect(codeOf(await hooks.rotateSecret({ ...keyed(), scope: 8, id }))).toBe('endpoint_not_found')
    expect(codeOf(await hooks.remove({ ...keyed(), scope: 8, id }))).toBe('endpoint_not_found')
    expect(await findEndpoint(database.db, id, 8)).toBeUndefined()
    expect(codeOf(await hooks.change({ ...keyed(), scope: 7, id, enabled: false }))).toBe('accepted')
    expect(await findEndpoint(database.db, id, 7)).toMatchObject({ state: 'disabled', version: 2 })
  })
})

describe('secrets and deliveries', () => {
  const event: PublishedEvent = {
    position: 1,
    type: 'order.paid',
    subject: '2126010203040500000042',
    sequence: 3,
    occurredAt: now.toISOString(),
    data: { shopId: 55 },
  }
  const claim = async (at: Date) =>
    claimDue(database.db, at, {
      endpoints: await dueEndpoints(database.db, at, { last: '', limit: 10 }),
      limit: 10,
      perEndpoint: 4,
    })

  it('a rotation signs with both for a day; a removed endpoint hears nothing more; a resend starts again', async () => {
    const { id, secret } = await registered({ shopId: 55 })
    const rotated = await hooks.rotateSecret({ ...keyed(), scope: 55, id })
    expect(rotated.ok && rotated.value.secret).not.toBe(secret)
    await database.db.transaction().execute((tx) => announce(tx, [event], now))
    const [claimed] = await claim(now)
    expect(claimed).toMatchObject({ endpointId: id, eventId: 'evt_1' })
    expect(claimed!.previousSecret).toBeInstanceOf(Buffer)

    const deliveryId = claimed!.id
    const resend = (at: Date, scope: number | null = 55) =>
      hooks.resend({ ...keyed(), now: at, scope, deliveryId })
    expect(codeOf(await resend(now, 8))).toBe('delivery_not_found')
    expect(codeOf(await resend(now))).toBe('delivery_in_progress')
    expect(codeOf(await resend(later))).toBe('accepted')
    const tomorrow = new Date(now.getTime() + 25 * 3_600_000)
    expect(await claim(tomorrow)).toMatchObject([{ attempts: 1, tries: 2, previousSecret: null }])

    expect(codeOf(await hooks.remove({ ...keyed(), scope: 55, id }))).toBe('accepted')
    expect(codeOf(await resend(new Date(tomorrow.getTime() + 3_600_000)))).toBe('delivery_cancelled')
    expect(codeOf(await hooks.rotateSecret({ ...keyed(), scope: 55, id }))).toBe('endpoint_deleted')
    expect((await listDeliveries(database.db, { scope: 55, limit: 10 })).items).toMatchObject([
      { state: 'cancelled' },
    ])
  })
})
