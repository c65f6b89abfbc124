import pg from 'pg'

const duplicateDatabase = '42P04'

/** Makes the database unless it exists; true when it was made. `server` is a URL to any database beside it. */
export const ensureDatabase = async (server: string, name: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return false
    await client.query(`create database ${pg.escapeIdentifier(name)}`)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === duplicateDatabase) return false
    throw error
  } finally {
    await client.end()
  }
}
