import type { App, Doors } from '../doors.ts'
import { addressRoutes } from './addresses.ts'
import { catalogRoutes } from './catalog.ts'
import { auditLogRoutes, keyRoutes } from './keys.ts'
import { ledgerRoutes } from './ledger.ts'
import { productRoutes } from './products.ts'
import { sessionRoutes } from './session.ts'
import { staffRoutes } from './staff.ts'

/** Every route of the API. */
export const registerRoutes = (app: App, doors: Doors): void => {
  for (const routes of [
    sessionRoutes,
    catalogRoutes,
    addressRoutes,
    staffRoutes,
    keyRoutes,
    auditLogRoutes,
    productRoutes,
    ledgerRoutes,
  ]) {
    routes(app, doors)
  }
}
