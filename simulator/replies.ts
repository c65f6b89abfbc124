import type { Reply } from './provider.ts'

/** Answers of the control API. */

export const done = (body: unknown = { ok: true }): Reply => ({ status: 200, body })
export const wrong = (error: string): Reply => ({ status: 400, body: { error } })
export const missing = (what: string): Reply => ({ status: 404, body: { error: `${what} not found` } })

const LIST = 200
const LONGEST_LIST = 100_000

/** So many as a list is asked for (`?limit=`). */
export const limitOf = (url: URL): number =>
  Math.min(Number(url.searchParams.get('limit')) || LIST, LONGEST_LIST)

/** Newest first. */
export const latest = <T>(records: Iterable<T>, url: URL): T[] => [...records].slice(-limitOf(url)).reverse()
