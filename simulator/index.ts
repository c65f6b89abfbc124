/**
 * The providers' side of every channel, and a simulated sign-in: real keys, signatures, limits, repetitions and
 * faults on a server of its own. It shares no code with the merchant's side. See README.md.
 */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Clock } from '../src/kernel/clock.ts'
import type { AlipayOptions } from './alipay/provider.ts'
import { createControl } from './control.ts'
import { isForeign, readBody, sendJson, sendPage } from './http.ts'
import { forgetful, openJournal } from './journal.ts'
import { type KeyFile, keepKeys, openKeyRing } from './keys.ts'
import { createOAuth, generateOAuthKeys, type OAuthClient } from './oauth/provider.ts'
import { deskPage } from './pages/desk.ts'
import { languageOf } from './pages/html.ts'
import { createWallet } from './pages/wallet-acts.ts'
import type { Provider, ProviderName } from './provider.ts'
import { openSimulation, type Simulation } from './simulation.ts'
import { type PresignItem, presignNotices } from './wechat/presigned.ts'
import type { MerchantCredentials, WechatOptions, WechatProvider } from './wechat/provider.ts'
import type { World } from './wechat/world.ts'

export type { KeyFile } from './keys.ts'
export { persons } from './persons.ts'
export { type Statement, statementOf } from './statement.ts'
export { NOTICE_PAUSES_MS } from './wechat/notices.ts'
export type { MerchantCredentials } from './wechat/provider.ts'

export type SimulatorOptions = WechatOptions & {
  readonly alipay?: AlipayOptions
  readonly clock: Clock
  /** Where keys and state are kept; without it both live in memory only. */
  readonly folder?: string
  /** Keys made before, so that many tests share them; what is missing is added. Not with `folder`. */
  readonly keys?: KeyFile
  /** Absent: every provider. */
  readonly only?: readonly ProviderName[]
  readonly host?: string
  /** 0 takes a free port. */
  readonly port?: number
  /** `false`: notices and refunds move only when `run()` is called (tests with a clock that stands still). */
  readonly autorun?: boolean
  readonly oauth?: Partial<OAuthClient>
  /** Origins of other pages (the console) that may use the control API. */
  readonly allowOrigins?: readonly string[]
}

export type Simulator = {
  readonly url: string
  /** Issuer for OpenID Connect discovery, with the client the store uses. */
  readonly oauth: OAuthClient & { readonly issuer: string }
  readonly simulation: Simulation
  /** The provider of a name. @throws when it was left out. */
  provider(name: ProviderName): Provider
  /** WeChat Pay's credentials. */
  readonly merchantCredentials: MerchantCredentials
  /** WeChat Pay's state, for tests in the same process; strangers use the control API. */
  readonly world: World
  /** Does everything that is due now. */
  run(): Promise<number>
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
  const { clock, folder, host = '127.0.0.1', limits, refundDelayMs } = options
  let url = ''
  const keys = folder ? keepKeys(folder) : openKeyRing(options.keys ?? {})
  const wechat = {
    ...(limits === undefined ? {} : { limits }),
    ...(refundDelayMs === undefined ? {} : { refundDelayMs }),
  }
  const simulation = openSimulation({
    clock,
    keys,
    journal: folder ? openJournal(folder) : forgetful,
    autorun: options.autorun ?? true,
    baseUrl: () => url,
    ...(options.only ? { only: options.only } : {}),
    providers: { wechat, ...(options.alipay ? { alipay: options.alipay } : {}) },
  })
  const { runner, mounted } = simulation
  const { privateKey, clientSecret } = keys('oauth', generateOAuthKeys)
  const client: OAuthClient = {
    clientId: options.oauth?.clientId ?? 'tongbao-store',
    clientSecret: options.oauth?.clientSecret ?? clientSecret,
    redirectUris: options.oauth?.redirectUris ?? [],
  }
  const issuer = () => `${url}/oauth`
  const rooms: Rooms = {
    control: createControl(simulation, () => ({ ...simulation.credentials(), oauth: client })),
    wallet: createWallet(simulation),
    oauth: createOAuth({ clock, privateKey, client, issuer }),
    desk: (request, response, at) => sendPage(response, deskPage(simulation, languageOf(request, at))),
    providers: mounted.map(({ provider }) => provider),
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
  const provider = (name: ProviderName): Provider => {
    const found = rooms.providers.find((one) => one.name === name)
    if (!found) throw new Error(`the provider ${name} was left out of this simulator`)
    return found
  }
  const ofWechat = () => provider('wechat') as WechatProvider
  return {
    url,
    oauth: { ...client, issuer: issuer() },
    simulation,
    provider,
    get merchantCredentials() {
      return ofWechat().credentials()
    },
    get world() {
      return ofWechat().world
    },
    run: runner.run,
    poke: runner.poke,
    presignNotices: (items) => presignNotices(ofWechat().world, items),
    presignAnswers: (count) => ofWechat().presigned.prepare(count),
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
  readonly providers: readonly Provider[]
  readonly allowed: readonly string[]
}

async function answer(rooms: Rooms, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  if (!body) return sendJson(response, 413, { error: 'too large' })
  const target = request.url ?? '/'
  if (!isReadable(target)) return sendJson(response, 400, { error: 'unreadable address' })
  const url = new URL(target, 'http://simulator')
  const owner = rooms.providers.find((provider) => provider.owns(request.method ?? 'GET', url))
  if (owner) return owner.answer(request, response, url, body)
  if (isForeign(request, rooms.allowed)) return sendJson(response, 403, { error: 'another origin' })
  allowOrigin(request, response)
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
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
