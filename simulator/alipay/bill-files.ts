import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import iconv from 'iconv-lite'
import { type Answer, ok, refuse } from './answers.ts'
import { linesOf } from './bill-rows.ts'
import { fundBill, tradeBill } from './bill-texts.ts'
import type { Fields } from './records.ts'
import { readChinaTime } from './text.ts'
import type { World } from './world.ts'
import { zip } from './zip.ts'

const HOUR = 60 * 60 * 1000
/** On the next day, from ten in the morning. */
const READY_AFTER = 34 * HOUR
const GOOD_FOR_MS = 30_000

type Kept = { readonly bytes: Buffer; readonly until: number }
const kept = new WeakMap<World, Map<string, Kept>>()

const filesOf = (world: World): Map<string, Kept> => {
  const files = kept.get(world) ?? new Map<string, Kept>()
  kept.set(world, files)
  return files
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** alipay.data.dataservice.bill.downloadurl.query: makes the file, and says where it lies for thirty seconds. */
export function billUrl(world: World, content: Fields): Answer {
  const { bill_type: type, bill_date: date } = content
  if (type !== 'trade' && type !== 'signcustomer') return refuse('isv.invalid_arguments', '入参不合法')
  if (!isDay(date)) return refuse('isv.invalid_arguments', '入参不合法')
  const isEarly = !world.limits.billsAtOnce && world.now() < readChinaTime(`${date} 00:00:00`) + READY_AFTER
  // A day on which nothing moved has no bill either.
  if (isEarly || linesOf(world, date).length === 0 || world.faults.take('bill_not_ready', 'bill', date)) {
    return refuse('isp.bill_not_exist', '账单不存在')
  }
  const files = filesOf(world)
  for (const [token, { until }] of files) if (until <= world.now()) files.delete(token)
  const token = randomBytes(16).toString('hex')
  files.set(token, { bytes: billFile(world, type, date), until: world.now() + GOOD_FOR_MS })
  const query = new URLSearchParams({ bizType: type, fileType: 'csv.zip', bizDates: date, fileId: token })
  return ok({ bill_download_url: `${world.baseUrl()}/alipay/bill?${query}` })
}

/** The zip, names and contents in GBK, the summary first. */
export function billFile(world: World, type: 'trade' | 'signcustomer', date: string): Buffer {
  const word = type === 'trade' ? '业务明细' : '账务明细'
  const { detail, summary } = type === 'trade' ? tradeBill(world, date) : fundBill(world, date)
  const account = `${world.keys.file.sellerId}0156_${date.replaceAll('-', '')}`
  const gbk = (text: string) => iconv.encode(text, 'gbk')
  return zip([
    { name: gbk(`${account}_${word}(汇总).csv`), content: gbk(summary) },
    { name: gbk(`${account}_${word}.csv`), content: gbk(detail) },
  ])
}

/** GET of that address. */
export function downloadBill(world: World, response: ServerResponse, url: URL): void {
  const file = filesOf(world).get(url.searchParams.get('fileId') ?? '')
  if (!file || world.now() >= file.until) {
    response.writeHead(403, { 'Content-Type': 'text/plain' })
    response.end('expired')
    return
  }
  response.writeHead(200, { 'Content-Type': 'application/zip', 'Content-Length': file.bytes.length })
  response.end(file.bytes)
}
