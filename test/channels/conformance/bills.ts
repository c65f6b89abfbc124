import { describe, expect } from 'vitest'
import type { BillFile, BillKind, BillLine } from '../../../src/channels/abilities.ts'
import { BillFault } from '../../../src/channels/bill-fault.ts'
import { DAY, HOUR, MINUTE } from '../../../src/kernel/clock.ts'
import { sum } from '../../../src/kernel/money.ts'
import type { BillBreak, Stage, Terms } from './stage.ts'

/** The day's bill tells every payment and refund once, on its day, and says so itself in its sums. */
export function describeBills(
  stage: Stage,
  { kinds, zoneMs, readyAfterMs }: NonNullable<Terms['bills']>,
): void {
  const { channel, other, started, paid, refundOf, unless } = stage
  const bills = () => channel().bills!
  const midnightOf = (date: string) => Date.parse(`${date}T00:00:00Z`) - zoneMs
  const dateOf = (at: Date) => new Date(at.getTime() + zoneMs).toISOString().slice(0, 10)

  /** Eight in the morning of a day on which nothing has happened yet. */
  const newDay = (): string => {
    const next = midnightOf(dateOf(other().clock.now())) + 2 * DAY
    other().clock.set(new Date(next + 8 * HOUR))
    return dateOf(other().clock.now())
  }
  const untilReady = (date: string) => other().clock.set(new Date(midnightOf(date) + DAY + readyAfterMs))
  const fetchBill = async (date: string, kind: BillKind = 'trade'): Promise<BillFile> => {
    const download = await bills().download(date, kind)
    if (download.kind !== 'bill') throw new Error(`${date}: ${JSON.stringify(download)}`)
    return download.file
  }
  const read = (file: BillFile): BillLine[] => [...bills().read(file).lines]
  const linesOf = async (date: string, kind?: BillKind) => read(await fetchBill(date, kind))

  describe('a day bill', () => {
    unless('bill', 'tells each payment and refund once, with its numbers, amount and time', async () => {
      const date = newDay()
      const first = await paid()
      other().clock.advance(MINUTE)
      const second = await paid({ amount: 12_345 })
      await started()
      other().clock.advance(MINUTE)
      const refund = refundOf(first, { amount: 1_000 })
      await channel().refund(refund)
      const refundedAt = other().clock.now()
      await other().settle()
      untilReady(date)
      const file = await fetchBill(date)
      expect(file).toMatchObject({ date, kind: 'trade', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
      const lines = read(file)
      expect(
        lines.map(({ kind, direction, attemptNo, refundNo, amount }) => [
          kind,
          direction,
          attemptNo,
          refundNo,
          amount,
        ]),
      ).toEqual([
        ['payment', 'in', first.attemptNo, null, 9_900],
        ['payment', 'in', second.attemptNo, null, 12_345],
        ['refund', 'out', first.attemptNo, refund.refundNo, 1_000],
      ])
      expect(lines.map(({ channelNo }) => channelNo)).toEqual([
        first.channelNo,
        second.channelNo,
        first.channelNo,
      ])
      expect(Math.abs(lines[2]!.occurredAt.getTime() - refundedAt.getTime())).toBeLessThan(MINUTE)
      for (const line of lines) expect(Math.abs(line.fee)).toBeLessThan(line.amount)
      expect((await fetchBill(date)).sha256).toBe(file.sha256)
      expect(Object.values(bills().read(file).totals()).every(Number.isSafeInteger)).toBe(true)
    })

    unless('bill_not_ready', 'of a day that is not over is not ready', async () => {
      const date = newDay()
      await paid()
      expect(await bills().download(date, 'trade')).toEqual({ kind: 'not_ready' })
      other().clock.set(new Date(midnightOf(date) + DAY + readyAfterMs - MINUTE))
      expect(await bills().download(date, 'trade')).toEqual({ kind: 'not_ready' })
    })

    unless('bill_empty', 'of a day without a movement is empty; of no day at all it is refused', async () => {
      const date = newDay()
      untilReady(date)
      expect(await bills().download(date, 'trade')).toEqual({ kind: 'empty' })
      expect(await bills().download('yesterday', 'trade')).toMatchObject({
        kind: 'refused',
        retry: 'never',
      })
    })

    const broken: readonly (readonly [BillBreak, readonly number[], readonly number[]])[] = [
      ['dropped', [12_345], []],
      ['doubled', [9_900, 9_900, 12_345], []],
      ['one_fen_off', [9_899, 12_345], []],
      ['next_day', [12_345], [9_900]],
    ]
    for (const [how, today, tomorrow] of broken)
      unless('bill_breaks', `[P9] with a line ${how} is still a bill, and says just that`, async () => {
        const date = newDay()
        const payment = await paid()
        other().clock.advance(MINUTE)
        await paid({ amount: 12_345 })
        other().breakBill!('trade', how, payment.attemptNo)
        untilReady(date)
        const amounts = async (day: string) => (await linesOf(day)).map(({ amount }) => amount)
        expect(await amounts(date)).toEqual(today)
        const next = dateOf(new Date(midnightOf(date) + DAY + HOUR))
        untilReady(next)
        expect(tomorrow.length === 0 ? [] : await amounts(next)).toEqual(tomorrow)
      })

    unless('bill_cut', 'cut short or altered in a row is a fault that names its line', async () => {
      const date = newDay()
      for (const amount of [100, 200, 300]) await paid({ amount })
      untilReady(date)
      const file = await fetchBill(date)
      const cut = (bytes: Buffer) => () => read({ ...file, bytes })
      const feeds = [...file.bytes.keys()].filter((i) => file.bytes[i] === 10)
      for (const at of feeds.slice(0, -1)) expect(cut(file.bytes.subarray(0, at))).toThrow(BillFault)
      const garbled = Buffer.from(file.bytes)
      // Yuan in some bills, minor units in others.
      const row = Math.max(...['2.00', ':200,'].map((amount) => file.bytes.indexOf(amount)))
      garbled[row] = 120
      expect(cut(garbled)).toThrow(/^line \d+: /)
    })

    unless('bill_altered', 'that is not what its hash says is not believed', async () => {
      const date = newDay()
      await paid()
      untilReady(date)
      other().alterBill!(date)
      expect(await bills().download(date, 'trade')).toMatchObject({
        kind: 'unknown',
        reason: 'forged_answer',
      })
      expect(await linesOf(date)).toHaveLength(1)
    })

    if (kinds.includes('fund'))
      unless(
        'bill_fund',
        'of the account tells every movement, fees included, under the same numbers',
        async () => {
          const date = newDay()
          const payment = await paid({ amount: 100_000 })
          const refund = refundOf(payment, { amount: 40_000 })
          other().clock.advance(MINUTE)
          await channel().refund(refund)
          await other().settle()
          untilReady(date)
          const fees = sum((await linesOf(date)).map(({ fee }) => fee))
          const lines = await linesOf(date, 'fund')
          const of = (kind: BillLine['kind']) =>
            sum(
              lines
                .filter((line) => line.kind === kind)
                .map(({ direction, amount }) => (direction === 'in' ? amount : -amount)),
            )
          expect([of('payment'), of('refund')]).toEqual([100_000, -40_000])
          expect(of('fee') + of('fee_refund')).toBe(-fees)
          expect(fees).toBeGreaterThan(0)
          for (const line of lines) expect(line.channelNo).toBe(payment.channelNo)
          expect(lines.find(({ kind }) => kind === 'refund')?.channelRefundNo).toBeTruthy()
        },
      )
  })
}
