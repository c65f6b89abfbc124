import type { Outcome, Retry } from '../kernel/outcome.ts'
import { reject } from '../kernel/outcome.ts'
import { answerKeys, claimKeys } from './command-key.ts'
import type { Db, Tx } from './db.ts'

/** What every command carries. `now` is the only time a decision knows. */
export type Command = {
  /** Who asks, as far as keys are concerned: keys of two callers never meet. */
  readonly caller: string
  readonly key: string
  /** Hash of everything the request says; the same key with another hash is refused. */
  readonly requestHash: string
  readonly now: Date
}

/** Points at which a test may stop the world; nothing is armed in production. */
export type CrashPoint = 'claimed' | 'loaded' | 'decided' | 'saved' | 'committed'

export type LaneRejection = 'overloaded' | 'idempotency_conflict'

export type LaneSpec<C extends Command, W, T, Code extends string> = {
  /** Names the operation in the key table, the metrics and the logs. */
  readonly operation: string
  /**
   * `table`: keys are claimed in command_key. `own`: the rows that the command acts on say whether it has
   * happened (evidence.applied_at, a state), so a key row would only repeat them.
   */
  readonly keys: 'table' | 'own'
  readonly maxBatch?: number
  readonly maxQueue?: number
  /** How many batches may be under way at once in this process; row locks keep them right. */
  readonly width?: number
  /** So many must wait before a batch is begun beside another: each batch has a price of its own. */
  readonly crowd?: number
  readonly retryOf: (code: Code) => Retry
  /**
   * Reads links without locks, then locks in the global order, then reads what decides. `again`: these commands have
   * failed before, so nothing may be left to luck.
   */
  readonly load: (tx: Tx, commands: readonly C[], again: boolean) => Promise<W>
  /** Pure. Applies what it accepts to the world, so that the next command of the batch sees it. */
  readonly decide: (world: W, command: C) => Outcome<T, Code>
  /** One statement per table. Not called when nothing was accepted. */
  readonly save: (tx: Tx, world: W) => Promise<void>
  /**
   * Where a success only says what was made, and that never changes: the number it gets, known beforehand, and the
   * answer told again from it. Then a success costs its key one write instead of two. `is`: whether this answer is
   * about the number; one that names what stood there before is written down. Absent: all are.
   */
  readonly made?: {
    readonly of: (command: C) => string
    readonly is?: (command: C, value: T) => boolean
    readonly recall: (tx: Tx, nos: readonly string[]) => Promise<ReadonlyMap<string, T>>
  }
  /**
   * Mends what made a batch fail (an account not open yet), outside its transaction. True: it was mended, so the
   * batch is tried again as if it had not failed.
   */
  readonly beforeRetry?: (error: unknown, now: Date) => Promise<boolean>
}

export type LaneOptions = {
  readonly db: Db
  readonly crash?: (point: CrashPoint, operation: string) => void | Promise<void>
  readonly observe?: (batch: { operation: string; size: number; ms: number; waiting: number }) => void
  /** Monotonic milliseconds, for `observe` only. */
  readonly stopwatch?: () => number
}

export type Lane<C, T, Code extends string> = {
  submit: (command: C) => Promise<Outcome<T, Code | LaneRejection>>
  /** Commands waiting or under way. */
  depth: () => number
  /** Resolves when everything that was submitted has been answered. */
  idle: () => Promise<void>
}

type Waiting<C, T, Code extends string> = {
  readonly command: C
  readonly resolve: (outcome: Outcome<T, Code | LaneRejection>) => void
  readonly fail: (error: unknown) => void
}

/**
 * A lane runs commands of one kind in batches: all that wait when the previous commit returns share one transaction,
 * so a lone command waits for nobody and a crowd shares one commit.
 *
 * On an error the batch is rolled back and tried once more, then halved until the command that cannot run stands
 * alone and fails alone. A connection lost at COMMIT is the same case: the keys say what has happened.
 */
