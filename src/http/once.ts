import type { Outcome } from '../kernel/outcome.ts'
import { answerKeys, claimKeys } from '../platform/command-key.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { LaneRejection } from '../platform/lane.ts'
import { PROBLEMS, type ProblemCode } from './problems.ts'

type Keyed = {
  readonly caller: string
  readonly key: string
  readonly requestHash: string
  readonly now: Date
}

/**
 * A cold command, once per key: what it did and what it answered are committed together, so asking again with the
 * same key gives the same answer. Hot commands have lanes for this.
 * @param work refuses before it writes, as every command does
 */
export const once = <T, Code extends ProblemCode>(
  db: Db,
  operation: string,
  command: Keyed,
  work: (tx: Tx) => Promise<Outcome<T, Code>>,
): Promise<Outcome<T, Code | LaneRejection>> =>
  db.transaction().execute(async (tx) => {
    const spec = { operation, retryOf: (code: Code) => PROBLEMS[code].retry }
    const { known } = await claimKeys<Keyed, T, Code>(tx, spec, [command])
    const answered = known.get(0)
    if (answered) return answered
    const outcome = await work(tx)
    await answerKeys(tx, spec, [command], [0], [outcome])
    return outcome
  })
