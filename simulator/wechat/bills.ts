import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Answer, ok, paramError, refuse } from './answers.ts'
import { fundRows, type Row, readyAt, tradeRows, yuan, yuan5 } from './bill-rows.ts'
import type { World } from './world.ts'

const DETAIL =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,' +
  '应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,' +
  '手续费,费率,订单金额,申请退款金额,费率备注'
const SUMMARY = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'
const FUND_DETAIL =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号'
const FUND_SUMMARY = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'

const BOM = '\uFEFF'
const THREE_MONTHS_MS = 92 * 24 * 60 * 60 * 1000
const URL_LIVES_MS = 5 * 60_000

export type BillKind = 'trade' | 'fund'

/** Every cell of a row begins with a back-quote, headers do not; lines end as on Windows. */
const line = (cells: readonly string[]) => `${cells.map((text) => `\`${text}`).join(',')}\r\n`

/** The whole file of a day, byte for byte as the provider writes it. */
export function billFile(kind: BillKind, rows: readonly Row[]): Buffer {
  const details = rows.map(({ cells }) => line(cells)).join('')
  const total = (name: string) => rows.reduce((sum, { amounts }) => sum + (amounts[name] ?? 0), 0)
  const summary =
    kind === 'trade'
      ? [
          String(rows.length),
          yuan(total('payments')),
          yuan(total('refunds')),
          '0.00',
          yuan5(total('fees')),
          yuan(total('orders')),
          yuan(total('asked')),
        ]
      : [
          String(rows.length),
          String(total('inCount')),
          yuan(total('in')),
          String(total('outCount')),
          yuan(total('out')),
        ]
  const [heading, sumHeading] = kind === 'trade' ? [DETAIL, SUMMARY] : [FUND_DETAIL, FUND_SUMMARY]
  return Buffer.from(`${BOM}${heading}\r\n${details}${sumHeading}\r\n${line(summary)}`)
}

export type BillDesk = {
  /** GET /v3/bill/{tradebill|fundflowbill} */
  ask(kind: BillKind, query: URLSearchParams): Answer
  /** GET /v3/billdownload/file?token= */
  download(token: string | null): Answer
}

/** Bills by day, and the addresses they are fetched from, which live five minutes. */
export function createBillDesk(world: World): BillDesk {
  const tokens = new Map<string, { readonly file: Buffer; readonly until: number }>()
  const now = () => world.clock.now().getTime()

  const refused = (kind: BillKind, query: URLSearchParams): Answer | undefined => {
    const date = query.get('bill_date') ?? ''
    const type = kind === 'trade' ? (query.get('bill_type') ?? 'ALL') : (query.get('account_type') ?? 'BASIC')
    if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))) {
      return paramError('bill_date', date, '格式应为yyyy-MM-DD')
    }
    if (type !== (kind === 'trade' ? 'ALL' : 'BASIC')) return paramError('bill_type', type, '暂不支持')
    if (now() < readyAt(date) || world.faults.take('bill_not_ready', 'bill', date)) {
      return refuse(400, 'STATEMENT_CREATING', '账单生成中')
    }
    if (now() > readyAt(date) + THREE_MONTHS_MS) return refuse(400, 'INVALID_REQUEST', '仅支持三个月内的账单')
    return undefined
  }

  return {
    ask: (kind, query) => {
      const wrong = refused(kind, query)
      if (wrong) return wrong
      const date = query.get('bill_date')!
      const rows = kind === 'trade' ? tradeRows(world, date) : fundRows(world, date)
      if (rows.length === 0) return refuse(400, 'NO_STATEMENT_EXIST', '账单文件不存在')
      const file = billFile(kind, rows)
      const sha1 = createHash('sha1').update(file).digest('hex')
      const sent = world.faults.take('bill_altered', 'bill', date) ? altered(file) : file
      const token = randomBytes(24).toString('base64url')
      const isZipped = query.get('tar_type') === 'GZIP'
      tokens.set(token, { file: isZipped ? gzipSync(sent) : sent, until: now() + URL_LIVES_MS })
      const download_url = `${world.baseUrl()}/v3/billdownload/file?token=${token}`
      return ok({ hash_type: 'SHA1', hash_value: sha1, download_url })
    },
    download: (token) => {
      const found = tokens.get(token ?? '')
      if (!found || found.until < now()) return refuse(400, 'INVALID_REQUEST', '下载链接已失效，请重新申请')
      return { status: 200, file: found.file }
    },
  }
}

/** One digit of the file differs from what its hash was made of. */
function altered(file: Buffer): Buffer {
  const copy = Buffer.from(file)
  const at = copy.lastIndexOf('.') + 1
  copy[at]! ^= 1
  return copy
}
