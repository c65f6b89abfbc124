type Cell = string | number | Date | null
export type Column<Row> = readonly [head: string, cell: (row: Row) => Cell]

/** What a spreadsheet would run as a formula is kept as text; a Chinese one reads the wide signs alike (＝ ＋ － ＠). */
const harmless = (text: string): string => (/^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text)

const written = (cell: Cell): string => {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = cell instanceof Date ? cell.toISOString() : harmless(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180, with the mark that lets spreadsheets read it as UTF-8. */
export const csvOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const lines = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  return `\uFEFF${lines.map((line) => line.map(written).join(',')).join('\r\n')}\r\n`
}

type OrderRow = {
  readonly no: string
  readonly tradeNo: string
  readonly shop: { readonly name: string }
  readonly buyer: { readonly name: string; readonly phone: string | null } | null
  readonly display: { readonly seller: { readonly zh: string } }
  readonly currency: string
  readonly goodsAmount: number
  readonly discountAmount: number
  readonly freightAmount: number
  readonly payableAmount: number
  readonly refundedAmount: number
  readonly placedAt: Date
}

/** Amounts stand in fen, as everywhere. Numbers of 22 digits get a prefix, or a spreadsheet would round them. */
export const orderColumns: readonly Column<OrderRow>[] = [
  ['订单号', (row) => `No.${row.no}`],
  ['父单号', (row) => `No.${row.tradeNo}`],
  ['店铺', (row) => row.shop.name],
  ['买家', (row) => row.buyer?.name ?? null],
  ['手机', (row) => row.buyer?.phone ?? null],
  ['状态', (row) => row.display.seller.zh],
  ['币种', (row) => row.currency],
  ['商品金额(分)', (row) => row.goodsAmount],
  ['优惠(分)', (row) => row.discountAmount],
  ['运费(分)', (row) => row.freightAmount],
  ['应付(分)', (row) => row.payableAmount],
  ['已退(分)', (row) => row.refundedAmount],
  ['下单时间', (row) => row.placedAt],
]
