import type { BillFile, BillLine, BillTotals } from '../abilities.ts'
import { BillFault } from '../bill-fault.ts'
import { type BillForm, billForms, footerSums } from './bill-kinds.ts'
import { readHead, type Table } from './bill-table.ts'
import { type TextLine, zippedLines } from './bill-zip.ts'
import { fenOf } from './money.ts'

/**
 * Reads a bill line by line, and throws a `BillFault` where it is not what Alipay documents: another day or account, a
 * column or a row that does not fit, a file that ends early, sums that are not those of its lines.
 */
export function readBill(sellerId: string, file: BillFile) {
  const form = billForms[file.kind]
  let totals: BillTotals | undefined
  const lines = {
    *[Symbol.iterator](): Generator<BillLine> {
      const detail = detailReader(form, sellerId, file.date)
      const summary = summaryReader(form)
      for (const line of zippedLines(file.bytes)) {
        if (line.lineNo === 1) claim(line, form, detail, summary)
        if (line.file === summary.file) summary.take(line)
        if (line.file === detail.file) {
          const read = detail.take(line)
          if (read) yield read
        }
      }
      totals = detail.end()
      summary.compare(totals)
    },
  }
  return {
    lines,
    totals: (): BillTotals => {
      if (!totals) for (const _ of lines);
      return totals!
    },
  }
}

type Named = { file: string | undefined }

/** The first line of a file says which of the two it is. */
function claim(line: TextLine, form: BillForm, detail: Named, summary: Named): void {
  const title = line.text.trim()
  const found = title === form.title ? detail : title === form.summaryTitle ? summary : undefined
  if (!found) throw new BillFault(1, `${line.file} is not this bill`)
  if (found.file !== undefined) throw new BillFault(1, 'the bill is there twice')
  found.file = line.file
}

function detailReader(form: BillForm, sellerId: string, date: string) {
  const [year, month, day] = date.split('-')
  const sums: Record<string, number> = {}
  const told: { lineNo: number; sums: BillTotals }[] = []
  let table: Table | undefined
  let isOver = false
  let last = 0

  const comment = ({ lineNo, text }: TextLine) => {
    if (text.startsWith('#账号：') && !text.startsWith(`#账号：[${sellerId}`)) {
      throw new BillFault(lineNo, 'of another account')
    }
    if (
      text.startsWith('#起始日期：') &&
      !text.startsWith(`#起始日期：[${year}年${month}月${day}日 00:00:00]`)
    ) {
      throw new BillFault(lineNo, 'of another day')
    }
    if (/^#-+.+列表结束-+/.test(text)) isOver = true
    const footer = footerSums(form, lineNo, text)
    if (footer) told.push({ lineNo, sums: footer })
  }

  return {
    file: undefined as string | undefined,
    take(line: TextLine): BillLine | undefined {
      last = line.lineNo
      if (line.text.trim() === '') return undefined
      if (line.text.startsWith('#')) {
        comment(line)
        return undefined
      }
      if (isOver) throw new BillFault(line.lineNo, 'a row after the end')
      if (!table) {
        table = readHead(line.lineNo, line.text, form.needed, form.times)
        return undefined
      }
      const row = table.row(line.lineNo, line.text)
      const read = form.line(line.lineNo, row)
      for (const [name, amount] of Object.entries(form.sums(read, row)))
        sums[name] = (sums[name] ?? 0) + amount
      return read
    },
    end(): BillTotals {
      if (!table) throw new BillFault(last, 'no table')
      if (!isOver || told.length < form.footer.length) throw new BillFault(last, 'cut off')
      for (const { lineNo, sums: said } of told) {
        for (const [name, amount] of Object.entries(said)) {
          const counted = sums[name] ?? 0
          if (counted !== amount)
            throw new BillFault(lineNo, `${name} is ${amount}, the lines make ${counted}`)
          sums[name] = counted
        }
      }
      return sums
    },
  }
}

/** The summary's row of all, where there is a summary. */
function summaryReader(form: BillForm) {
  let names: readonly string[] | undefined
  let all: TextLine | undefined
  return {
    file: undefined as string | undefined,
    take(line: TextLine): void {
      if (line.text.startsWith('#') || line.text.trim() === '') return
      if (!names)
        names = line.text.split(',').map((name) => name.trim().replaceAll('（', '(').replaceAll('）', ')'))
      else if (line.text.startsWith('合计')) all = line
    },
    compare(totals: BillTotals): void {
      const cells = all?.text.split(',').map((cell) => cell.trim())
      for (const [column, name] of Object.entries(form.summary)) {
        const at = names?.indexOf(column) ?? -1
        if (!cells || at < 0) continue
        const said = column.endsWith('(元)') ? fenOf(cells[at]) : Number(cells[at])
        if (said !== (totals[name] ?? 0)) {
          throw new BillFault(all!.lineNo, `the summary's ${column} is not that of the lines`)
        }
      }
    },
  }
}
