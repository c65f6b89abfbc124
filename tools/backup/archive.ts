import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { entryOf, type Manifest, parseManifest } from './manifest.ts'
import { measure } from './tables.ts'
import { type Entry, listTar, readEntry } from './tar.ts'

export type Archive = {
  manifest: Manifest
  /** The COPY text of one table. */
  read(table: string): { packed: Readable; unpack: ReturnType<typeof createZstdDecompress> }
  close(): Promise<void>
}

/** Opens an archive and proves it whole, to the last byte of every table, before anybody acts on it. */
export const openArchive = async (file: string): Promise<Archive> => {
  const handle = await open(file, 'r')
  try {
    const entries = new Map((await listTar(handle)).map((entry) => [entry.name, entry]))
    const manifest = await readManifest(handle, entries)
    const read = (table: string) => ({
      packed: Readable.from(readEntry(handle, find(entries, entryOf(table)))),
      unpack: createZstdDecompress(),
    })
    const archive = { manifest, read, close: () => handle.close() }
    for (const table of manifest.tables) await proveTable(archive, table)
    return archive
  } catch (error) {
    await handle.close()
    throw new Error(`${file} is refused: ${(error as Error).message}`, { cause: error })
  }
}

const find = (entries: Map<string, Entry>, name: string): Entry => {
  const entry = entries.get(name)
  if (!entry) throw new Error(`${name} is missing`)
  return entry
}

const readManifest = async (handle: FileHandle, entries: Map<string, Entry>): Promise<Manifest> => {
  const text = async (name: string): Promise<string> => {
    const chunks: Buffer[] = []
    for await (const chunk of readEntry(handle, find(entries, name))) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  }
  const manifest = await text('manifest.json')
  const digest = createHash('sha256').update(manifest).digest('hex')
  if (!(await text('manifest.sha256')).startsWith(digest)) throw new Error('the manifest is damaged')
  return parseManifest(manifest)
}

const proveTable = async (archive: Archive, table: Manifest['tables'][number]): Promise<void> => {
  const measured = measure()
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const { packed, unpack } = archive.read(table.name)
  try {
    await pipeline(packed, unpack, measured, nowhere)
  } catch (error) {
    throw new Error(`table ${table.name} is damaged (${(error as Error).message})`)
  }
  const { rows, sha256 } = measured.result()
  if (rows !== table.rows || sha256 !== table.sha256) throw new Error(`table ${table.name} is damaged`)
}
