import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { type Clock, DAY } from '../../kernel/clock.ts'
import type { BillDownload, BillFile, BillKind, BillLine, Bills } from '../abilities.ts'
import { BillFault } from '../bill-fault.ts'
import { type Call, refusedOrUnknown } from './call.ts'
import { text } from './message.ts'
import { chinaDigits, traceInstant } from './time.ts'

export type BillParts = { readonly call: Call; readonly merchantId: string; readonly clock: Clock }

/** A day's bill that is not there two days later will not come: nothing was settled that day. */
const EMPTY_AFTER = 2 * DAY

/**
 * The bill of a settlement day (清算日, from 23:00 to 23:00): a zip with the ZM file, which lists the merchant's
 * transactions in columns of fixed width. It has no line of totals.
 */
export function createBills(parts: BillParts): Bills {
  return {
    kinds: ['trade'],
    download: (date, kind, signal) => download(parts, date, kind, signal),
    read: (file) => ({ lines: lines(file), totals: () => ({}) }),
  }
}

async function download(
  parts: BillParts,
  date: string,
  kind: BillKind,
  signal?: AbortSignal,
): Promise<BillDownload> {
  const now = parts.clock.now()
  const fields = {
    txnType: '76',
    txnSubType: '01',
    bizType: '000000',
    merId: parts.merchantId,
    txnTime: chinaDigits(now),
    settleDate: date.slice(5).replace('-', ''),
    fileType: '00',
  }
  const answer = await parts.call('/', fields, signal)
  if (answer.kind === 'unknown') return answer
  if (answer.meaning === 'no_file') {
    const isOver = now.getTime() - new Date(`${date}T00:00:00+08:00`).getTime() > EMPTY_AFTER + DAY
    return { kind: isOver ? 'empty' : 'not_ready' }
  }
  if (answer.meaning !== 'done') return refusedOrUnknown(answer)
  const bytes = content(text(answer.message, 'fileContent'))
  if (!bytes) return { kind: 'unknown', reason: 'malformed_answer', raw: answer.raw }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { kind: 'bill', file: { date, kind, bytes, sha256 } }
}

/** Base64 of DEFLATE. */
function content(encoded: string | undefined): Buffer | undefined {
  if (encoded === undefined) return undefined
  try {
    return inflateSync(Buffer.from(encoded, 'base64'))
  } catch {
    return undefined
  }
}

/** Widths of the columns of a ZM line; one blank stands between two columns. */
const WIDTHS = [
  3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21, 15, 1, 15, 32,
  13, 13, 8, 32, 13, 13, 12, 2, 1, 32,
]

/** Where a column begins and ends, by its number from 1. */
const COLUMNS = WIDTHS.map((width, i) => {
  const from = WIDTHS.slice(0, i).reduce((sum, one) => sum + one + 1, 0)
  return [from, from + width] as const
})
const LINE_LENGTH = COLUMNS[COLUMNS.length - 1]![1]

function* lines(file: BillFile): Generator<BillLine> {
  // Only names of shops are not ASCII, in GBK; the widths are bytes, so bytes are what is counted.
  const rows = zmFile(file).toString('latin1').split(/\r?\n/)
  for (const [i, row] of rows.entries()) {
    if (row.trim() !== '') yield readLine(file.date, i + 1, row)
  }
}

function zmFile(file: BillFile): Buffer {
  try {
    const entries = Object.entries(unzipSync(file.bytes))
    const found = entries.find(([name]) => /ZM_/.test(name))
    if (found) return Buffer.from(found[1])
  } catch {
    throw new BillFault(0, 'not a zip file')
  }
  throw new BillFault(0, 'no ZM file in it')
}

function readLine(date: string, lineNo: number, row: string): BillLine {
  if (row.length < LINE_LENGTH) throw new BillFault(lineNo, `only ${row.length} of ${LINE_LENGTH} bytes`)
  const cell = (column: number): string => row.slice(...COLUMNS[column - 1]!).trim()
  const amount = /^\d{12}$/.exec(cell(7))
  const fee = /^([CD])(\d{12})$/.exec(cell(16))
  const occurredAt = traceInstant(cell(5), `${date.replaceAll('-', '')}000000`)
  if (!amount) throw new BillFault(lineNo, 'amount')
  if (!fee) throw new BillFault(lineNo, 'fee')
  if (!occurredAt) throw new BillFault(lineNo, 'time')
  const txnType = cell(20)
  const isPayment = txnType === '01'
  const isRefund = txnType === '04'
  const no = cell(12)
  const original = cell(41)
  return {
    lineNo,
    kind: isPayment ? 'payment' : isRefund ? 'refund' : 'other',
    direction: isPayment ? 'in' : 'out',
    attemptNo: (isPayment ? no : original) || null,
    refundNo: isRefund ? no : null,
    channelNo: isPayment ? cell(10) : cell(27),
    channelRefundNo: isRefund ? cell(10) : null,
    amount: Number(amount[0]),
    // D takes it from the merchant, C gives it to him.
    fee: fee[1] === 'D' ? Number(fee[2]) : fee[2] === '000000000000' ? 0 : -Number(fee[2]),
    currency: 'CNY',
    occurredAt,
    state: txnType,
  }
}
