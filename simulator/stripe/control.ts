import type { Reply } from '../provider.ts'
import { done, latest, missing, wrong } from '../replies.ts'
import { decline } from './cards.ts'
import { decideDispute, openDispute } from './disputes.ts'
import { setEndpoint } from './endpoints.ts'
import { happened } from './events.ts'
import { movement } from './movements.ts'
import { declined, pay } from './pay.ts'
import { settleRefund } from './refunds.ts'
import type { Delivery } from './types.ts'
import { newId, type World } from './world.ts'

type Fields = Readonly<Record<string, unknown>>

/** The control routes of Stripe; README.md describes them. `:` is an intent's id or the merchant's own number. */
export function createStripeControl(world: World, intentOf: (no: string) => string | undefined) {
  return async (route: string, id: string, fields: Fields, url: URL): Promise<Reply | undefined> => {
    switch (route) {
      case 'GET /intents':
        return done(latest(world.intent.values(), url))
      case 'GET /charges':
        return done(latest(world.charge.values(), url))
      case 'GET /refunds':
        return done(latest(world.refund.values(), url))
      case 'GET /disputes':
        return done(latest(world.dispute.values(), url))
      case 'GET /transfers':
        return done(latest(world.transfer.values(), url))
      case 'GET /movements':
        return done(latest(world.movement.values(), url))
      case 'GET /events':
        return done(latest(world.event.values(), url))
      case 'GET /deliveries':
        return done(latest(world.delivery.values(), url))
      case 'POST /intents/:/pay':
        return payIntent(id, fields)
      case 'POST /intents/:/decline':
        return declined(world, intentOf(id) ?? '', decline(String(fields.code ?? 'generic_decline')))
          ? done()
          : missing('payable intent')
      case 'POST /intents/:/dispute':
        return dispute(id, fields)
      case 'POST /disputes/:/decide':
        return decide(id, fields)
      case 'POST /refunds/:/settle':
        return settle(id, fields)
      case 'POST /events/:/send':
        return sendAgain(id)
      case 'POST /endpoint':
        return endpoint(fields)
      case 'POST /secrets/rotate':
        return rotate()
      case 'POST /accounts':
        return connect(fields)
      case 'POST /payouts':
        return payOut(fields)
      default:
        return undefined
    }
  }

  function payIntent(no: string, fields: Fields): Reply {
    const result = pay(world, intentOf(no) ?? '', { inFlight: fields.inFlight === true })
    return result.paid ? done(result) : { status: 409, body: result }
  }

  function dispute(no: string, fields: Fields): Reply {
    const { reason, amount } = fields
    if (amount !== undefined && !(Number.isSafeInteger(amount) && Number(amount) > 0)) {
      return wrong('amount: a positive whole number of minor units')
    }
    const opened = openDispute(world, intentOf(no) ?? '', {
      ...(typeof reason === 'string' ? { reason } : {}),
      ...(amount === undefined ? {} : { amount: Number(amount) }),
      isInquiry: fields.inquiry === true,
    })
    return opened ? done(opened) : missing('paid intent')
  }

  function decide(id: string, { outcome }: Fields): Reply {
    if (outcome !== 'won' && outcome !== 'lost') return wrong('outcome: won or lost')
    return decideDispute(world, id, outcome === 'won') ? done(world.dispute.get(id)) : missing('open dispute')
  }

  function settle(id: string, { status }: Fields): Reply {
    if (status !== 'succeeded' && status !== 'failed' && status !== 'canceled') {
      return wrong('status: succeeded, failed or canceled')
    }
    return settleRefund(world, id, status) ? done(world.refund.get(id)) : missing('open refund')
  }

  function sendAgain(id: string): Reply {
    const event = world.event.get(id)
    if (!event) return missing('event')
    const delivery: Delivery = {
      id: newId('del'),
      event: id,
      once: true,
      lost: 0,
      tries: [],
      state: 'waiting',
      dueWait: world.waits.now(),
    }
    world.commit([{ kind: 'delivery', record: delivery }])
    return done()
  }

  function endpoint({ url, events }: Fields): Reply {
    if (typeof url !== 'string' || !URL.canParse(url)) return wrong('url: an address')
    if (events !== undefined && !(Array.isArray(events) && events.every((one) => typeof one === 'string'))) {
      return wrong('events: names of events')
    }
    return done(setEndpoint(world, url, events as string[] | undefined))
  }

  /** One secret signs, then both do, then the other: the merchant has been given both. */
  function rotate(): Reply {
    world.signing =
      world.signing.length === 2 ? world.signing.slice(1) : [world.signing[0]!, 1 - world.signing[0]!]
    return done({ signing: world.signing.length })
  }

  function connect({ id = newId('acct'), transfers = 'active' }: Fields): Reply {
    if (typeof id !== 'string' || !id.startsWith('acct_')) return wrong('id: acct_…')
    if (transfers !== 'active' && transfers !== 'inactive') return wrong('transfers: active or inactive')
    world.commit([{ kind: 'connected', record: { id, transfers } }])
    return done({ id, transfers })
  }

  function payOut({ amount, currency }: Fields): Reply {
    if (!Number.isSafeInteger(amount) || Number(amount) <= 0) return wrong('amount: a positive whole number')
    if (typeof currency !== 'string' || !/^[a-z]{3}$/.test(currency))
      return wrong('currency: three small letters')
    const id = newId('po')
    const gone = movement(world, {
      amount: -Number(amount),
      currency,
      type: 'payout',
      category: 'payout',
      source: id,
    })
    world.commit([
      { kind: 'movement', record: gone },
      ...happened(world, 'payout.paid', id, { id, object: 'payout' }),
    ])
    return done({ id })
  }
}
