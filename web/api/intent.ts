import { newKey } from './transport.ts'

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const slotOf = (scope: string, body: unknown): string => `intent:${scope}:${digest(JSON.stringify(body))}`

/**
 * One intent of the user has one idempotency key, however often he clicks, reloads or the network fails.
 * The same body in the same scope (one visit of a page) gives the same key; another body is another intent.
 */
export function intentKey(scope: string, body: unknown, store: Store): string {
  const slot = slotOf(scope, body)
  const known = store.getItem(slot)
  if (known) return known
  const key = newKey()
  store.setItem(slot, key)
  return key
}

/** The intent was answered: the same wish later is a new one. */
export const settleIntent = (scope: string, body: unknown, store: Store): void =>
  store.removeItem(slotOf(scope, body))

/** FNV-1a in two lanes: tells bodies of one page apart; nothing secret rests on it. */
function digest(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(i), 0x5bd1e995)
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36)
}
