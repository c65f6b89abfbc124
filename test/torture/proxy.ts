import { connect, createServer, type Socket } from 'node:net'

/** A simple query of PostgreSQL's protocol that says commit: 'Q', a length, the words, a zero. */
const isCommit = (chunk: Buffer): boolean =>
  chunk[0] === 0x51 && /^commit;?$/i.test(chunk.subarray(5, -1).toString('latin1'))

export type CutProxy = {
  readonly port: number
  /** The next COMMIT is cut: sent on and never answered, or never sent. Which of the two, the client cannot know. */
  readonly cutNext: (how: 'after' | 'before') => void
  readonly cuts: () => number
  readonly close: () => Promise<void>
}

/** Stands between a server process and PostgreSQL, and makes commits ambiguous. */
export async function openProxy(target: number): Promise<CutProxy> {
  const open = new Set<Socket>()
  const armed: ('after' | 'before')[] = []
  let cuts = 0
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    const drop = (): void => {
      client.destroy()
      upstream.destroy()
      open.delete(client)
    }
    open.add(client)
    client.on('data', (chunk) => {
      const how = armed.length > 0 && isCommit(chunk) ? armed.shift() : undefined
      if (!how) return void upstream.write(chunk)
      cuts += 1
      if (how === 'before') return drop()
      // The words reach PostgreSQL; its answer reaches nobody.
      upstream.removeAllListeners('data')
      upstream.write(chunk, () => upstream.end())
      client.destroy()
    })
    upstream.on('data', (chunk) => client.write(chunk))
    for (const socket of [client, upstream]) {
      socket.on('error', drop)
      socket.on('close', () => (socket === client ? upstream.end() : client.destroy()))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    cutNext: (how) => armed.push(how),
    cuts: () => cuts,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
