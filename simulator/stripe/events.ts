import { randomUUID } from 'node:crypto'
import type { FaultRule } from '../faults.ts'
import type { FaultName } from './faults.ts'
import type { Delivery, StripeEvent, Twist } from './types.ts'
import type { View } from './views.ts'
import { newId, type Put, type World } from './world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * Pauses after each undelivered event. Stripe documents "up to three days with an exponential back off"; these steps
 * are the simulator's, 65 hours in all.
 */
export const EVENT_PAUSES_MS: readonly number[] = [
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
  12 * HOUR,
]

/** More deliveries than there ever are. */
const ALL = EVENT_PAUSES_MS.length + 1

/** What the guide tells a merchant to subscribe to; a cancellation of his own he is answered already. */
export const USUAL_EVENTS: readonly string[] = [
  'payment_intent.succeeded',
  'payment_intent.amount_capturable_updated',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
]

export const ANOTHER_ACCOUNT = 'acct_1AnotherMerchant'

/** An event and its delivery to every endpoint that wants it, with the faults that were armed for this number. */
export function happened(world: World, type: string, no: string, object: View): Put[] {
  const event: StripeEvent = { id: newId('evt'), type, no, object, created: world.now() }
  const wanted = [...world.endpoint.values()].some(
    ({ events }) => events.includes(type) || events.includes('*'),
  )
  const deliveries = wanted ? compose(world, event) : []
  return [{ kind: 'event', record: event }, ...deliveries]
}

const twistOf: readonly (readonly [FaultName, Twist])[] = [
  ['notice_forged', 'forged'],
  ['notice_stale', 'stale'],
  ['notice_tampered', 'tampered'],
]

function compose(world: World, event: StripeEvent): Put[] {
  const armed = (fault: FaultName) => world.faults.take(fault, 'notice', event.no)
  const now = world.waits.now()
  const changes = twisted(event, armed)
  const make = (more: Partial<Delivery> = {}): Put => ({
    kind: 'delivery',
    record: {
      id: randomUUID(),
      event: event.id,
      lost: 0,
      tries: [],
      state: 'waiting',
      dueWait: now,
      ...changes,
      ...more,
    },
  })
  const before = twistOf.filter(([fault]) => armed(fault)).map(([, twist]) => make({ twist, once: true }))
  const lost = armed('notice_lost')
  const delayed = armed('notice_delayed')
  // A forgery goes ahead of the genuine event, to try to take its place.
  const dueWait = now + (delayed ? (delayed.param ?? MINUTE) : before.length > 0 ? 200 : 0)
  const genuine = make({
    lost: lost ? (lost.param ?? ALL) : 0,
    dueWait,
    ...(armed('notice_after_close') ? { state: 'held_for_close' as const } : {}),
    ...(armed('notice_reordered') ? { state: 'held_for_another' as const, dueWait: now + 30 * SECOND } : {}),
  })
  const copies = armed('notice_duplicated')
  const after: Put[] = []
  for (let copy = 1; copies && copy < (copies.param ?? 3); copy++) {
    after.push(make({ once: true, dueWait: dueWait + copy * 20 }))
  }
  if (armed('notice_twice')) {
    const second = { ...event, id: newId('evt') }
    after.push({ kind: 'event', record: second }, make({ event: second.id, once: true }))
  }
  return [...before, genuine, ...after]
}

/** Validly signed, and wrong: only the merchant's own comparison can find it. */
function twisted(event: StripeEvent, armed: (fault: FaultName) => FaultRule | undefined): Partial<Delivery> {
  const wrongAmount = armed('notice_wrong_amount')
  const wrongMerchant = armed('notice_wrong_merchant')
  const object = event.object as View
  const name = 'amount_received' in object ? 'amount_received' : 'amount'
  return {
    ...(wrongAmount
      ? { object: { ...object, [name]: Math.max(0, Number(object[name]) + (wrongAmount.param ?? -1)) } }
      : {}),
    ...(wrongMerchant ? { account: ANOTHER_ACCOUNT } : {}),
  }
}

/** What waited for the merchant's cancellation goes out now. */
export const releasedByClose = (world: World, no: string): Put[] =>
  world
    .openDeliveries()
    .filter((one) => one.state === 'held_for_close' && world.event.get(one.event)?.no === no)
    .map((one) => ({
      kind: 'delivery',
      record: { ...one, state: 'waiting', dueWait: world.waits.now() },
    }))
