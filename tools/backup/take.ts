import { createHash } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress } from 'node:zlib'
import pg from 'pg'
import { refuseUnstarted } from '../product/open.ts'
import { entryOf, type Manifest } from './manifest.ts'
import { copyOut, listSequences, listTables, measure, settleFormats } from './tables.ts'
import { createTar, type TarWriter } from './tar.ts'

/**
 * Writes everything in the database to one archive, as of one instant: all tables are read in one
 * repeatable-read snapshot, while the product goes on. The file appears under its name when it is whole.
 */
export const takeBackup = async (url: string, file: string, takenAt: Date): Promise<Manifest> => {
  await refuseUnstarted(url)
  const client = new pg.Client({ connectionString: url, application_name: 'tongbao backup' })
  await client.connect()
  const draft = `${file}.part`
  await rm(draft, { force: true })
  const tar = await createTar(draft)
  try {
    await settleFormats(client)
    await client.query('begin isolation level repeatable read read only')
    const manifest = await writeAll(client, tar, takenAt)
    await tar.finish()
    await tar.close()
    await rename(draft, file)
    return manifest
  } catch (error) {
    await tar.close().catch(() => {})
    await rm(draft, { force: true })
    throw error
  } finally {
    await client.end()
  }
}

const writeAll = async (client: pg.Client, tar: TarWriter, takenAt: Date): Promise<Manifest> => {
  const { rows: migrations } = await client.query<Manifest['migrations'][number]>(
    'select name, checksum from schema_migration order by name',
  )
  const tables: Manifest['tables'] = []
  for (const table of await listTables(client)) {
    const measured = measure()
    await pipeline(copyOut(client, table), measured, createZstdCompress(), (packed: AsyncIterable<Buffer>) =>
      tar.add(entryOf(table.name), packed),
    )
    tables.push({ name: table.name, columns: table.columns, ...measured.result() })
  }
  const sequences = await listSequences(client)
  const manifest: Manifest = {
    format: 'tongbao-backup-1',
    takenAt: takenAt.toISOString(),
    migrations,
    tables,
    sequences,
  }
  const text = JSON.stringify(manifest, null, 2)
  await tar.add('manifest.json', Readable.from([Buffer.from(text)]))
  const digest = createHash('sha256').update(text).digest('hex')
  await tar.add('manifest.sha256', Readable.from([Buffer.from(`${digest}  manifest.json\n`)]))
  return manifest
}
