import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type FaultName,
  type FaultRule,
  faultNames,
  faultWords,
  type Operation,
  operations,
} from './faults.ts'
import { parseObject, sendJson } from './http.ts'
import { persons } from './persons.ts'
import type { Runner } from './runner.ts'
import { statementOf } from './statement.ts'
import type { Notice, Twist } from './types.ts'
import { sendExtra } from './wechat/extra.ts'
import { failPayment, pay } from './wechat/pay.ts'
import { type PresignedCodes, type PresignItem, presignNotices } from './wechat/presigned.ts'
import { settleRefund } from './wechat/refunds.ts'
import type { World } from './world.ts'

type Fields = Record<string, unknown>
type Reply = { readonly status: number; readonly body: unknown }

const done = (body: unknown = { ok: true }): Reply => ({ status: 200, body })
const wrong = (error: string): Reply => ({ status: 400, body: { error } })
const missing = (what: string): Reply => ({ status: 404, body: { error: `${what} not found` } })

const twists: readonly Twist[] = ['forged', 'probe', 'stale', 'tampered', 'unknown_serial']
const LIST = 200

/** The control API: JSON, described in README.md. `credentials` are for the merchant's configuration. */
export function createControl(
  world: World,
  runner: Runner,
  presigned: PresignedCodes,
  credentials: () => unknown,
) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: Buffer,
  ): Promise<void> => {
    if (request.method === 'POST' && !request.headers['content-type']?.startsWith('application/json')) {
      return sendJson(response, 415, { error: 'send application/json' })
    }
    const fields = request.method === 'POST' ? parseObject(body) : {}
    if (!fields) return sendJson(response, 400, { error: 'not a JSON object' })
    const [path, id] = splitId(url.pathname.slice('/control'.length))
    const reply = await act(`${request.method} ${path}`, id, fields, url)
    sendJson(response, reply.status, reply.body)
    if (request.method !== 'GET') runner.poke()
  }

  async function act(route: string, id: string, fields: Fields, url: URL): Promise<Reply> {
    switch (route) {
      case 'GET /orders':
        return done(latest(world.orders.values(), url))
      case 'GET /orders/:':
        return world.orders.has(id) ? done(orderPage(id)) : missing('order')
      case 'GET /refunds':
        return done(latest(world.refunds.values(), url))
      case 'GET /notices':
        return done(latest(world.notices.values(), url))
      case 'GET /statement':
        return done(statementOf(world.money))
      case 'GET /clock':
        return done(clockNow())
      case 'POST /clock':
        return setClock(fields)
      case 'GET /faults':
        return done({ rules: world.faults.rules(), names: faultNames, operations, words: faultWords })
      case 'POST /faults':
        return addFault(fields)
      case 'DELETE /faults':
        world.faults.clear()
        return done()
      case 'DELETE /faults/:':
        return world.faults.remove(id) ? done() : missing('fault')
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
      case 'GET /limits':
        return done(world.limits)
      case 'POST /limits':
        return setLimits(fields)
      case 'POST /keys/switch':
        world.signingKey = (world.signingKey + 1) % world.keys.platform.length
        return done({ serial: world.keys.platform[world.signingKey]!.serial })
      case 'GET /credentials':
        return done(credentials())
      case 'POST /notices/presigned':
        return presignedNotices(fields)
      case 'POST /answers/presigned':
        return done({ ready: await presigned.prepare(Math.min(Number(fields.count) || 0, 200_000)) })
      case 'POST /run':
        return done({ acts: await runner.run() })
      case 'POST /reset':
        world.reset()
        return done()
      default:
        return { status: 404, body: { error: 'no such control' } }
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

  function clockNow() {
    return {
      now: world.clock.now().toISOString(),
      waitedMs: world.waits.now(),
      speed: world.waits.state().speed,
    }
  }

  function setClock(fields: Fields): Reply {
    const { speed, advanceMs } = fields
    if (speed !== undefined) {
      if (typeof speed !== 'number' || speed < 1 || speed > 100_000) return wrong('speed: 1 to 100,000')
      world.waits.setSpeed(speed)
    }
    if (advanceMs !== undefined) {
      if (typeof advanceMs !== 'number' || advanceMs < 0) return wrong('advanceMs: not negative')
      world.waits.advance(advanceMs)
    }
    world.saveClock()
    return done(clockNow())
  }

  function addFault(fields: Fields): Reply {
    const { fault, on, order, remaining, param } = fields
    if (!faultNames.includes(fault as FaultName)) return wrong(`fault: one of ${faultNames.join(', ')}`)
    if (on !== undefined && !operations.includes(on as Operation)) {
      return wrong(`on: one of ${operations.join(', ')}`)
    }
    if (order !== undefined && typeof order !== 'string') return wrong('order: a string')
    if (remaining !== undefined && !(Number.isSafeInteger(remaining) && Number(remaining) > 0)) {
      return wrong('remaining: a positive whole number')
    }
    if (param !== undefined && !Number.isSafeInteger(param)) return wrong('param: a whole number')
    const rule = Object.fromEntries(
      Object.entries({ fault, on, order, remaining, param }).filter(([, value]) => value !== undefined),
    )
    return done(world.faults.add(rule as Omit<FaultRule, 'id'>))
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

  function settle(no: string, fields: Fields): Reply {
    const refund = world.refunds.get(no)
    if (!refund || refund.status === 'SUCCESS' || refund.status === 'CLOSED') return missing('open refund')
    const status = (['SUCCESS', 'CLOSED', 'ABNORMAL'] as const).find((one) => one === fields.status)
    if (!status) return wrong('status: SUCCESS, CLOSED or ABNORMAL')
    settleRefund(world, refund, status)
    return done()
  }

  function setLimits(fields: Fields): Reply {
    for (const name of ['errorLimiter', 'refundSpacing', 'refundCap'] as const) {
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

/** `/orders/123/pay` → `/orders/:/pay` and `123`. Words of the API are never ids. */
function splitId(path: string): readonly [string, string] {
  const parts = path.split('/')
  const id = parts[2]
  if (id === undefined || id === 'presigned' || id === 'switch') return [path, '']
  parts[2] = ':'
  return [parts.join('/'), decodeURIComponent(id)]
}

/** Newest first. */
function latest<T>(records: Iterable<T>, url: URL): T[] {
  const limit = Math.min(Number(url.searchParams.get('limit')) || LIST, 100_000)
  return [...records].slice(-limit).reverse()
}
