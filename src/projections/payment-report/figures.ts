import type { AttemptSums, RefundSums } from './read.ts'
import type { Figure, Unit } from './types.ts'

type Sources = { readonly attempts: AttemptSums['whole']; readonly refunds: RefundSums }
type Drawn = Omit<Figure, 'value'> & {
  /** Belongs to no shop alone, so a shop's report leaves it out. */
  readonly isWhole?: true
  readonly of: (sources: Sources) => number | null
}

const figure = (
  [code, unit]: readonly [string, Unit],
  [zh, en]: readonly [string, string],
  [says, saysEn]: readonly [string, string],
  of: Drawn['of'],
): Drawn => ({ code, unit, name: { zh, en }, definition: { zh: says, en: saysEn }, of })

const whole = (drawn: Drawn): Drawn => ({ ...drawn, isWhole: true })

const succeededRefunds = ({ refunds }: Sources) => refunds.states.find(({ state }) => state === 'succeeded')

/** Every figure with its definition 口径. Attempts are those started in the period; their states are those of now. */
const FIGURES: readonly Drawn[] = [
  figure(
    ['started', 'count'],
    ['发起笔数', 'Attempts started'],
    ['期内创建的支付尝试数', 'Payment attempts created in the period'],
    ({ attempts }) => attempts.started,
  ),
  figure(
    ['succeeded', 'count'],
    ['成功笔数', 'Succeeded'],
    ['其中已收到款项的', 'Of these, those whose money came in'],
    ({ attempts }) => attempts.succeeded,
  ),
  figure(
    ['failed', 'count'],
    ['失败笔数', 'Failed'],
    ['其中渠道明确答复失败的', 'Of these, those the channel definitely failed'],
    ({ attempts }) => attempts.failed,
  ),
  figure(
    ['closed', 'count'],
    ['关闭笔数', 'Closed'],
    ['其中未付款而关闭的', 'Of these, those closed without money'],
    ({ attempts }) => attempts.closed,
  ),
  figure(
    ['unknown', 'count'],
    ['结果未知笔数', 'Unknown'],
    [
      '其中渠道尚未给出明确答复的；未知不计为失败',
      'Of these, those no channel has answered definitely; unknown is never counted as failed',
    ],
    ({ attempts }) => attempts.unknown,
  ),
  figure(
    ['open', 'count'],
    ['进行中笔数', 'Under way'],
    ['其中已创建、待付款、已授权或关闭中的', 'Of these, those created, ready to pay, authorised or closing'],
    ({ attempts }) => attempts.open,
  ),
  figure(
    ['conflicted', 'count'],
    ['金额不符笔数', 'In a wrong amount'],
    [
      '其中到账金额、币种或收款方不符的',
      'Of these, those paid in another amount or currency, or to somebody else',
    ],
    ({ attempts }) => attempts.conflicted,
  ),
  figure(
    ['success_rate', 'bps'],
    ['成功率', 'Success rate'],
    ['成功 ÷（成功 + 失败 + 关闭 + 金额不符）', 'Succeeded ÷ (succeeded + failed + closed + wrong amount)'],
    ({ attempts }) => attempts.successBps,
  ),
  figure(
    ['failure_rate', 'bps'],
    ['失败率', 'Failure rate'],
    ['失败 ÷（成功 + 失败 + 关闭 + 金额不符）', 'Failed ÷ (succeeded + failed + closed + wrong amount)'],
    ({ attempts }) => attempts.failureBps,
  ),
  figure(
    ['received', 'money'],
    ['收款金额', 'Money received'],
    [
      '成功尝试的到账金额，含多收款；店铺只计其订单所得',
      'What succeeded attempts brought, surplus included; of a shop only what its orders got',
    ],
    ({ attempts }) => attempts.received,
  ),
  figure(
    ['took_median', 'ms'],
    ['支付用时中位数', 'Time to pay, median'],
    ['成功尝试从创建到渠道收款', 'Of succeeded attempts, from creation to the money at the channel'],
    ({ attempts }) => attempts.tookMedian,
  ),
  figure(
    ['took_p95', 'ms'],
    ['支付用时 P95', 'Time to pay, p95'],
    ['同上，95% 的尝试不超过此值', 'The same; 95 of 100 attempts took no longer'],
    ({ attempts }) => attempts.tookP95,
  ),
  figure(
    ['heard_median', 'ms'],
    ['入账延迟中位数', 'Delay of our record, median'],
    ['从渠道收款到我方记录流水', 'From the money at the channel to our record of it'],
    ({ attempts }) => attempts.heardMedian,
  ),
  figure(
    ['heard_p95', 'ms'],
    ['入账延迟 P95', 'Delay of our record, p95'],
    ['同上，95% 的收款不超过此值', 'The same; 95 of 100 receipts took no longer'],
    ({ attempts }) => attempts.heardP95,
  ),
  whole(
    figure(
      ['fees', 'money'],
      ['预计手续费', 'Fees expected'],
      [
        '成功尝试按当日费率应由渠道扣收的手续费；未约定费率的不计',
        'What channels keep of succeeded attempts by the fees of their day; none where none was agreed',
      ],
      ({ attempts }) => attempts.fee,
    ),
  ),
  whole(
    figure(
      ['surplus_count', 'count'],
      ['多收笔数', 'Paid beyond what was due'],
      [
        '到账超出应收（含重复支付、金额不符）的支付尝试数',
        'Attempts that brought more than was due: paid twice, or in a wrong amount',
      ],
      ({ attempts }) => attempts.surplusCount,
    ),
  ),
  whole(
    figure(
      ['surplus', 'money'],
      ['多收金额', 'Surplus'],
      ['上述尝试超出应收的金额', 'The money of these beyond what was due'],
      ({ attempts }) => attempts.surplus,
    ),
  ),
  whole(
    figure(
      ['surplus_back', 'money'],
      ['多收已退金额', 'Surplus given back'],
      ['其中已退回付款人的', 'Of it, what is back with its payers'],
      ({ attempts }) => attempts.surplusBack,
    ),
  ),
  figure(
    ['refunds', 'count'],
    ['退款申请笔数', 'Refunds asked for'],
    [
      '期内申请的退款单数；店铺只计其订单的',
      'Refunds asked for in the period; of a shop only those of its orders',
    ],
    ({ refunds }) => refunds.whole.count,
  ),
  figure(
    ['refunds_done', 'count'],
    ['已退款笔数', 'Refunds done'],
    ['其中已到账的', 'Of these, those that are back with the buyer'],
    (sources) => succeededRefunds(sources)?.count ?? 0,
  ),
  figure(
    ['refunded', 'money'],
    ['已退款金额', 'Money refunded'],
    ['上述已到账退款的金额', 'The money of the refunds that are done'],
    (sources) => succeededRefunds(sources)?.amount ?? 0,
  ),
  figure(
    ['refund_median', 'ms'],
    ['退款用时中位数', 'Time to refund, median'],
    ['已到账退款从申请到到账', 'Of refunds that are done, from the wish to the money'],
    ({ refunds }) => refunds.whole.tookMedian,
  ),
  figure(
    ['refund_p95', 'ms'],
    ['退款用时 P95', 'Time to refund, p95'],
    ['同上，95% 的退款不超过此值', 'The same; 95 of 100 refunds took no longer'],
    ({ refunds }) => refunds.whole.tookP95,
  ),
]

export const figuresOf = (sources: Sources, isShop: boolean): Figure[] =>
  FIGURES.filter(({ isWhole }) => !(isShop && isWhole)).map(({ of, isWhole: _, ...known }) => ({
    ...known,
    value: of(sources),
  }))
