/** Writes a story down, line by line, for the screen and for the comparison. */
export type Teller = {
  readonly chapter: (title: string) => void
  readonly say: (line: string) => void
  readonly text: () => string
}

export function teller(write: (line: string) => void): Teller {
  const lines: string[] = []
  const put = (line: string) => {
    lines.push(line)
    write(line)
  }
  return {
    chapter: (title) => {
      put('')
      put(title)
    },
    say: (line) => put(`  ${line}`),
    text: () => `${lines.join('\n')}\n`,
  }
}

/** Fen as yuan. */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`
