import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** One change: the whole record under its id. `null` removes it. */
export type Change = { readonly kind: string; readonly id: string; readonly record: unknown }

/**
 * The simulator's memory: every act is one line, appended before it is answered, so a killed process forgets
 * nothing and keeps no half of an act (an order paid without the money in the ledger).
 */
export type Journal = {
  /** What was kept, newest record per kind and id, in the order of their first appearance. */
  readonly kept: readonly Change[]
  append(changes: readonly Change[]): void
}

export const forgetful: Journal = { kept: [], append: () => {} }

export function openJournal(folder: string): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'state.ndjson')
  const kept = read(path)
  // Rewritten at start, so that it holds each record once.
  const next = `${path}.next`
  writeFileSync(next, kept.map((change) => `${JSON.stringify([change])}\n`).join(''), { mode: 0o600 })
  renameSync(next, path)
  return {
    kept,
    append: (changes) => appendFileSync(path, `${JSON.stringify(changes)}\n`),
  }
}

function read(path: string): Change[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  const end = text.lastIndexOf('\n') + 1
  // A line that was cut off by a kill was never answered.
  if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)))
  const newest = new Map<string, Change>()
  for (const line of text.slice(0, end).split('\n')) {
    if (line === '') continue
    for (const change of (JSON.parse(line) as Change[]).map(owned)) {
      const key = `${change.kind} ${change.id}`
      if (change.record === null) newest.delete(key)
      else newest.set(key, change)
    }
  }
  return [...newest.values()]
}

/** Written when there was one provider only, without its name. */
const owned = (change: Change): Change =>
  change.kind.includes('.') || change.kind === 'clock' ? change : { ...change, kind: `wechat.${change.kind}` }
