import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export type Mail = { readonly from: string; readonly to: readonly string[]; readonly raw: string }

export type MailBox = {
  readonly port: number
  readonly mails: readonly Mail[]
  readonly close: () => Promise<void>
}

/** Answers a command line with a reply of its own (`550 no such box`), or with nothing for the usual one. */
type Script = (line: string) => string | undefined | 'silence'

/** A small mail server on this machine that speaks as much SMTP (RFC 5321) as a client needs to hand a letter over. */
export async function openMailBox(
  script: Script = () => undefined,
  extensions: readonly string[] = [],
): Promise<MailBox> {
  const mails: Mail[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    serve(socket, script, extensions, mails)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function serve(socket: Socket, script: Script, extensions: readonly string[], mails: Mail[]): void {
  let buffer = ''
  let from = ''
  let to: string[] = []
  let inData = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 box.example ready')
  socket.setEncoding('utf8')
  socket.on('data', (piece: string) => {
    buffer += piece
    for (;;) {
      const end = inData ? buffer.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n')
      if (end < 0) return
      const text = buffer.slice(0, end)
      buffer = buffer.slice(end + (inData ? 5 : 2))
      if (inData) {
        inData = false
        const refused = script('.')
        if (!refused) mails.push({ from, to, raw: text.replaceAll('\r\n..', '\r\n.') })
        say(refused ?? '250 taken')
        ;[from, to] = ['', []]
      } else command(text)
    }
  })

  function command(line: string): void {
    const own = script(line)
    if (own === 'silence') return
    if (own) return void say(own)
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO') {
      for (const extension of extensions) say(`250-${extension}`)
      say('250 8BITMIME')
    } else if (verb === 'MAIL') {
      from = address
      say('250 ok')
    } else if (verb === 'RCPT') {
      to.push(address)
      say('250 ok')
    } else if (verb === 'DATA') {
      inData = true
      say('354 go on')
    } else if (verb === 'QUIT') {
      say('221 bye')
      socket.end()
    } else say('250 ok')
  }
}

/** The headers of a letter, unfolded, by lower-case name; encoded words (RFC 2047) are read. */
export function headersOf({ raw }: Mail): ReadonlyMap<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ')
  return new Map(
    head.split('\r\n').map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), words(line.slice(at + 1).trim())]
    }),
  )
}

const words = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, value: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(value, 'base64').toString('utf8')
        : unquote(value.replaceAll('_', ' ')),
    )

const unquote = (text: string): string =>
  Buffer.from(
    text
      .replaceAll('=\r\n', '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

/** The part of one type, decoded. */
export function partOf({ raw }: Mail, type: 'text/plain' | 'text/html'): string {
  const start = raw.indexOf(`Content-Type: ${type}`)
  const begin = raw.indexOf('\r\n\r\n', start) + 4
  const end = raw.indexOf('\r\n--', begin)
  const body = raw.slice(begin, end < 0 ? undefined : end)
  const head = raw.slice(start, begin)
  return /base64/i.test(head) ? Buffer.from(body, 'base64').toString('utf8') : unquote(body)
}
