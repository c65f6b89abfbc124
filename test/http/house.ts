import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { openServer, type Server } from '../../src/http/server.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import {
  createStaff,
  MATRIX,
  type OAuthProvider,
  openSessions,
  openTokens,
  type Role,
  type Staff,
  watchStanding,
} from '../../src/modules/account/index.ts'
import { createBuyer } from '../../src/modules/account/people.ts'
import { seal } from '../../src/platform/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { openCore, type TestCore } from './core.ts'

export const SECRET = 'a secret of the tests, 32 characters at least'

export type TestHouse = Server & {
  readonly core: TestCore
  readonly database: TestDatabase
  /** Codes sent so far, by phone. */
  readonly codes: Map<string, string>
  /** Lines logged as errors: a test that expects none looks here. */
  readonly defects: string[]
  readonly token: (caller: Parameters<ReturnType<typeof openTokens>['mint']>[0]) => string
  readonly csrf: (sessionId: string) => string
  readonly buyer: (name: string, phone: string) => Promise<{ id: string; token: string }>
  readonly staff: (
    role: Role,
    shopId?: number | null,
  ) => Promise<{ id: string; username: string; token: string; sessionId: string }>
  /** What an owner may do, by the matrix. */
  readonly ownerMay: readonly string[]
  readonly refreshKeys: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The real server on a database of its own, without a listener: requests are injected. */
export const openHouse = async ({
  wechat = null,
}: {
  wechat?: OAuthProvider | null
} = {}): Promise<TestHouse> => {
  const database = await testDatabase()
  const { db, url } = database
  const clock = systemClock
  const codes = new Map<string, string>()
  const defects: string[] = []
  const logger = pino({ level: 'error' }, { write: (line: string) => void defects.push(line) })
  const seals = seal(SECRET, 'signing')
  const standing = await watchStanding({ db, url, clock, seal: seals })
  const tokens = openTokens(SECRET)
  const publicUrl = 'http://localhost:8080'
  const sessions = openSessions({
    db,
    clock,
    secret: SECRET,
    publicUrl,
    send: async (phone, code) => codes.set(phone, code).has(phone),
    wechat,
    tokens,
    standing,
  })
  const core = await openCore(db, clock, SECRET)
  const { catalog, flows, routing, policies, webhooks, push } = core
  const folder = webFolder()
  const server = await openServer({
    db,
    commandDb: database.commandDb,
    clock,
    logger,
    publicUrl,
    trustProxy: false,
    tokens,
    standing,
    sessions,
    catalog,
    flows,
    channels: ['wechat'],
    routing,
    policies,
    webhooks,
    seal: seals,
    push,
    demo: { codeOf: (phone) => codes.get(phone) ?? null, simulatorUrl: core.simulator.url },
    web: { dist: folder, media: folder, frame: null },
  })
  let count = 0
  const token: TestHouse['token'] = (caller) => tokens.mint(caller, clock.now())
  return {
    ...server,
    core,
    database,
    codes,
    defects,
    token,
    csrf: tokens.csrf,
    ownerMay: MATRIX.owner.may,
    refreshKeys: standing.refresh,
    buyer: async (name, phone) => {
      const made = await createBuyer(db, { name, phone }, clock.now())
      if (!made.ok) throw new Error(made.rejection.code)
      const { id } = made.value
      return { id, token: token({ kind: 'buyer', id, name, sessionId: `session of ${id}` }) }
    },
    staff: async (role, shopId = null) => {
      const username = `${role}_${++count}`
      const made = await createStaff(
        db,
        { username, password: 'a long password', name: username, role, shopId },
        clock.now(),
      )
      if (!made.ok) throw new Error(made.rejection.code)
      const { id } = made.value
      const staff: Staff = { kind: 'staff', id, name: username, sessionId: `session of ${id}`, role, shopId }
      return { id, username, token: token(staff), sessionId: staff.sessionId }
    },
    close: async () => {
      await server.app.close()
      await core.close()
      await standing.close()
      await database.drop()
    },
  }
}

/** What a build of the web leaves behind, as far as the doors care. */
const webFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-web-'))
  for (const app of ['store', 'console']) {
    mkdirSync(join(folder, app, 'assets'), { recursive: true })
    writeFileSync(join(folder, app, 'index.html'), `<!doctype html><title>${app}</title>`)
    writeFileSync(join(folder, app, 'assets/app-a1b2c3d4.js'), 'export const app = 1\n')
    writeFileSync(join(folder, app, 'assets/app-a1b2c3d4.js.gz'), gzipSync('export const app = 1\n'))
  }
  return folder
}
