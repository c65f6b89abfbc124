import { persons } from '../persons.ts'
import type { Reply } from '../provider.ts'
import { done, latest, missing, wrong } from '../replies.ts'
import { sendExtra } from './extra.ts'
import { failPayment, pay } from './pay.ts'
import { type PresignedCodes, type PresignItem, presignNotices } from './presigned.ts'
import { settleRefund } from './refunds.ts'
import type { Notice, Twist } from './types.ts'
import type { World } from './world.ts'

type Fields = Readonly<Record<string, unknown>>

const twists: readonly Twist[] = ['forged', 'probe', 'stale', 'tampered', 'unknown_serial']
const MOST_ANSWERS = 200_000

/** The control routes of WeChat Pay; README.md describes them. */
export function createWechatControl(world: World, presigned: PresignedCodes) {
  return async (route: string, id: string, fields: Fields, url: URL): Promise<Reply | undefined> => {
    switch (route) {
      case 'GET /orders':
        return done(latest(world.orders.values(), url))
      case 'GET /orders/:':
        return world.orders.has(id) ? done(orderPage(id)) : missing('order')
      case 'GET /refunds':
        return done(latest(world.refunds.values(), url))
      case 'GET /notices':
        return done(latest(world.notices.values(), url))
      case 'POST /orders/:/pay':
        return payOrder(id, fields)
      case 'POST /orders/:/fail':
        return failPayment(world, id, String(fields.why ?? '银行卡余额不足')) ? done() : missing('open order')
      case 'POST /orders/:/notify':
        return extraNotice(id, fields)
      case 'POST /notices/:/deliver':
        return deliverAgain(id)
      case 'POST /refunds/:/settle':
        return settle(id, fields)
      case 'GET /shares':
        return done(latest(world.shares.values(), url))
      case 'POST /bills/breaks':
        return breakBill(fields)
      case 'GET /limits':
        return done(world.limits)
      case 'POST /limits':
        return setLimits(fields)
      case 'POST /keys/switch':
        world.signingKey = (world.signingKey + 1) % world.keys.platform.length
        return done({ serial: world.keys.platform[world.signingKey]!.serial })
      case 'POST /keys/merchant':
        return done({ serial: world.keys.renewMerchant().merchantSerial })
      case 'POST /keys/withdraw':
        world.keys.withdrawMerchant()
        return done()
      case 'POST /notices/presigned':
        return presignedNotices(fields)
      case 'POST /answers/presigned':
        return done({ ready: await presigned.prepare(Math.min(Number(fields.count) || 0, MOST_ANSWERS)) })
      default:
        return undefined
    }
  }

  function orderPage(no: string) {
    return {
      order: world.orders.get(no),
      refunds: [...world.refunds.values()].filter((refund) => refund.orderNo === no),
      notices: [...world.notices.values()].filter((notice) => orderOf(notice) === no),
    }
  }

  function orderOf(notice: Notice): string | undefined {
    return notice.kind === 'transaction' ? notice.no : world.refunds.get(notice.no)?.orderNo
  }

  function payOrder(no: string, fields: Fields): Reply {
    const payer = typeof fields.payer === 'string' ? fields.payer : persons[0]!.openid
    const result = pay(world, no, payer, { inFlight: fields.inFlight === true })
    return result.paid ? done(result) : { status: 409, body: result }
  }

  function extraNotice(no: string, fields: Fields): Reply {
    const order = world.orders.get(no)
    if (!order) return missing('order')
    const twist = twists.find((one) => one === fields.twist)
    if (!twist) return wrong(`twist: one of ${twists.join(', ')}`)
    sendExtra(world, order, twist)
    return done()
  }

  function deliverAgain(key: string): Reply {
    const notice = world.notices.get(key)
    if (!notice) return missing('notice')
    world.commit({ notices: [{ ...notice, lost: 0, state: 'waiting', dueWait: world.waits.now() }] })
    return done()
  }

  function breakBill(fields: Fields): Reply {
    const kind = (['trade', 'fund'] as const).find((one) => one === fields.kind)
    const how = (['dropped', 'doubled', 'one_fen_off', 'next_day'] as const).find((one) => one === fields.how)
    if (!kind || !how || typeof fields.no !== 'string') {
      return wrong(
        'kind: trade or fund; how: dropped, doubled, one_fen_off or next_day; no: of an order or a refund',
      )
    }
    const bookBreak = { id: `${kind} ${how} ${fields.no}`, kind, how, no: fields.no }
    world.commit({ bookBreak })
    return done(bookBreak)
  }

  function settle(no: string, fields: Fields): Reply {
    const refund = world.refunds.get(no)
    if (!refund || refund.status === 'SUCCESS' || refund.status === 'CLOSED') return missing('open refund')
    const status = (['SUCCESS', 'CLOSED', 'ABNORMAL'] as const).find((one) => one === fields.status)
    if (!status) return wrong('status: SUCCESS, CLOSED or ABNORMAL')
    settleRefund(world, refund, status)
    return done()
  }

  function setLimits(fields: Fields): Reply {
    for (const name of ['errorLimiter', 'refundSpacing', 'refundCap', 'shareDelay'] as const) {
      if (typeof fields[name] === 'boolean') world.limits[name] = fields[name]
    }
    return done(world.limits)
  }

  async function presignedNotices(fields: Fields): Promise<Reply> {
    const items = Array.isArray(fields.items) ? (fields.items as PresignItem[]) : []
    const wellFormed = items.every(
      (item) => typeof item?.attemptNo === 'string' && Number.isSafeInteger(item.amount),
    )
    if (items.length === 0 || !wellFormed) return wrong('items: [{ attemptNo, amount }]')
    return done({ notices: await presignNotices(world, items) })
  }
}
