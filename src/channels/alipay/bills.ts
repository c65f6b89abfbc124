import { createHash } from 'node:crypto'
import { type Clock, HOUR } from '../../kernel/clock.ts'
import type { BillDownload, BillKind, Bills } from '../abilities.ts'
import { text } from '../fields.ts'
import { type HttpAnswer, httpTransport, type NoAnswer } from '../transport.ts'
import { billForms } from './bill-kinds.ts'
import { readBill } from './bill-read.ts'
import { type Gateway, malformed, refusedOrUnknown } from './call.ts'

/** A day's bill is there on the next day; what is not there by noon was a day on which nothing happened. */
const LATEST = 36 * HOUR
const MAX_FILE_BYTES = 268_435_456
const FILE_TIMEOUT_MS = 60_000

export function createBills(gateway: Gateway, sellerId: string, clock: Clock): Bills {
  return {
    kinds: ['trade', 'fund'],
    read: (file) => readBill(sellerId, file),
    download: async (date, kind, signal) => {
      const result = await gateway.call(
        'alipay.data.dataservice.bill.downloadurl.query',
        { bill_type: billForms[kind].type, bill_date: date },
        {},
        signal,
      )
      switch (result.kind) {
        case 'unknown':
          return result
        case 'error': {
          if (result.meaning !== 'not_found') return refusedOrUnknown(result)
          const isLate = clock.now().getTime() >= Date.parse(`${date}T00:00:00+08:00`) + LATEST
          return { kind: isLate ? 'empty' : 'not_ready' }
        }
        case 'ok': {
          const url = text(result.fields, 'bill_download_url')
          if (!url || !/^https?:/.test(url) || !URL.canParse(url)) return malformed(result.raw)
          // The address is good for thirty seconds.
          return fileOf(date, kind, await fetchFile(new URL(url), signal))
        }
      }
    },
  }
}

/** The file itself bears no signature: its address came under one, and its lines are held against its sums. */
function fileOf(date: string, kind: BillKind, answer: HttpAnswer | NoAnswer): BillDownload {
  if ('failed' in answer) return { kind: 'unknown', reason: answer.failed }
  const { status, body: bytes } = answer
  const raw = { status, headers: {}, body: '' }
  if (status >= 500) return { kind: 'unknown', reason: 'channel_error', raw }
  if (status !== 200) return { kind: 'unknown', reason: 'unexpected_answer', raw }
  if (!bytes.subarray(0, 2).equals(Buffer.from('PK'))) return malformed(raw)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { kind: 'bill', file: { date, kind, bytes, sha256 } }
}

/** Bills lie on another host than the gateway. */
async function fetchFile(url: URL, signal?: AbortSignal): Promise<HttpAnswer | NoAnswer> {
  const transport = httpTransport({
    baseUrl: url.origin,
    timeoutMs: FILE_TIMEOUT_MS,
    maxSockets: 1,
    maxBodyBytes: MAX_FILE_BYTES,
  })
  const headers = { 'User-Agent': 'Tongbao/1' }
  const answer = await transport.send(
    { method: 'GET', path: `${url.pathname}${url.search}`, headers, body: '' },
    signal,
  )
  transport.dispose()
  return answer
}
