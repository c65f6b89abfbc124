import { assert, present } from '../../kernel/assert.ts'

/** A product of the demo, as it stands in its table. */
export type Goods = {
  /** `tea-01`: category and place in the table; names the pictures too. */
  readonly code: string
  readonly category: string
  readonly title: string
  readonly titleEn: string
  readonly subtitle: string
  readonly subtitleEn: string
  readonly material: string
  readonly materialEn: string
  /** Which drawing stands for it. */
  readonly art: string
  /** Fen, before the options change it. */
  readonly price: number
  readonly weightG: number
  /** Names of option sets; none: a lone SKU. */
  readonly options: readonly string[]
}

const COLUMNS = 10

/**
 * Reads a table of goods, one product a line:
 * title | English title | subtitle | English | material | English | drawing | yuan | gram | options
 */
export function goodsOf(category: string, text: string): Goods[] {
  const rows = text
    .split('\n')
    .map((row) => row.trim())
    .filter(Boolean)
  return rows.map((row, i): Goods => {
    const cells = row.split('|').map((cell) => cell.trim())
    assert(cells.length === COLUMNS, `${category}: ${cells.length} columns in "${row}"`)
    const at = (n: number) => present(cells[n], 'cell')
    return {
      code: `${category}-${String(i + 1).padStart(2, '0')}`,
      category,
      title: at(0),
      titleEn: at(1),
      subtitle: at(2),
      subtitleEn: at(3),
      material: at(4),
      materialEn: at(5),
      art: at(6),
      price: Math.round(Number(at(7)) * 100),
      weightG: Number(at(8)),
      options: at(9).split(/\s+/).filter(Boolean),
    }
  })
}
