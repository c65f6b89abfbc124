import type { Reply } from '../provider.ts'
import { done, latest, missing, wrong } from '../replies.ts'
import { billFile, isDay } from './bill-files.ts'
import { sendExtra } from './extra.ts'
import { tradeNotices } from './notices.ts'
import { current, type Fields, openTrade } from './records.ts'
import type { Twist } from './types.ts'
import type { World } from './world.ts'

const twists: readonly Twist[] = ['forged', 'probe']

/** Alipay's part of the control API, under `/control/alipay`. */
export function createAlipayControl(world: World) {
  return async (route: string, id: string, fields: Fields, url: URL): Promise<Reply | undefined> => {
    switch (route) {
      case 'GET /orders':
        return done(latest(world.trades.values(), url))
      case 'GET /orders/:':
        return world.trades.has(id) ? done(orderPage(id)) : missing('order')
      case 'GET /holds':
        return done(latest(world.holds.values(), url))
      case 'GET /refunds':
        return done(latest(world.refunds.values(), url))
      case 'GET /sharings':
        return done(latest(world.settlements.values(), url))
      case 'GET /notices':
        return done(latest(world.notices.values(), url))
      case 'POST /orders/:/open':
        return openTrade(world, id) ? done() : missing('order')
      case 'POST /orders/:/finish':
        return finish(id)
      case 'POST /orders/:/notify':
        return extraNotice(id, fields)
      case 'POST /notices/:/deliver':
        return deliverAgain(id)
      case 'GET /limits':
        return done(world.limits)
      case 'POST /limits':
        if (typeof fields.billsAtOnce === 'boolean') world.limits.billsAtOnce = fields.billsAtOnce
        return done(world.limits)
      case 'POST /keys/switch':
        world.signingKey = (world.signingKey + 1) % world.keys.platform.length
        return done({ key: world.signingKey })
      case 'GET /bills/:':
        return bill(id, url)
      default:
        return undefined
    }
  }

  function orderPage(no: string) {
    const of = <T extends { tradeNo: string }>(records: Iterable<T>) =>
      [...records].filter(({ tradeNo }) => tradeNo === no)
    return {
      order: current(world, no),
      refunds: of(world.refunds.values()),
      sharings: of(world.settlements.values()),
      notices: [...world.notices.values()].filter((notice) => notice.no === no),
    }
  }

  /** The time for refunds is over. */
  function finish(no: string): Reply {
    const trade = world.trades.get(no)
    if (trade?.status !== 'TRADE_SUCCESS') return missing('paid order')
    const finished = { ...trade, status: 'TRADE_FINISHED' as const }
    world.commit({ trade: finished, notices: tradeNotices(world, finished) })
    return done()
  }

  function extraNotice(no: string, fields: Fields): Reply {
    const trade = world.trades.get(no)
    if (!trade) return missing('order')
    const twist = twists.find((one) => one === fields.twist)
    if (!twist) return wrong(`twist: one of ${twists.join(', ')}`)
    return sendExtra(world, trade, twist) ? done() : wrong('the order has no address for notices')
  }

  function deliverAgain(key: string): Reply {
    const notice = world.notices.get(key)
    if (!notice) return missing('notice')
    world.commit({ notices: [{ ...notice, lost: 0, state: 'waiting', dueWait: world.waits.now() }] })
    return done()
  }

  /** The file itself, in base64, without asking as the merchant. */
  function bill(date: string, url: URL): Reply {
    if (!isDay(date)) return wrong('date: YYYY-MM-DD')
    const type = url.searchParams.get('type') === 'signcustomer' ? 'signcustomer' : 'trade'
    return done({ base64: billFile(world, type, date).toString('base64') })
  }
}
