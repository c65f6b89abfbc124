import type { Pool } from 'pg'

type Setting = { name: string; setting: string }

const watched = ['fsync', 'full_page_writes', 'synchronous_commit']

/** The settings with which an acknowledged command may not survive a crash, as `name=value`. */
export const unsafeSettings = (settings: readonly Setting[]): string[] =>
  settings
    .filter(({ name, setting }) => watched.includes(name) && setting === 'off')
    .map(({ name, setting }) => `${name}=${setting}`)

/**
 * Refuses a server that may lose what it acknowledged.
 * Source: PostgreSQL documentation, "Reliability and the Write-Ahead Log".
 */
export const refuseUnsafeDurability = async (pool: Pool): Promise<void> => {
  const { rows } = await pool.query<Setting>(
    'select name, setting from pg_settings where name = any($1) order by name',
    [watched],
  )
  const found = unsafeSettings(rows)
  if (found.length === 0) return
  throw new Error(
    `PostgreSQL may lose acknowledged commands (${found.join(', ')}): switch these on, or use another server`,
  )
}
