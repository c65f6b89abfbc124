import type { Amount } from '../../kernel/money.ts'
import { BillFault } from '../bill-fault.ts'
import { fenOf } from './money.ts'
import { readChinaTime } from './time.ts'

/**
 * The table inside a bill: rows of a CSV that quotes nothing, under one row of names. A comma in a name of goods or in
 * a remark makes a row too long; the columns of time say where it belongs.
 */
export type Table = {
  readonly has: (column: string) => boolean
  /** One row, by the names of its columns. @throws BillFault */
  row(lineNo: number, text: string): Row
}

export type Row = {
  text(column: string): string
  amount(column: string): Amount
  time(column: string): Date
}

export function readHead(
  lineNo: number,
  text: string,
  needed: readonly string[],
  times: readonly string[],
): Table {
  const names = cellsOf(text).map(plainName)
  for (const name of needed) {
    if (!names.includes(name)) throw new BillFault(lineNo, `no column ${name}`)
  }
  const at = (name: string) => names.indexOf(name)
  const timesAt = times.map(at)
  const free = at('商品名称')
  return {
    has: (column) => names.includes(column),
    row: (rowNo, line) => {
      const cells = arranged(cellsOf(line), names.length, free, timesAt)
      if (!cells) throw new BillFault(rowNo, `not a row of ${names.length} columns`)
      return rowOf(rowNo, (column) => cells[at(column)] ?? '')
    },
  }
}

const cellsOf = (line: string): string[] => line.split(',').map((cell) => cell.trim())

/** Brackets are written in both widths. */
const plainName = (name: string): string => name.replaceAll('（', '(').replaceAll('）', ')')

/** As many cells as there are columns: what is too much goes to the name of goods first, then to the last column. */
function arranged(
  cells: readonly string[],
  columns: number,
  free: number,
  timesAt: readonly number[],
): readonly string[] | undefined {
  const extra = cells.length - columns
  for (let inName = 0; inName <= extra; inName++) {
    const name = cells.slice(free, free + inName + 1).join(',')
    const joined = [...cells.slice(0, free), name, ...cells.slice(free + inName + 1)]
    const fitted = [...joined.slice(0, columns - 1), joined.slice(columns - 1).join(',')]
    if (timesAt.every((at) => readChinaTime(fitted[at]) !== undefined)) return fitted
  }
  return undefined
}

function rowOf(lineNo: number, cell: (column: string) => string): Row {
  return {
    text: cell,
    amount: (column) => {
      const amount = fenOf(cell(column))
      if (amount === undefined) throw new BillFault(lineNo, `${column} is no amount`)
      return amount
    },
    time: (column) => {
      const time = readChinaTime(cell(column))
      if (!time) throw new BillFault(lineNo, `${column} is no time`)
      return time
    },
  }
}
