import type { App, Doors } from '../doors.ts'
import { sessionRoutes } from './session.ts'

/** Every route of the API. */
export const registerRoutes = (app: App, doors: Doors): void => {
  sessionRoutes(app, doors)
}
