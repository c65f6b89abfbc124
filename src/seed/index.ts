import { after, DAY } from '../kernel/clock.ts'
import { shopsInFull } from '../modules/shop/index.ts'
import type { Db } from '../platform/db.ts'
import { seedCatalog } from './catalog.ts'
import { seedPeople } from './people.ts'
import { writePictures } from './pictures/write.ts'
import { SHOPS } from './shops.ts'

export { DEMO_BUYERS, DEMO_PASSWORD, DEMO_STAFF } from './people.ts'
export { seedWallets } from './wallets.ts'
export { type SeedYear, seedYear } from './year/index.ts'

/** The shops opened before the demo's past year begins. */
const OPENED = -380 * DAY

export type SeedDemo = {
  readonly db: Db
  /** What stands below it is served at /media/. */
  readonly mediaFolder: string
  readonly now: Date
  /** The same seed makes the same demo. */
  readonly seed: number
}

/**
 * Fills a new database with the demo: shops, products, pictures, stock, discounts and people. Called again it only
 * adds what is missing. For the demo alone: a production database is migrated, never seeded.
 */
export async function seedDemo({ db, mediaFolder, now, seed }: SeedDemo): Promise<{ fresh: boolean }> {
  await writePictures(mediaFolder)
  const opened = after(now, OPENED)
  const fresh = (await shopIds(db)).size === 0
  if (fresh) await db.transaction().execute((tx) => seedCatalog(tx, { opened, now, seed }))
  await seedPeople(db, await shopIds(db), opened)
  return { fresh }
}

/** Ids of the demo's shops by their code. */
async function shopIds(db: Db): Promise<Map<string, number>> {
  const codes = new Set(SHOPS.map(({ draft }) => draft.code))
  return new Map(
    (await shopsInFull(db)).flatMap(({ code, id }) => (codes.has(code) ? [[code, id] as const] : [])),
  )
}
