import { Unzip, UnzipInflate } from 'fflate'
import iconv from 'iconv-lite'
import { BillFault } from '../bill-fault.ts'

/** One line of a file in a zip, without its end. `lineNo` counts from 1. */
export type TextLine = { readonly file: string; readonly lineNo: number; readonly text: string }

const PIECE = 65_536
const LONGEST_LINE = 65_536

/** The lines of all files, in their order: only a piece of the zip is unpacked at a time. Names and texts are GBK. */
export function* zippedLines(zip: Buffer): Generator<TextLine> {
  const pieces: { file: Reading; chunk: Uint8Array; isLast: boolean }[] = []
  const open = new Set<Reading>()
  let isBroken = false
  const unzip = new Unzip((entry) => {
    // A name that is not marked as UTF-8 is given one character per byte.
    const file = reading(iconv.decode(Buffer.from(entry.name, 'latin1'), 'gbk'))
    open.add(file)
    entry.ondata = (fault, chunk, isLast) => {
      if (fault) isBroken = true
      else pieces.push({ file, chunk, isLast })
    }
    entry.start()
  })
  unzip.register(UnzipInflate)
  for (let at = 0; at < zip.length; at += PIECE) {
    try {
      unzip.push(zip.subarray(at, at + PIECE), at + PIECE >= zip.length)
    } catch {
      isBroken = true
    }
    for (const { file, chunk, isLast } of pieces.splice(0)) {
      yield* file.take(chunk, isLast)
      if (isLast) open.delete(file)
    }
    if (isBroken) throw new BillFault(0, 'not a zip file, or a broken one')
  }
  for (const file of open) throw new BillFault(file.lineNo(), `${file.name} is cut off`)
}

type Reading = ReturnType<typeof reading>

function reading(name: string) {
  const decoder = iconv.getDecoder('gbk')
  let rest = ''
  let lineNo = 0
  function* take(chunk: Uint8Array, isLast: boolean): Generator<TextLine> {
    const lines = (rest + decoder.write(Buffer.from(chunk)) + (isLast ? (decoder.end() ?? '') : '')).split(
      '\n',
    )
    rest = isLast ? '' : lines.pop()!
    if (rest.length > LONGEST_LINE) throw new BillFault(lineNo + 1, 'a line without end')
    if (isLast && lines.at(-1) === '') lines.pop()
    for (const line of lines) yield { file: name, lineNo: ++lineNo, text: line.replace(/\r$/, '') }
  }
  return { name, take, lineNo: () => lineNo }
}
