import { pino } from 'pino'
import type { App, Doors } from './doors.ts'
import { describeApi } from './openapi.ts'
import { registerRoutes } from './routes/index.ts'
import { bareApp } from './server.ts'

/**
 * What routes are registered with to be described: handlers are made and never run, so nothing stands behind them.
 * The demo's routes are part of the description.
 */
const unopened = {
  logger: pino({ level: 'silent' }),
  trustProxy: false,
  publicUrl: 'http://localhost',
  channels: [],
  demo: { codeOf: () => null, simulatorUrl: 'http://127.0.0.1' },
} as unknown as Doors

/** The OpenAPI document of every route, without a database: for the pages and the client that are made from it. */
export const apiDocument = (): Promise<object> =>
  describeApi(bareApp(unopened), (app: App) => registerRoutes(app, unopened))
