import type { Transporter } from 'nodemailer'
import { escapeHtml } from '../text.ts'
import type { Letter, Port, Sent } from '../types.ts'

export type MailServer = {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (465), or STARTTLS asked for after the greeting (587); `none` only inside one's own house. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** `Shop <service@shop.example>` or the bare address. */
  readonly from: string
}

const SOCKET_MS = 10_000
const CONNECTIONS = 3

/**
 * Mail over SMTP. A reply 5xx to the recipient or the text is final (RFC 5321 §4.2.1); 4xx, a refused sign-in and a
 * connection that fails are tried again. The Message-ID is made from the request id, so that a letter that goes out
 * twice after a crash is the same letter to those who compare ids: SMTP itself promises no more than at least once.
 */
export function mailPort(server: MailServer): Port {
  let opened: Promise<Transporter> | null = null
  const transport = (): Promise<Transporter> => {
    opened ??= open(server)
    return opened
  }
  const domain = /@([\w.-]+)/.exec(server.from)?.[1] ?? 'localhost'
  return {
    way: 'mail',
    send: async (letter, signal) => {
      try {
        const sending = (await transport()).sendMail({ ...mailOf(letter, domain), from: server.from })
        await unlessAborted(sending, signal)
        return { outcome: 'accepted', providerId: `<${letter.requestId}@${domain}>` }
      } catch (error) {
        return faultOf(error)
      }
    },
    close: async () => {
      if (opened) (await opened).close()
    },
  }
}

/** Loaded at the first letter: a house without mail never needs it. */
async function open({ host, port, security, user, password }: MailServer): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    pool: true,
    maxConnections: CONNECTIONS,
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: SOCKET_MS,
    greetingTimeout: SOCKET_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

const mailOf = ({ requestId, to, title, body, language }: Letter, domain: string) => ({
  // As an object: an address is never parsed out of a list somebody else has written.
  to: { name: '', address: to },
  subject: title,
  text: `${body}\n`,
  html: `<!doctype html><html lang="${language}"><meta charset="utf-8"><body><h1 style="font-size:18px">${escapeHtml(title)}</h1><p>${escapeHtml(body)}</p></body></html>`,
  messageId: `<${requestId}@${domain}>`,
  headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
})

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(Object.assign(new Error('timeout'), { code: 'timeout' }))
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function faultOf(error: unknown): Sent {
  const { responseCode, code, response } = error as {
    responseCode?: number
    code?: string
    response?: string
  }
  const said = responseCode === undefined ? (code ?? 'connection_failed') : (response ?? String(responseCode))
  // A sign-in that is refused is our fault, not the letter's: it waits until somebody has put it right.
  const final = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH'
  return { outcome: final ? 'never' : 'later', error: said.replaceAll(/\s+/g, ' ').slice(0, 300) }
}
