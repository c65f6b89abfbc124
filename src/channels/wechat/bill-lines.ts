import { BillFault } from '../bill-fault.ts'

/** Where the rows of a bill stand, and how they look: a header, rows, a second header, the sums. */
export type BillShape = {
  readonly header: readonly string[]
  readonly summary: readonly string[]
}

export type BillRow = { readonly lineNo: number; readonly cells: readonly string[] }

const BOM = '\uFEFF'
const LINE_FEED = 10

/** Lines of the file, decoded one by one: the whole text is never in memory. The last may have no line end. */
function* linesOf(bytes: Buffer): Generator<{ readonly lineNo: number; readonly line: string }> {
  let lineNo = 0
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start)
    const end = feed === -1 ? bytes.length : feed
    const line = bytes.toString('utf8', start, end)
    lineNo += 1
    yield { lineNo, line: line.endsWith('\r') ? line.slice(0, -1) : line }
    start = end + 1
  }
}

/** Full-width brackets are written by some versions of the bill. */
const heading = (line: string): string[] =>
  line.split(',').map((name) => name.trim().replaceAll('（', '(').replaceAll('）', ')'))

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((x, i) => x === b[i])

/** Every cell of a row begins with a back-quote, so a comma inside a text does not part it. */
function cellsOf(line: string, count: number, lineNo: number): string[] {
  if (!line.startsWith('`')) throw new BillFault(lineNo, 'a cell without a back-quote')
  const cells = line.slice(1).split(',`')
  if (cells.length !== count) throw new BillFault(lineNo, `${cells.length} cells instead of ${count}`)
  return cells
}

/**
 * The rows of a bill, then its sums (by `summed`), each with its line. What is not as documented is a `BillFault`
 * that names the line: a header of other names, a row of another length, no sums at the end, anything after them.
 */
export function* rowsOf(
  bytes: Buffer,
  { header, summary }: BillShape,
  summed: (row: BillRow) => void,
): Generator<BillRow> {
  let place: 'header' | 'rows' | 'sums' | 'end' = 'header'
  for (const { lineNo, line } of linesOf(bytes)) {
    if (place === 'header') {
      const text = line.startsWith(BOM) ? line.slice(1) : line
      if (!same(heading(text), header)) throw new BillFault(lineNo, 'the header names other columns')
      place = 'rows'
    } else if (place === 'rows' && line.startsWith('`')) {
      yield { lineNo, cells: cellsOf(line, header.length, lineNo) }
    } else if (place === 'rows') {
      if (!same(heading(line), summary))
        throw new BillFault(lineNo, 'neither a row nor the header of the sums')
      place = 'sums'
    } else if (place === 'sums') {
      summed({ lineNo, cells: cellsOf(line, summary.length, lineNo) })
      place = 'end'
    } else if (line.trim() !== '') throw new BillFault(lineNo, 'something after the sums')
  }
  if (place !== 'end') throw new BillFault(0, 'the file ends before its sums')
}

/** The last two lines, for whoever wants the sums without the rows. */
export function sumsOf(bytes: Buffer, shape: BillShape): BillRow {
  const tail = bytes.subarray(Math.max(0, bytes.length - 4_096)).toString('utf8')
  const last = tail.trimEnd().split(/\r?\n/).at(-1) ?? ''
  let lines = 0
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1
  const lineNo = lines + (bytes.at(-1) === LINE_FEED ? 0 : 1)
  return { lineNo, cells: cellsOf(last, shape.summary.length, lineNo) }
}

const DECIMAL = /^(-?)(\d{1,13})(?:\.(\d{1,5}))?$/

/** A decimal as a whole number of its last allowed place: `12.34` with two places is 1234. */
export function decimal(text: string, places: 2 | 5, lineNo: number): number {
  const [, sign, whole = '', part = ''] = DECIMAL.exec(text) ?? []
  const padded = part.padEnd(places, '0')
  if (sign === undefined || padded.length > places) throw new BillFault(lineNo, `${text} is no amount`)
  const size = Number(whole + padded)
  return sign === '-' ? 0 - size : size
}

/** A count; the fund bill writes `20.0`. */
export function count(text: string, lineNo: number): number {
  const found = /^(\d{1,12})(?:\.0+)?$/.exec(text)
  if (!found) throw new BillFault(lineNo, `${text} is no count`)
  return Number(found[1])
}

/** `2026-03-01 12:00:00`, always China's time. */
export function billInstant(text: string, lineNo: number): Date {
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)
    ? new Date(`${text.replace(' ', 'T')}+08:00`)
    : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) throw new BillFault(lineNo, `${text} is no time`)
  return at
}

/** Empty, or the zero that the bill writes for a number that is not there. */
export const numberOrNull = (text: string): string | null => (text === '' || text === '0' ? null : text)
