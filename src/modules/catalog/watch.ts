import type { Db } from '../../platform/db.ts'
import { listen } from '../../platform/notices.ts'
import { type CatalogCache, openCatalogCache } from './cache.ts'

export type WatchedCatalog = CatalogCache & { readonly close: () => Promise<void> }

/**
 * The catalog in memory, kept fresh: read again on every notice of an edit, after the notice connection was lost and
 * made again, and every few seconds in case a notice never came.
 */
export async function watchCatalog(options: {
  readonly db: Db
  readonly url: string
  readonly everyMs?: number
  readonly onError: (error: unknown) => void
}): Promise<WatchedCatalog> {
  const { db, url, everyMs = 5_000, onError } = options
  const cache = await openCatalogCache(db)
  const again = (): void => {
    cache.refresh().catch(onError)
  }
  const listener = await listen({ url, channels: ['catalog'], onNotice: again, onRegained: again })
  const timer = setInterval(again, everyMs).unref()
  return {
    ...cache,
    close: async () => {
      clearInterval(timer)
      await listener.close()
      await cache.refresh().catch(() => {})
    },
  }
}
