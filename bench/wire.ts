import { connect, type Socket } from 'node:net'

export type WireAnswer = { readonly status: number; readonly body: string }
export type WireRequest = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * One keep-alive HTTP/1.1 connection that costs as little CPU as it can: the generator shares the machine with what
 * it measures. Answers must carry a length; one that comes in pieces without it is refused.
 */
export class Wire {
  private readonly socket: Socket
  private readonly host: string
  private pending: Buffer = Buffer.alloc(0)
  private readonly waiting: { resolve: (answer: WireAnswer) => void; reject: (error: Error) => void }[] = []

  constructor(port: number, host = '127.0.0.1') {
    this.host = `${host}:${port}`
    this.socket = connect({ port, host, noDelay: true })
    this.socket.on('data', (piece) => {
      try {
        this.take(piece)
      } catch (error) {
        this.fail(error as Error)
        this.socket.destroy()
      }
    })
    this.socket.on('error', (error) => this.fail(error))
    this.socket.on('close', () => this.fail(new Error('the server closed the connection')))
  }

  /** Several may be asked before the first is answered: they are pipelined. */
  ask({ method, path, headers = {}, body = '' }: WireRequest): Promise<WireAnswer> {
    let head = `${method} ${path} HTTP/1.1\r\nhost: ${this.host}\r\n`
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`
    if (method === 'POST')
      head += `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject })
      this.socket.write(`${head}\r\n${body}`)
    })
  }

  close(): void {
    this.socket.removeAllListeners('close')
    this.socket.destroy()
  }

  private take(piece: Buffer): void {
    this.pending = this.pending.length === 0 ? piece : Buffer.concat([this.pending, piece])
    for (;;) {
      const end = this.pending.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = this.pending.toString('latin1', 0, end)
      const status = Number(head.slice(9, 12))
      const length = lengthOf(head, status)
      const total = end + 4 + length
      if (this.pending.length < total) return
      const body = this.pending.toString('utf8', end + 4, total)
      this.pending = this.pending.subarray(total)
      this.waiting.shift()?.resolve({ status, body })
    }
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.splice(0)) reject(error)
  }
}

function lengthOf(head: string, status: number): number {
  const match = /\r\ncontent-length: *(\d+)/i.exec(head)
  if (match) return Number(match[1])
  if (status === 204 || status === 304) return 0
  throw new Error(`an answer without content-length: ${head}`)
}
