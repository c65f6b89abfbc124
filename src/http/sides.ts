import type { IncomingHttpHeaders } from 'node:http'

/**
 * A browser may be signed in twice: as a buyer in the store and as staff in the console. Each side has cookies of its
 * own, and each page says which side it is (`x-tongbao-app`), so that neither sign-in disturbs the other.
 */
export type Side = 'store' | 'console'

const NAMES = {
  store: { access: 'tb_access', session: 'tb.session_token' },
  console: { access: 'tb_staff', session: 'tb_staff.session_token' },
} as const

export const accessCookie = (side: Side): string => NAMES[side].access

/** better-auth knows one name; behind https it has a prefix. */
export const sessionCookie = (side: Side, secure: boolean): string =>
  `${secure ? '__Secure-' : ''}${NAMES[side].session}`

export const sideOfPerson = (kind: 'buyer' | 'staff'): Side => (kind === 'staff' ? 'console' : 'store')

/** The sides a request may speak for, in order. A script or a link says none: its cookies decide. */
export const sidesOf = (headers: IncomingHttpHeaders, letsBuyersIn: boolean): readonly Side[] => {
  const app = headers['x-tongbao-app']
  if (app === 'store' || app === 'console') return [app]
  return letsBuyersIn ? ['store', 'console'] : ['console', 'store']
}

export const cookieOf = (header: string | undefined, name: string): string | null => {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}

/** The side whose session these cookies hold; the first one asked for where they hold none. */
export const sideOfSession = (headers: IncomingHttpHeaders, secure: boolean): Side => {
  const sides = sidesOf(headers, true)
  const held = sides.find((side) => cookieOf(headers.cookie, sessionCookie(side, secure)) !== null)
  return held ?? sides[0] ?? 'store'
}

/** The cookies as better-auth reads them: the session of this side under the one name it knows, no other. */
export const cookiesOfSide = (headers: IncomingHttpHeaders, side: Side, secure: boolean): string => {
  const names = new Set([sessionCookie('store', secure), sessionCookie('console', secure)])
  const others = (headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !names.has(part.split('=', 1)[0] ?? ''))
  const session = cookieOf(headers.cookie, sessionCookie(side, secure))
  return [...others, ...(session === null ? [] : [`${sessionCookie('store', secure)}=${session}`])].join('; ')
}
