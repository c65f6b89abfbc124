import { sql } from 'kysely'
import { assert } from '../kernel/assert.ts'
import type { Outcome, Retry } from '../kernel/outcome.ts'
import { reject } from '../kernel/outcome.ts'
import { decodeAnswer, encodeAnswer, isForGood } from './answer.ts'
import { texts, times } from './arrays.ts'
import type { Tx } from './db.ts'

type Keyed = {
  readonly caller: string
  readonly key: string
  readonly requestHash: string
  readonly now: Date
}

export type Claims<T, Code extends string> = {
  /** Indexes of the commands that must run: the first of each key that has no answer yet. */
  readonly fresh: number[]
  /** Answers that stand already, and keys that were used for another request. */
  readonly known: Map<number, Outcome<T, Code | 'idempotency_conflict'>>
}

const nameOf = ({ caller, key }: { caller: string; key: string }): string =>
  `${caller.length}:${caller}${key}`

/**
 * Claims the keys of a batch in sorted order (opposite orders would deadlock). A key that another process holds is
 * waited for: by the time the insert returns, that process has committed its answer or given the key back.
 */
export async function claimKeys<T, Code extends string>(
  tx: Tx,
  operation: string,
  commands: readonly Keyed[],
): Promise<Claims<T, Code>> {
  const first = new Map<string, number>()
  for (let i = 0; i < commands.length; i++) {
    const name = nameOf(commands[i]!)
    if (!first.has(name)) first.set(name, i)
  }
  const known = new Map<number, Outcome<T, Code | 'idempotency_conflict'>>()
  const fresh: number[] = []
  let open = [...first.values()]
  for (let round = 0; open.length > 0; round++) {
    assert(round < 3, 'a command key is claimed and given back without end')
    const claimed = await insertKeys(
      tx,
      operation,
      open.map((i) => commands[i]!),
    )
    if (claimed === null) {
      fresh.push(...open)
      break
    }
    fresh.push(...open.filter((i) => claimed.has(nameOf(commands[i]!))))
    const taken = open.filter((i) => !claimed.has(nameOf(commands[i]!)))
    const stored = await readKeys(
      tx,
      operation,
      taken.map((i) => commands[i]!),
    )
    for (const i of taken) {
      const row = stored.get(nameOf(commands[i]!))
      if (!row) continue // given back meanwhile: claim again
      const same = row.request_hash === commands[i]!.requestHash
      known.set(i, same ? decodeAnswer<T, Code>(row.answer) : reject('idempotency_conflict'))
    }
    open = taken.filter((i) => !known.has(i))
  }
  return { fresh: fresh.sort((a, b) => a - b), known }
}

/** The names that were claimed, or null when all were. */
async function insertKeys(
  tx: Tx,
  operation: string,
  commands: readonly Keyed[],
): Promise<Set<string> | null> {
  const { rows } = await sql<{ caller: string; key: string }>`
    insert into command_key (caller, operation, key, request_hash, created_at)
    select caller, ${operation}, key, hash, at
    from unnest(${texts(commands.map((c) => c.caller))}::text[], ${texts(commands.map((c) => c.key))}::text[],
                ${texts(commands.map((c) => c.requestHash))}::text[],
                ${times(commands.map((c) => c.now))}::timestamptz[]) as k(caller, key, hash, at)
    order by caller collate "C", key collate "C"
    on conflict do nothing
    returning caller, key`.execute(tx)
  return rows.length === commands.length ? null : new Set(rows.map(nameOf))
}

async function readKeys(tx: Tx, operation: string, commands: readonly Keyed[]) {
  const { rows } = await sql<{ caller: string; key: string; request_hash: string; answer: string }>`
    select k.caller, k.key, k.request_hash, k.answer
    from unnest(${texts(commands.map((c) => c.caller))}::text[], ${texts(commands.map((c) => c.key))}::text[])
      as asked(caller, key)
    join command_key k on k.caller = asked.caller and k.operation = ${operation} and k.key = asked.key`.execute(
    tx,
  )
  return new Map(rows.map((row) => [nameOf(row), row]))
}

/** Stores the answers that stand for good; the keys of the others are given back. */
export async function answerKeys<T, Code extends string>(
  tx: Tx,
  spec: { readonly operation: string; readonly retryOf: (code: Code) => Retry },
  commands: readonly Keyed[],
  fresh: readonly number[],
  outcomes: readonly Outcome<T, string>[],
): Promise<void> {
  const kept = fresh.filter((i) => isForGood(outcomes[i]! as Outcome<T, Code>, spec.retryOf))
  const callers = (of: readonly number[]) => texts(of.map((i) => commands[i]!.caller))
  const keys = (of: readonly number[]) => texts(of.map((i) => commands[i]!.key))
  if (kept.length > 0) {
    const answers = texts(kept.map((i) => encodeAnswer(outcomes[i]!)))
    await sql`
      update command_key k set answer = a.answer
      from unnest(${callers(kept)}::text[], ${keys(kept)}::text[], ${answers}::text[]) as a(caller, key, answer)
      where k.caller = a.caller and k.operation = ${spec.operation} and k.key = a.key`.execute(tx)
  }
  if (kept.length === fresh.length) return
  const back = fresh.filter((i) => !kept.includes(i))
  await sql`
    delete from command_key k
    using unnest(${callers(back)}::text[], ${keys(back)}::text[]) as b(caller, key)
    where k.caller = b.caller and k.operation = ${spec.operation} and k.key = b.key`.execute(tx)
}
