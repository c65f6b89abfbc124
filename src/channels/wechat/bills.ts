import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { DAY, HOUR } from '../../kernel/clock.ts'
import type { BillDownload, BillKind, Bills } from '../abilities.ts'
import { text } from '../fields.ts'
import type { WireReply } from '../types.ts'
import { type Line, refuse, refusedOrUnknown } from './call.ts'
import { readFundBill } from './fund-bill.ts'
import { readTradeBill } from './trade-bill.ts'

/** Day bills 交易账单 and 资金账单. Source: pay.weixin.qq.com, "申请交易账单", "申请资金账单", "下载账单". */

const unzip = promisify(gunzip)

const paths: Readonly<Record<BillKind, (date: string) => string>> = {
  trade: (date) => `/v3/bill/tradebill?bill_date=${date}&bill_type=ALL&tar_type=GZIP`,
  fund: (date) => `/v3/bill/fundflowbill?bill_date=${date}&account_type=BASIC&tar_type=GZIP`,
}

/** Unzipped; a bill of a few million lines. */
const MAX_BYTES = 1_500_000_000

/** Bills are asked for after ten in the morning of the next day: before, "there is none" would mean nothing. */
const readyAt = (date: string): number => Date.parse(`${date}T00:00:00+08:00`) + DAY + 10 * HOUR

export const bills = (line: Line): Bills => ({
  kinds: ['trade', 'fund'],
  download: (date, kind, signal) => download(line, date, kind, signal),
  read: (file) => (file.kind === 'trade' ? readTradeBill(file.bytes) : readFundBill(file.bytes)),
})

async function download(
  line: Line,
  date: string,
  kind: BillKind,
  signal?: AbortSignal,
): Promise<BillDownload> {
  const ready = /^\d{4}-\d\d-\d\d$/.test(date) ? readyAt(date) : Number.NaN
  if (Number.isNaN(ready)) return refuse(`${date} is not a day`)
  if (line.now().getTime() < ready) return { kind: 'not_ready' }
  const asked = await line.call({ method: 'GET', path: paths[kind](date) }, signal)
  switch (asked.kind) {
    case 'unknown':
      return asked
    case 'error':
      if (asked.code === 'NO_STATEMENT_EXIST' && asked.signed) return { kind: 'empty' }
      if (asked.code === 'STATEMENT_CREATING') return { kind: 'not_ready' }
      return refusedOrUnknown(asked)
    case 'ok': {
      const path = pathOf(text(asked.fields, 'download_url') ?? '')
      const sha1 = text(asked.fields, 'hash_value')?.toLowerCase()
      if (path === undefined || !sha1 || text(asked.fields, 'hash_type') !== 'SHA1') {
        return { kind: 'unknown', reason: 'malformed_answer', raw: asked.raw }
      }
      return fetchFile(line, { path, sha1, date, kind, raw: asked.raw }, signal)
    }
  }
}

/** Only the path is taken: what we sign is sent to the provider we know, wherever an answer points. */
function pathOf(downloadUrl: string): string | undefined {
  if (!URL.canParse(downloadUrl)) return undefined
  const { pathname, search } = new URL(downloadUrl)
  return pathname.startsWith('/v3/billdownload/') ? pathname + search : undefined
}

type Wanted = {
  readonly path: string
  readonly sha1: string
  readonly date: string
  readonly kind: BillKind
  /** The signed answer that names the hash: the file itself is not signed. */
  readonly raw: WireReply
}

async function fetchFile(line: Line, wanted: Wanted, signal?: AbortSignal): Promise<BillDownload> {
  const { path, sha1, date, kind, raw } = wanted
  const answer = await line.download(path, signal)
  if ('failed' in answer) return { kind: 'unknown', reason: answer.failed }
  // The address lives five minutes; with a new one it can be tried again.
  if (answer.status !== 200) return { kind: 'unknown', reason: 'unexpected_answer', raw }
  const bytes = await unzip(answer.body, { maxOutputLength: MAX_BYTES }).catch(() => undefined)
  if (!bytes) return { kind: 'unknown', reason: 'malformed_answer', raw }
  if (createHash('sha1').update(bytes).digest('hex') !== sha1) {
    return { kind: 'unknown', reason: 'forged_answer', raw }
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { kind: 'bill', file: { date, kind, bytes, sha256 } }
}
