/** A generated file: its path in the repository and what must stand in it. */
export type Page = { readonly path: string; readonly text: string }

/** Marks a page as made by a program and says from what. */
export const madeFrom = (source: string): string =>
  `<!-- Made by \`npm run docs\` from ${source}. Do not edit: a stale page turns the tests red. -->\n`

/** One row of a Markdown table. A bar or a line break inside a cell would end it. */
export const row = (...cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`

/** A Markdown table with its head. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n')
