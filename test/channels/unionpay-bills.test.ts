import { createHash } from 'node:crypto'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BillFault, type BillFile } from '../../src/channels/index.ts'
import { DAY, HOUR } from '../../src/kernel/clock.ts'
import { openUnionpay } from './unionpay-side.ts'

let side: Awaited<ReturnType<typeof openUnionpay>>
beforeAll(async () => {
  side = await openUnionpay()
})
afterAll(() => side.stop())

const download = async (date: string): Promise<BillFile> => {
  const answer = await side.channel.bills!.download(date, 'trade')
  if (answer.kind !== 'bill') throw new Error(`no bill: ${answer.kind}`)
  return answer.file
}
const linesOf = (file: BillFile) => [...side.channel.bills!.read(file).lines]

test('the bill of a settlement day lists what moved, to the fen; the day ends at 23:00', async () => {
  expect(await side.channel.bills!.download('2026-03-01', 'trade')).toEqual({ kind: 'not_ready' })
  const first = await side.paid()
  await side.paid({ amount: 12_345 })
  const refundNo = side.numberOf('refund')
  await side.channel.refund({ ...first, refundNo, amount: 3_300, total: 9_900, reason: 'x' })
  await side.settle()
  // 23:30 on the first of March belongs to the second.
  side.clock.advance(11 * HOUR + HOUR / 2)
  const late = await side.paid({ amount: 1 })
  side.clock.advance(DAY)
  expect(await side.channel.bills!.download('2026-03-02', 'trade')).toEqual({ kind: 'not_ready' })
  side.clock.advance(10 * HOUR)

  const file = await download('2026-03-01')
  expect(file.sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'))
  const lines = linesOf(file)
  expect(lines.map(({ kind, direction, amount, fee }) => [kind, direction, amount, fee])).toEqual([
    ['payment', 'in', 9_900, 59],
    ['payment', 'in', 12_345, 74],
    ['refund', 'out', 3_300, 0],
  ])
  expect(lines[0]).toMatchObject({ attemptNo: first.attemptNo, channelNo: first.channelNo, lineNo: 1 })
  expect(lines[2]).toMatchObject({ attemptNo: first.attemptNo, refundNo, channelNo: first.channelNo })
  expect(lines[2]!.occurredAt).toEqual(new Date('2026-03-01T12:00:00+08:00'))
  expect(linesOf(await download('2026-03-02'))).toMatchObject([{ attemptNo: late.attemptNo, amount: 1 }])
  side.clock.advance(7 * DAY)
  expect(await side.channel.bills!.download('2026-03-05', 'trade')).toEqual({ kind: 'empty' })
})

test.each([
  ['cut short', (row: string) => row.slice(0, 300), /line 1: only 300 of/],
  ['without an amount', (row: string) => row.replace('000000009900', '        9900'), /line 1: amount/],
  ['with a fee of neither side', (row: string) => row.replace('D0000', 'X0000'), /line 1: fee/],
])('a line %s is named', async (_what, change, message) => {
  const file = await download('2026-03-01')
  const [[name, content]] = Object.entries(unzipSync(file.bytes)) as [[string, Uint8Array]]
  const rows = Buffer.from(content).toString('latin1').split('\r\n')
  const broken = [change(rows[0]!), ...rows.slice(1)].join('\r\n')
  const bytes = Buffer.from(zipSync({ [name]: strToU8(broken, true) }))
  expect(() => linesOf({ ...file, bytes })).toThrow(message)
  expect(() => linesOf({ ...file, bytes })).toThrow(BillFault)
})

test('a file that is no zip, or has no ZM file in it, is named as a whole', async () => {
  const file = await download('2026-03-01')
  expect(() => linesOf({ ...file, bytes: Buffer.from('hello') })).toThrow('not a zip file')
  const bytes = Buffer.from(zipSync({ INN26030188ZME_1: strToU8('x') }))
  expect(() => linesOf({ ...file, bytes })).toThrow('no ZM file')
})
