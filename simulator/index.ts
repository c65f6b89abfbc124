/**
 * The provider's side of WeChat Pay v3, and a simulated sign-in: real keys, signatures, limits, repetitions and
 * faults on a server of its own. It shares no code with the merchant's side. See README.md.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '../src/kernel/clock.ts'
import { createControl } from './control.ts'
import { isForeign, readBody, sendJson, sendPage } from './http.ts'
import { forgetful, openJournal } from './journal.ts'
import { generateKeyFile, type KeyFile, keepKeys, openKeys } from './keys.ts'
import { createOAuth, type OAuthClient } from './oauth/provider.ts'
import { deskPage } from './pages/desk.ts'
import { languageOf } from './pages/html.ts'
import { createWallet } from './pages/wallet-acts.ts'
import { createRunner, type Runner } from './runner.ts'
import { createApi } from './wechat/api.ts'
import { createPresignedCodes, type PresignItem, presignNotices } from './wechat/presigned.ts'
import { createWorld, type Limits, type World } from './world.ts'

export { generateKeyFile, type KeyFile } from './keys.ts'
export { persons } from './persons.ts'
export { type Statement, statementOf } from './statement.ts'
export { NOTICE_PAUSES_MS } from './wechat/notices.ts'

export type SimulatorOptions = {
  readonly clock: Clock
  /** Where keys and state are kept; without it both live in memory only. */
  readonly folder?: string
  /** Keys made before, so that many tests share one pair. Not with `folder`. */
  readonly keys?: KeyFile
  readonly host?: string
  /** 0 takes a free port. */
  readonly port?: number
  /** `false`: notices and refunds move only when `run()` is called (tests with a clock that stands still). */
  readonly autorun?: boolean
  readonly limits?: Partial<Limits>
  /** From accepted to settled, on the waiting clock. */
  readonly refundDelayMs?: number
  readonly oauth?: Partial<OAuthClient>
  /** Origins of other pages (the console) that may use the control API. */
  readonly allowOrigins?: readonly string[]
}

/** What the merchant's side needs; the fields of the WeChat channel's configuration. */
export type MerchantCredentials = {
  readonly merchantId: string
  readonly appId: string
  readonly merchantSerial: string
  readonly merchantPrivateKey: string
  readonly apiV3Key: string
  readonly platformKeys: Readonly<Record<string, string>>
  readonly baseUrl: string
}

export type Simulator = {
  readonly url: string
  readonly merchantCredentials: MerchantCredentials
  /** Issuer for OpenID Connect discovery, with the client the store uses. */
  readonly oauth: OAuthClient & { readonly issuer: string }
  /** The state, for tests in the same process; strangers use the control API. */
  readonly world: World
  /** Does everything that is due now. */
  run(): ReturnType<Runner['run']>
  /** Look at once for what is due, after a change made through `world`. */
  poke(): void
  presignNotices(items: readonly PresignItem[]): ReturnType<typeof presignNotices>
  presignAnswers(count: number): Promise<number>
  close(): Promise<void>
}

const assets: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'wallet.js': 'text/javascript; charset=utf-8',
  'desk.js': 'text/javascript; charset=utf-8',
}

export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { folder, host = '127.0.0.1' } = options
  const world = createWorld({
    clock: options.clock,
    keys: folder ? keepKeys(folder) : openKeys(options.keys ?? generateKeyFile()),
    journal: folder ? openJournal(folder) : forgetful,
    limits: { errorLimiter: true, refundSpacing: true, refundCap: true, ...options.limits },
    refundDelayMs: options.refundDelayMs ?? 2_000,
  })
  const client: OAuthClient = {
    clientId: options.oauth?.clientId ?? 'tongbao-store',
    clientSecret: options.oauth?.clientSecret ?? world.keys.file.apiV3Key,
    redirectUris: options.oauth?.redirectUris ?? [],
  }
  const runner = createRunner(world, options.autorun ?? true)
  const presigned = createPresignedCodes(world)
  let url = ''
  const credentials = () => credentialsOf(world, url)
  const rooms: Rooms = {
    api: createApi(world, presigned, runner.poke),
    control: createControl(world, runner, presigned, credentials),
    wallet: createWallet(world, runner.poke),
    oauth: createOAuth(world, client, () => `${url}/oauth`),
    desk: (request, response, at) => sendPage(response, deskPage(world, languageOf(request, at))),
    allowed: options.allowOrigins ?? [],
  }
  const server = createServer((request, response) => {
    answer(rooms, request, response).catch(() => {
      if (!response.headersSent) sendJson(response, 500, { error: 'defect in the simulator' })
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  url = `http://${host}:${(server.address() as AddressInfo).port}`
  return {
    url,
    merchantCredentials: credentials(),
    oauth: { ...client, issuer: `${url}/oauth` },
    world,
    run: runner.run,
    poke: runner.poke,
    presignNotices: (items) => presignNotices(world, items),
    presignAnswers: presigned.prepare,
    close: async () => {
      await runner.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Room = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: Buffer,
) => void | Promise<void>

type Rooms = Record<'control' | 'wallet' | 'oauth' | 'desk', Room> & {
  readonly api: ReturnType<typeof createApi>
  readonly allowed: readonly string[]
}

async function answer(rooms: Rooms, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  if (!body) return sendJson(response, 413, { error: 'too large' })
  const target = request.url ?? '/'
  if (!isReadable(target)) return sendJson(response, 400, { error: 'unreadable address' })
  if (target.startsWith('/v3/')) return rooms.api(request, response, body)
  if (isForeign(request, rooms.allowed)) return sendJson(response, 403, { error: 'another origin' })
  allowOrigin(request, response)
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  const url = new URL(target, 'http://simulator')
  const [room] = url.pathname.split('/').slice(1)
  switch (room) {
    case '':
      return rooms.desk(request, response, url, body)
    case 'wallet':
    case 'control':
    case 'oauth':
      return rooms[room](request, response, url, body)
    case 'assets':
      return asset(response, url.pathname.slice('/assets/'.length))
    default:
      return sendJson(response, 404, { error: 'not found' })
  }
}

/** Neither `//` nor a broken percent sign. */
function isReadable(target: string): boolean {
  try {
    decodeURIComponent(new URL(target, 'http://simulator').pathname)
    return true
  } catch {
    return false
  }
}

/** Reached only by origins that {@link isForeign} has let through. */
function allowOrigin(request: IncomingMessage, response: ServerResponse) {
  const { origin } = request.headers
  if (origin === undefined) return
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE')
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type')
  response.setHeader('Vary', 'Origin')
}

function asset(response: ServerResponse, name: string) {
  const type = Object.hasOwn(assets, name) ? assets[name] : undefined
  if (!type) return sendJson(response, 404, { error: 'not found' })
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'max-age=60' })
  response.end(readFileSync(join(import.meta.dirname, 'pages/assets', name)))
}

function credentialsOf(world: World, baseUrl: string): MerchantCredentials {
  const { merchantId, appId, merchantSerial, merchantPrivateKey, apiV3Key } = world.keys.file
  const platformKeys = Object.fromEntries(world.keys.platform.map((key) => [key.serial, key.publicPem]))
  return { merchantId, appId, merchantSerial, merchantPrivateKey, apiV3Key, platformKeys, baseUrl }
}
