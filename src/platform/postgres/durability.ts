import type { Pool } from 'pg'

/** What each setting must not be, for an acknowledged command to survive a crash. */
const unsafe = { fsync: ['off'], full_page_writes: ['off'], synchronous_commit: ['off'] } as const

/**
 * Refuses a server that may lose what it acknowledged.
 * Source: PostgreSQL documentation, "Reliability and the Write-Ahead Log".
 */
export const refuseUnsafeDurability = async (pool: Pool): Promise<void> => {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1) order by name',
    [Object.keys(unsafe)],
  )
  const found = rows.filter(({ name, setting }) =>
    (unsafe[name as keyof typeof unsafe] as readonly string[]).includes(setting),
  )
  if (found.length === 0) return
  const list = found.map(({ name, setting }) => `${name}=${setting}`).join(', ')
  throw new Error(
    `PostgreSQL may lose acknowledged commands (${list}): switch these on, or use another server`,
  )
}