export function openLane<C extends Command, W, T, Code extends string>(
  spec: LaneSpec<C, W, T, Code>,
  options: LaneOptions,
): Lane<C, T, Code> {
  const maxBatch = spec.maxBatch ?? 500
  const maxQueue = spec.maxQueue ?? 20_000
  const width = spec.width ?? 1
  const crowd = spec.crowd ?? 1
  const queue: Waiting<C, T, Code>[] = []
  const idlers: (() => void)[] = []
  let running = 0
  let underWay = 0

  const pump = (): void => {
    while (running < width && queue.length >= (running === 0 ? 1 : crowd)) {
      const batch = queue.splice(0, maxBatch)
      running += 1
      underWay += batch.length
      void settle(batch).finally(() => {
        running -= 1
        underWay -= batch.length
        if (queue.length > 0) pump()
        else if (running === 0) for (const idler of idlers.splice(0)) idler()
      })
    }
  }

  const mend = async (error: unknown, batch: Waiting<C, T, Code>[]): Promise<boolean> =>
    (await spec.beforeRetry?.(error, batch[0]!.command.now).catch(() => false)) ?? false

  const settle = async (batch: Waiting<C, T, Code>[], tried = false, mended = false): Promise<void> => {
    const begun = options.stopwatch?.() ?? 0
    try {
      const outcomes = await runBatch(
        spec,
        options,
        batch.map((waiting) => waiting.command),
        tried || mended,
      )
      for (let i = 0; i < batch.length; i++) batch[i]!.resolve(outcomes[i]!)
      const ms = (options.stopwatch?.() ?? 0) - begun
      options.observe?.({ operation: spec.operation, size: batch.length, ms, waiting: queue.length })
    } catch (error) {
      // Once per piece: a piece may lack what the whole never came to, because another command in it failed first.
      if (!mended && (await mend(error, batch))) return settle(batch, tried, true)
      if (!tried) return settle(batch, true, mended)
      if (batch.length === 1) return batch[0]!.fail(error)
      const half = batch.length >> 1
      await settle(batch.slice(0, half), true)
      await settle(batch.slice(half), true)
    }
  }

  return {
    submit: (command) => {
      if (queue.length >= maxQueue) return Promise.resolve(reject('overloaded'))
      return new Promise((resolve, fail) => {
        queue.push({ command, resolve, fail })
        // Commands that arrive in the same turn share the batch.
        if (queue.length === 1 || queue.length === crowd) setImmediate(pump)
      })
    },
    depth: () => queue.length + underWay,
    idle: () =>
      queue.length === 0 && running === 0
        ? Promise.resolve()
        : new Promise((resolve) => idlers.push(resolve)),
  }
}

async function runBatch<C extends Command, W, T, Code extends string>(
  spec: LaneSpec<C, W, T, Code>,
  { db, crash }: LaneOptions,
  commands: readonly C[],
  again: boolean,
): Promise<Outcome<T, Code | LaneRejection>[]> {
  const tx = await db.startTransaction().execute()
  try {
    const outcomes = await inTransaction(spec, tx, { commands, again }, crash)
    await tx.commit().execute()
    await crash?.('committed', spec.operation)
    return outcomes
  } catch (error) {
    // After a lost connection there is nothing to roll back; the first error is the one that matters.
    if (!tx.isCommitted && !tx.isRolledBack)
      await tx
        .rollback()
        .execute()
        .catch(() => {})
    throw error
  }
}

async function inTransaction<C extends Command, W, T, Code extends string>(
  spec: LaneSpec<C, W, T, Code>,
  tx: Tx,
  { commands, again }: { readonly commands: readonly C[]; readonly again: boolean },
  crash: LaneOptions['crash'],
): Promise<Outcome<T, Code | LaneRejection>[]> {
  const { fresh, known } =
    spec.keys === 'table'
      ? await claimKeys(tx, spec, commands)
      : { fresh: commands.map((_, index) => index), known: new Map<number, Outcome<T, Code>>() }
  await crash?.('claimed', spec.operation)
  const outcomes = new Array<Outcome<T, Code | LaneRejection>>(commands.length)
  for (const [index, outcome] of known) outcomes[index] = outcome
  if (fresh.length > 0) {
    const world = await spec.load(
      tx,
      fresh.map((index) => commands[index]!),
      again,
    )
    await crash?.('loaded', spec.operation)
    let accepted = false
    for (const index of fresh) {
      const outcome = spec.decide(world, commands[index]!)
      outcomes[index] = outcome
      accepted ||= outcome.ok
    }
    await crash?.('decided', spec.operation)
    if (accepted) await spec.save(tx, world)
    if (spec.keys === 'table') await answerKeys(tx, spec, commands, fresh, outcomes)
    await crash?.('saved', spec.operation)
  }
  // Equal keys inside one batch share the first one's answer.
  for (let i = 0; i < commands.length; i++) outcomes[i] ??= sharedAnswer(commands, outcomes, i)
  return outcomes
}

function sharedAnswer<T, Code extends string>(
  commands: readonly Command[],
  outcomes: readonly Outcome<T, Code | LaneRejection>[],
  index: number,
): Outcome<T, Code | LaneRejection> {
  const { caller, key, requestHash } = commands[index]!
  const first = commands.findIndex((command) => command.caller === caller && command.key === key)
  return commands[first]!.requestHash === requestHash ? outcomes[first]! : reject('idempotency_conflict')
}
