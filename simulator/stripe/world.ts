import { randomBytes } from 'node:crypto'
import type { Faults } from '../faults.ts'
import type { Change } from '../journal.ts'
import type { Frame } from '../provider.ts'
import type { FaultName, Operation } from './faults.ts'
import type { StripeKeys } from './keys.ts'
import type {
  Charge,
  Connected,
  Delivery,
  Dispute,
  Endpoint,
  Intent,
  Movement,
  Refund,
  Reversal,
  Stored,
  StripeEvent,
  Transfer,
} from './types.ts'

type Records = {
  intent: Intent
  charge: Charge
  refund: Refund
  dispute: Dispute
  transfer: Transfer
  reversal: Reversal
  movement: Movement
  connected: Connected
  event: StripeEvent
  delivery: Delivery
  stored: Stored
  endpoint: Endpoint
}
type Kind = keyof Records
type Tables = { readonly [K in Kind]: ReadonlyMap<string, Records[K]> }

/** One changed record of an act. */
export type Put = { readonly [K in Kind]: { readonly kind: K; readonly record: Records[K] } }[Kind]

/** Money that payers gave and got, in the words of the one statement; never changed. */
export type MoneyLine = {
  readonly id: string
  readonly at: number
  readonly kind: 'paid' | 'refunded' | 'disputed'
  readonly no: string
  readonly refundNo?: string
  readonly amount: number
  readonly currency: string
  readonly merchantId: string
}

/** Stripe's whole state. Rooms change it only through `commit`: one act, one line of the journal. */
export type World = Tables & {
  readonly clock: Frame['clock']
  readonly waits: Frame['waits']
  readonly faults: Faults<FaultName, Operation>
  readonly baseUrl: () => string
  readonly keys: StripeKeys
  readonly refundDelayMs: number
  readonly money: readonly MoneyLine[]
  /** Those that something still has to happen to. */
  openDeliveries(): Delivery[]
  readonly openRefunds: ReadonlySet<string>
  /** Which of the signing secrets sign. */
  signing: readonly number[]
  /** Seconds on the calendar. */
  now(): number
  commit(puts: readonly Put[], money?: Omit<MoneyLine, 'id'>): void
  reset(): void
}

const KINDS: readonly Kind[] = [
  'intent',
  'charge',
  'refund',
  'dispute',
  'transfer',
  'reversal',
  'movement',
  'connected',
  'event',
  'delivery',
  'stored',
  'endpoint',
]

export function createWorld(frame: Frame, keys: StripeKeys, refundDelayMs: number): World {
  const { journal } = frame
  const kept = <T>(kind: string) => journal.kept.filter((c) => c.kind === kind).map((c) => c.record as T)
  const tables = Object.fromEntries(
    KINDS.map((kind) => [kind, new Map(kept<{ id: string }>(kind).map((one) => [one.id, one]))]),
  ) as unknown as { [K in Kind]: Map<string, Records[K]> }
  const money = kept<MoneyLine>('money').sort((a, b) => Number(a.id) - Number(b.id))
  const open = new Set<string>()
  const openRefunds = new Set<string>()
  const follow = ({ kind, record }: Put) => {
    if (kind === 'delivery') keep(open, record.id, isWaiting(record))
    if (kind === 'refund') keep(openRefunds, record.id, record.status === 'pending')
  }
  for (const record of tables.delivery.values()) follow({ kind: 'delivery', record })
  for (const record of tables.refund.values()) follow({ kind: 'refund', record })

  return {
    ...tables,
    clock: frame.clock,
    waits: frame.waits,
    faults: frame.faults as Faults<FaultName, Operation>,
    baseUrl: frame.baseUrl,
    keys,
    refundDelayMs,
    money,
    openDeliveries: () => [...open].map((id) => tables.delivery.get(id)!),
    openRefunds,
    signing: [0],
    now: () => Math.floor(frame.clock.now().getTime() / 1000),
    commit: (puts, line) => {
      const changes: Change[] = []
      for (const put of puts) {
        const table: Map<string, unknown> = tables[put.kind]
        table.set(put.record.id, put.record)
        follow(put)
        changes.push({ kind: put.kind, id: put.record.id, record: put.record })
      }
      if (line) {
        const record = { ...line, id: String(money.length + 1) }
        money.push(record)
        changes.push({ kind: 'money', id: record.id, record })
      }
      if (changes.length > 0) journal.append(changes)
    },
    reset: () => {
      const gone = (kind: string, ids: Iterable<string>) => [...ids].map((id) => ({ kind, id, record: null }))
      const forgotten = KINDS.filter((kind) => kind !== 'endpoint')
      journal.append([
        ...forgotten.flatMap((kind) => gone(kind, tables[kind].keys())),
        ...gone(
          'money',
          money.map(({ id }) => id),
        ),
      ])
      for (const kind of forgotten) tables[kind].clear()
      open.clear()
      openRefunds.clear()
      money.length = 0
    },
  }
}

function keep(set: Set<string>, id: string, isIn: boolean): void {
  if (isIn) set.add(id)
  else set.delete(id)
}

const isWaiting = ({ state }: Delivery) => state !== 'delivered' && state !== 'given_up'

/** `pi_3…`: letters and digits, as Stripe's ids look. */
export const newId = (prefix: string): string =>
  `${prefix}_3${randomBytes(18)
    .toString('base64')
    .replace(/[^0-9A-Za-z]/g, 'Z')}`

/** The merchant's own number of an object, by which people and faults name it. */
export const numberOf = ({
  id,
  metadata,
}: {
  readonly id: string
  readonly metadata: Readonly<Record<string, string>>
}) => metadata.attempt_no ?? id
