import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseObject } from '../http.ts'
import { type Answer, refuse } from './answers.ts'
import type { FaultName } from './faults.ts'
import type { PresignedCodes } from './presigned.ts'
import { createRoutes, type Operated } from './routes.ts'
import { checkMerchant, type Signer, signedHeaders } from './signing.ts'
import type { World } from './world.ts'

const HOLD_MS = 60_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The provider's endpoints under /v3/. */
export function createApi(world: World, presigned: PresignedCodes, changed: () => void) {
  const route = createRoutes(world, presigned)

  return async (request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    const url = request.url ?? '/'
    const method = request.method ?? 'GET'
    const check = checkMerchant(world, { method, url, body, authorization: request.headers.authorization })
    if (!check.ok) return send(response, refuse(401, 'SIGN_ERROR', check.message), 'nobody')
    const fields = body.length === 0 ? {} : parseObject(body)
    if (!fields) return send(response, refuse(400, 'PARAM_ERROR', '无法将输入源映射为JSON'), 'honest')
    const serial = request.headers['wechatpay-serial']
    const asked = { method, url: new URL(url, 'http://simulator'), fields, serial: serial?.toString() }
    const operated = route(asked)
    if (!operated) return send(response, refuse(404, 'NOT_FOUND', '接口不存在'), 'honest')
    await withFaults(response, operated)
  }

  async function withFaults(response: ServerResponse, { on, order, act }: Operated): Promise<void> {
    const armed = (fault: FaultName) => world.faults.take(fault, on, order)
    const slow = armed('slow')
    if (slow) await pause(slow.param ?? 3_000)
    if (armed('rate_limited')) return send(response, refuse(429, 'FREQUENCY_LIMITED', '频率超限'), 'honest')
    if (armed('drop_before')) return drop(response)
    if (armed('timeout_before')) return hold(response)
    if (armed('error_before')) return send(response, systemError, 'honest')
    const answer = act()
    changed()
    if (armed('drop_after')) return drop(response)
    if (armed('timeout_after')) return hold(response)
    if (armed('error_after')) return send(response, systemError, 'honest')
    const signer: Signer = armed('answer_unsigned') ? 'nobody' : armed('answer_forged') ? 'forger' : 'honest'
    return send(response, answer, signer)
  }

  async function send(response: ServerResponse, answer: Answer, signer: Signer): Promise<void> {
    if (answer.file) return sendFile(response, answer.file)
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body)
    const ready = signer === 'honest' ? presigned.headersFor(body) : undefined
    const headers = ready ?? (await signedHeaders(world, body, signer))
    if (response.destroyed) return
    response.writeHead(answer.status, {
      ...(body === '' ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    })
    response.end(body)
  }
}

function sendFile(response: ServerResponse, file: Buffer): void {
  if (response.destroyed) return
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': file.length })
  response.end(file)
}

const systemError = refuse(500, 'SYSTEM_ERROR', '系统异常，请稍后重试')

function drop(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Keeps the merchant waiting longer than any sensible time limit, then cuts. */
async function hold(response: ServerResponse): Promise<void> {
  const timer = setTimeout(() => response.socket?.destroy(), HOLD_MS)
  response.on('close', () => clearTimeout(timer))
}
