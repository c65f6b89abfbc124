import type { IncomingMessage, ServerResponse } from 'node:http'
import { addFault } from './control-faults.ts'
import { parseObject, sendJson } from './http.ts'
import { persons } from './persons.ts'
import type { Reply } from './provider.ts'
import { done, limitOf, missing, wrong } from './replies.ts'
import type { Mounted, Simulation } from './simulation.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * The control API: JSON, described in README.md; `credentials` are for the merchant's configuration. `/control/<provider>/…` is about one provider; without a name a route
 * is about the whole simulator or, for the routes of one provider, about the first one.
 */
export function createControl(simulation: Simulation, credentials: () => unknown) {
  const { clock, waits, mounted, runner } = simulation
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
    const { first, named, rest } = addressed(url.pathname.slice('/control'.length))
    const reply =
      (named ? undefined : await whole(`${request.method} ${rest}`, fields)) ??
      (await asked(first, request.method ?? 'GET', rest, fields, url))
    sendJson(response, reply?.status ?? 404, reply?.body ?? { error: 'no such control' })
    if (request.method !== 'GET') runner.poke()
  }

  /** A word of the API is no id, so the path is tried as it is first. */
  async function asked(one: Mounted, method: string, rest: string, fields: Fields, url: URL) {
    for (const [path, id] of [[rest, ''] as const, splitId(rest)]) {
      const route = `${method} ${path}`
      const reply =
        (await ofProvider(one, route, id, fields, url)) ??
        (await one.provider.control(route, id, fields, url))
      if (reply) return reply
    }
    return undefined
  }

  function addressed(path: string): { first: Mounted; named: boolean; rest: string } {
    const name = path.split('/')[1]
    const one = mounted.find(({ provider }) => provider.name === name)
    return one
      ? { first: one, named: true, rest: path.slice(1 + one.provider.name.length) }
      : { first: mounted[0]!, named: false, rest: path }
  }

  async function whole(route: string, fields: Fields): Promise<Reply | undefined> {
    switch (route) {
      case 'GET /statement':
        return done(simulation.statement())
      case 'GET /providers':
        return done(mounted.map(({ provider }) => provider.name))
      case 'GET /clock':
        return done(clockNow())
      case 'POST /clock':
        return setClock(fields)
      case 'GET /credentials':
        return done(credentials())
      case 'POST /run':
        return done({ acts: await runner.run() })
      case 'POST /reset':
        simulation.reset()
        return done()
      default:
        return undefined
    }
  }

  async function ofProvider(
    { provider, frame }: Mounted,
    route: string,
    id: string,
    fields: Fields,
    url: URL,
  ): Promise<Reply | undefined> {
    switch (route) {
      case 'GET /payables':
        return done(provider.payables(limitOf(url)))
      case 'POST /payables/:/pay': {
        const payer = typeof fields.payer === 'string' ? fields.payer : persons[0]!.openid
        const result = provider.pay(id, { payer, inFlight: fields.inFlight === true })
        return result.paid ? done(result) : { status: 409, body: result }
      }
      case 'POST /payables/:/fail':
        return provider.fail(id, String(fields.why ?? '银行卡余额不足')) ? done() : missing('open payable')
      case 'GET /faults': {
        const { words, operations } = provider.faultTable
        return done({ rules: frame.faults.rules(), names: Object.keys(words), operations, words })
      }
      case 'POST /faults':
        return addFault(provider, frame.faults, fields)
      case 'DELETE /faults':
        frame.faults.clear()
        return done()
      case 'DELETE /faults/:':
        return frame.faults.remove(id) ? done() : missing('fault')
      default:
        return undefined
    }
  }

  function clockNow() {
    return { now: clock.now().toISOString(), waitedMs: waits.now(), speed: waits.state().speed }
  }

  function setClock(fields: Fields): Reply {
    const { speed, advanceMs } = fields
    if (speed !== undefined) {
      if (typeof speed !== 'number' || speed < 1 || speed > 100_000) return wrong('speed: 1 to 100,000')
      waits.setSpeed(speed)
    }
    if (advanceMs !== undefined) {
      if (typeof advanceMs !== 'number' || advanceMs < 0) return wrong('advanceMs: not negative')
      waits.advance(advanceMs)
    }
    simulation.saveClock()
    return done(clockNow())
  }
}

/** `/orders/123/pay` → `/orders/:/pay` and `123`. */
function splitId(path: string): readonly [string, string] {
  const parts = path.split('/')
  const id = parts[2]
  if (id === undefined) return [path, '']
  parts[2] = ':'
  return [parts.join('/'), decodeURIComponent(id)]
}
