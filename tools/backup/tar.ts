import { type FileHandle, open } from 'node:fs/promises'

/**
 * The archive is a plain tar file (POSIX ustar), so that any system can look into it.
 * Sizes are written after the content: nothing is held in memory, nothing is stored twice.
 */
const block = 512
const largestOctal = 0o77777777777

export type Entry = { name: string; at: number; size: number }

export type TarWriter = {
  add(name: string, content: AsyncIterable<Buffer>): Promise<void>
  /** Writes the end mark and waits until the disk has it all. */
  finish(): Promise<void>
  close(): Promise<void>
}

export const createTar = async (file: string): Promise<TarWriter> => {
  const handle = await open(file, 'wx', 0o600)
  let end = 0
  const write = async (bytes: Buffer, at: number): Promise<void> => {
    await handle.write(bytes, 0, bytes.length, at)
  }
  return {
    async add(name, content) {
      const start = end
      end += block
      for await (const chunk of content) {
        await write(chunk, end)
        end += chunk.length
      }
      const size = end - start - block
      await write(header(name, size), start)
      const padding = (block - (size % block)) % block
      if (padding > 0) await write(Buffer.alloc(padding), end)
      end += padding
    },
    async finish() {
      await write(Buffer.alloc(2 * block), end)
      await handle.sync()
    },
    close: () => handle.close(),
  }
}

const header = (name: string, size: number): Buffer => {
  const bytes = Buffer.alloc(block)
  bytes.write(name, 0, 100)
  bytes.write('0000600\0', 100)
  bytes.write('0000000\0'.repeat(2), 108)
  writeSize(bytes, size)
  bytes.write('00000000000\0', 136)
  bytes.write('        0', 148)
  bytes.write('ustar\x0000', 257)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

/** Above 8 GiB, octal digits no longer fit; GNU and BSD tar read a binary number marked by the top bit. */
const writeSize = (bytes: Buffer, size: number): void => {
  if (size <= largestOctal) bytes.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  else {
    bytes[124] = 0x80
    bytes.writeBigUInt64BE(BigInt(size), 128)
  }
}

/** Lists what is inside. Throws when the file ends before its end mark or a header does not add up. */
export const listTar = async (handle: FileHandle): Promise<Entry[]> => {
  const entries: Entry[] = []
  const { size: length } = await handle.stat()
  for (let at = 0; ; ) {
    const bytes = Buffer.alloc(block)
    const { bytesRead } = await handle.read(bytes, 0, block, at)
    if (bytesRead < block) throw new Error('the archive is cut off')
    if (bytes.every((byte) => byte === 0)) return entries
    const { name, size } = readHeader(bytes)
    if (at + block + size > length) throw new Error('the archive is cut off')
    entries.push({ name, at: at + block, size })
    at += block + Math.ceil(size / block) * block
  }
}

const readHeader = (bytes: Buffer): { name: string; size: number } => {
  const stated = Number.parseInt(bytes.toString('latin1', 148, 154), 8)
  const sum = bytes.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0)
  if (sum !== stated) throw new Error('a header of the archive is damaged')
  const name = bytes.toString('utf8', 0, bytes.indexOf(0))
  const size =
    bytes[124] === 0x80
      ? Number(bytes.readBigUInt64BE(128))
      : Number.parseInt(bytes.toString('latin1', 124, 135), 8)
  return { name, size }
}

const chunkBytes = 262_144

export async function* readEntry(handle: FileHandle, { at, size }: Entry): AsyncGenerator<Buffer> {
  for (let done = 0; done < size; ) {
    const bytes = Buffer.alloc(Math.min(chunkBytes, size - done))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, at + done)
    if (bytesRead === 0) throw new Error('the archive is cut off')
    done += bytesRead
    yield bytes.subarray(0, bytesRead)
  }
}
