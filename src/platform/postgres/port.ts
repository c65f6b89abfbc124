import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** The port of the last start if it is still free, else any free one; remembered in `file`. */
export const choosePort = async (file: string): Promise<number> => {
  const known = readPort(file)
  if (known !== undefined && (await tryPort(known)) !== undefined) return known
  const port = await tryPort(0)
  if (port === undefined) throw new Error('No free port on 127.0.0.1')
  writeFileSync(`${file}.${process.pid}`, `${port}\n`)
  renameSync(`${file}.${process.pid}`, file)
  return port
}

const readPort = (file: string): number | undefined => {
  try {
    const port = Number(readFileSync(file, 'utf8'))
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
  } catch {
    return undefined
  }
}

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })
