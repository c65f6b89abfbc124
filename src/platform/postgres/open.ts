import { ensureDatabase } from './database.ts'
import { startEmbedded } from './embedded.ts'

/** The product's database on the embedded server. */
const databaseName = 'tongbao'

export type OpenedDatabase = {
  url: string
  /** Ends what this process started; a server that others keep goes on. */
  close(): Promise<void>
}

/** The database that the configuration names: a given URL, or the embedded server of `home`. */
export const openDatabase = async (
  { home, url }: { home: string; url: string | undefined },
  note?: (line: string) => void,
): Promise<OpenedDatabase> => {
  if (url) return { url, close: async () => {} }
  const server = await startEmbedded(home, note)
  await ensureDatabase(server.url(), databaseName)
  return { url: server.url(databaseName), close: server.stop }
}
