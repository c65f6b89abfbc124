import { sql } from 'kysely'
import { assert, present } from '../kernel/assert.ts'
import type { Outcome, Retry } from '../kernel/outcome.ts'
import { accept, reject } from '../kernel/outcome.ts'
import { decodeAnswer, encodeAnswer, isForGood } from './answer.ts'
import { texts, times } from './arrays.ts'
import type { Tx } from './db.ts'

type Spec<C, T, Code extends string> = {
  readonly operation: string
  readonly retryOf: (code: Code) => Retry
  readonly made?: {
    readonly of: (command: C) => string
    readonly is?: (command: C, value: T) => boolean
    readonly recall: (tx: Tx, nos: readonly string[]) => Promise<ReadonlyMap<string, T>>
  }
}

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
export async function claimKeys<C extends Keyed, T, Code extends string>(
  tx: Tx,
  spec: Spec<C, T, Code>,
  commands: readonly C[],
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
      spec,
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
      spec,
      taken.map((i) => commands[i]!),
    )
    for (const i of taken) {
      const row = stored.get(nameOf(commands[i]!))
      if (!row) continue // given back meanwhile: claim again
      const same = row.request_hash === commands[i]!.requestHash
      known.set(i, same ? row.outcome : reject('idempotency_conflict'))
    }
    open = taken.filter((i) => !known.has(i))
  }
  return { fresh: fresh.sort((a, b) => a - b), known }
}

/** The names that were claimed, or null when all were. */
async function insertKeys<C extends Keyed, T, Code extends string>(
  tx: Tx,
  { operation, made }: Spec<C, T, Code>,
  commands: readonly C[],
): Promise<Set<string> | null> {
  const { rows } = await sql<{ caller: string; key: string }>`
    insert into command_key (caller, operation, key, request_hash, made, created_at)
    select caller, ${operation}, key, hash, made, at
    from unnest(${texts(commands.map((c) => c.caller))}::text[], ${texts(commands.map((c) => c.key))}::text[],
                ${texts(commands.map((c) => c.requestHash))}::text[],
                ${texts(commands.map((c) => made?.of(c) ?? null))}::text[],
                ${times(commands.map((c) => c.now))}::timestamptz[]) as k(caller, key, hash, made, at)
    order by caller collate "C", key collate "C"
    on conflict do nothing
    returning caller, key`.execute(tx)
  return rows.length === commands.length ? null : new Set(rows.map(nameOf))
}

type KeyRow = {
  readonly caller: string
  readonly key: string
  readonly request_hash: string
  readonly made: string | null
  readonly answer: string | null
}

async function readKeys<C extends Keyed, T, Code extends string>(
  tx: Tx,
  { operation, made }: Spec<C, T, Code>,
  commands: readonly C[],
): Promise<Map<string, { request_hash: string; outcome: Outcome<T, Code> }>> {
  const { rows } = await sql<KeyRow>`
    select k.caller, k.key, k.request_hash, k.made, k.answer
    from unnest(${texts(commands.map((c) => c.caller))}::text[], ${texts(commands.map((c) => c.key))}::text[])
      as asked(caller, key)
    join command_key k on k.caller = asked.caller and k.operation = ${operation} and k.key = asked.key`.execute(
    tx,
  )
  const nos = rows.flatMap((row) => (row.answer === null && row.made !== null ? [row.made] : []))
  const told =
    nos.length > 0
      ? await present(made, 'a way to tell the answer again').recall(tx, nos)
      : new Map<string, T>()
  return new Map(
    rows.map((row) => {
      const { request_hash, answer } = row
      const outcome: Outcome<T, Code> =
        answer === null
          ? accept(present(told.get(row.made ?? ''), `what key ${row.key} made`))
          : decodeAnswer<T, Code>(answer)
      return [nameOf(row), { request_hash, outcome }]
    }),
  )
}

/** Whether what was made tells the answer again, so that the key need not hold it. */
const isTold = <C, T, Code extends string>(
  { made }: Spec<C, T, Code>,
  command: C,
  outcome: Outcome<T, string>,
): boolean => made !== undefined && outcome.ok && (made.is?.(command, outcome.value) ?? true)

/** Stores the answers that stand for good; the keys of the others are given back. */
export async function answerKeys<C extends Keyed, T, Code extends string>(
  tx: Tx,
  spec: Spec<C, T, Code>,
  commands: readonly C[],
  fresh: readonly number[],
  outcomes: readonly Outcome<T, string>[],
): Promise<void> {
  const stays = fresh.filter((i) => isForGood(outcomes[i]! as Outcome<T, Code>, spec.retryOf))
  const kept = stays.filter((i) => !isTold(spec, commands[i]!, outcomes[i]!))
  const callers = (of: readonly number[]) => texts(of.map((i) => commands[i]!.caller))
  const keys = (of: readonly number[]) => texts(of.map((i) => commands[i]!.key))
  if (kept.length > 0) {
    const answers = texts(kept.map((i) => encodeAnswer(outcomes[i]!)))
    await sql`
      update command_key k set answer = a.answer
      from unnest(${callers(kept)}::text[], ${keys(kept)}::text[], ${answers}::text[]) as a(caller, key, answer)
      where k.caller = a.caller and k.operation = ${spec.operation} and k.key = a.key`.execute(tx)
  }
  if (stays.length === fresh.length) return
  const staying = new Set(stays)
  const back = fresh.filter((i) => !staying.has(i))
  await sql`
    delete from command_key k
    using unnest(${callers(back)}::text[], ${keys(back)}::text[]) as b(caller, key)
    where k.caller = b.caller and k.operation = ${spec.operation} and k.key = b.key`.execute(tx)
}
