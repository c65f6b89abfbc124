import type { Clock } from '../../src/kernel/clock.ts'
import type { Faults } from '../faults.ts'
import type { Change } from '../journal.ts'
import type { Frame } from '../provider.ts'
import type { WaitClock } from '../waits.ts'
import type { FaultName, Operation } from './faults.ts'
import type { AlipayKeys } from './keys.ts'
import type { Hold, MoneyLine, Notice, Refund, Settlement, Trade } from './types.ts'

/** The provider's whole state. Rooms change it only through `commit`: one act, one line of the journal. */
export type World = {
  readonly clock: Clock
  readonly waits: WaitClock
  readonly keys: AlipayKeys
  readonly faults: Faults<FaultName, Operation>
  readonly baseUrl: () => string
  /** The bill of a day can be had on that day, for whoever does not wait until tomorrow. */
  readonly limits: { billsAtOnce: boolean }
  readonly trades: ReadonlyMap<string, Trade>
  readonly holds: ReadonlyMap<string, Hold>
  /** By trade and number. */
  readonly refunds: ReadonlyMap<string, Refund>
  readonly settlements: ReadonlyMap<string, Settlement>
  /** Accounts that may be shared with. */
  readonly receivers: ReadonlyMap<string, Receiver>
  readonly notices: ReadonlyMap<string, Notice>
  readonly money: readonly MoneyLine[]
  signingKey: number
  now(): number
  /** Those that something still has to happen to. */
  openNotices(): Notice[]
  /** What a code opens: the number of a trade or of frozen money. */
  byCode(code: string): string | undefined
  commit(act: Act): void
  /** Forgets all records; keys stay. */
  reset(): void
}

export type Receiver = { readonly account: string }

export type Act = {
  readonly trade?: Trade
  readonly hold?: Hold
  readonly refund?: Refund
  readonly settlements?: readonly Settlement[]
  readonly receivers?: readonly Receiver[]
  readonly notices?: readonly Notice[]
  readonly money?: readonly Omit<MoneyLine, 'no'>[]
}

export const refundKey = (tradeNo: string, no: string): string => `${tradeNo} ${no}`

export function createWorld(frame: Frame, keys: AlipayKeys): World {
  const { journal, clock } = frame
  const table = <T>(kind: string, keyOf: (record: T) => string) => {
    const kept = journal.kept.filter((one) => one.kind === kind).map((one) => one.record as T)
    const records = new Map(kept.map((record) => [keyOf(record), record]))
    const put = (record: T): Change => {
      records.set(keyOf(record), record)
      return { kind, id: keyOf(record), record }
    }
    const clear = (): Change[] => {
      const gone = [...records.keys()].map((id) => ({ kind, id, record: null }))
      records.clear()
      return gone
    }
    return { records, put, clear }
  }
  const trades = table<Trade>('trade', ({ no }) => no)
  const holds = table<Hold>('hold', ({ no }) => no)
  const refunds = table<Refund>('refund', ({ tradeNo, no }) => refundKey(tradeNo, no))
  const settlements = table<Settlement>('settlement', ({ tradeNo, no }) => refundKey(tradeNo, no))
  const receivers = table<Receiver>('receiver', ({ account }) => account)
  const notices = table<Notice>('notice', ({ key }) => key)
  const lines = table<MoneyLine>('money', ({ no }) => String(no))
  const money = [...lines.records.values()].sort((a, b) => a.no - b.no)
  const codes = new Map<string, string>()
  for (const { code, no } of [...trades.records.values(), ...holds.records.values()]) codes.set(code, no)
  const open = new Set([...notices.records.values()].filter(isOpen).map(({ key }) => key))

  const commit = (act: Act) => {
    const changes: Change[] = []
    if (act.trade) changes.push(trades.put(act.trade))
    if (act.hold) changes.push(holds.put(act.hold))
    if (act.trade && !act.trade.authNo) codes.set(act.trade.code, act.trade.no)
    if (act.hold) codes.set(act.hold.code, act.hold.no)
    if (act.refund) changes.push(refunds.put(act.refund))
    for (const one of act.settlements ?? []) changes.push(settlements.put(one))
    for (const receiver of act.receivers ?? []) changes.push(receivers.put(receiver))
    for (const line of act.money ?? []) {
      const numbered = { ...line, no: money.length + 1 }
      money.push(numbered)
      changes.push(lines.put(numbered))
    }
    for (const notice of act.notices ?? []) {
      changes.push(notices.put(notice))
      if (isOpen(notice)) open.add(notice.key)
      else open.delete(notice.key)
    }
    if (changes.length > 0) journal.append(changes)
  }

  return {
    clock,
    waits: frame.waits,
    keys,
    faults: frame.faults,
    baseUrl: frame.baseUrl,
    limits: { billsAtOnce: false },
    trades: trades.records,
    holds: holds.records,
    refunds: refunds.records,
    settlements: settlements.records,
    receivers: receivers.records,
    notices: notices.records,
    money,
    signingKey: 0,
    now: () => clock.now().getTime(),
    openNotices: () => [...open].map((key) => notices.records.get(key)!),
    byCode: (code) => codes.get(code),
    commit,
    reset: () => {
      const tables = [trades, holds, refunds, settlements, receivers, notices, lines]
      journal.append(tables.flatMap((one) => one.clear()))
      codes.clear()
      open.clear()
      money.length = 0
    },
  }
}

const isOpen = (notice: Notice): boolean => notice.state !== 'delivered' && notice.state !== 'given_up'
