import type { Label } from '../kernel/machine.ts'

/** Why a refund did not go through, as far as somebody can do something about it. */
export type RefundReason =
  | 'short_of_money'
  | 'window_over'
  | 'payer_account'
  | 'ended'
  | 'more_than_left'
  | 'shared_out'
  | 'frozen'
  | 'payment_not_found'
  | 'not_accepted'
  | 'busy'
  | 'amount_conflicts'
  | 'stopped'
  | 'taken'
  | 'refused'

type Reason = {
  /** For staff: what happened, and what they can do next. */
  readonly staff: Label
  /** For the buyer, who can do nothing about it: what becomes of his money. */
  readonly buyer: BuyerReason
  /** The codes that mean it: of the channels, and our own. */
  readonly codes: string
}

/** What a buyer is told; whose account is short or whose request was wrong is not his business. */
export type BuyerReason = 'in_our_hands' | 'another_way' | 'own_account'

export const buyerWords: Readonly<Record<BuyerReason, Label>> = {
  in_our_hands: {
    zh: '这笔退款暂未退成，我们正在处理，款项不会丢失',
    en: 'This refund has not gone through yet. We are working on it; nothing is lost.',
  },
  another_way: {
    zh: '付款渠道已不能原路退回，我们会换一种方式退给您',
    en: 'It cannot go back the way you paid any more. We will send it another way.',
  },
  own_account: {
    zh: '您的付款账户收不了这笔退款，我们会联系您换一种方式',
    en: 'The account you paid from cannot take it. We will contact you about another way.',
  },
}

/** One table for every channel: their codes are spelled so differently that none means two things. */
export const refundReasons: Readonly<Record<RefundReason, Reason>> = {
  short_of_money: {
    staff: {
      zh: '商户账户余额不足：充值后会自动重试，也可手动重试',
      en: 'Our account there is short of money: top it up, and it is tried again.',
    },
    buyer: 'in_our_hands',
    codes:
      'NOT_ENOUGH NOTENOUGH ACQ.SELLER_BALANCE_NOT_ENOUGH ACQ.REFUND_CHARGE_ERROR balance_insufficient ' +
      'insufficient_funds',
  },
  window_over: {
    staff: {
      zh: '已过渠道的退款期限：请改退到钱包或人工转账',
      en: 'Its time for refunds is over: send it to the wallet or by transfer.',
    },
    buyer: 'another_way',
    codes: 'window_over TRADE_OVERDUE ACQ.TRADE_HAS_FINISHED ACQ.TRADE_NOT_ALLOW_REFUND',
  },
  payer_account: {
    staff: {
      zh: '买家的付款账户收不了款：请改退其他账户',
      en: 'The payer’s account cannot take it: redirect it to another one.',
    },
    buyer: 'own_account',
    codes:
      'abnormal USER_ACCOUNT_ABNORMAL ACCOUNT_ERROR ACCOUNTERROR ACQ.BUYER_ENABLE_STATUS_FORBID ' +
      'expired_or_canceled_card lost_or_stolen_card',
  },
  ended: {
    staff: {
      zh: '渠道已关闭这笔退款，钱没有动：请重新发起',
      en: 'The channel ended it and no money moved: ask for it once more.',
    },
    buyer: 'in_our_hands',
    codes: 'closed',
  },
  more_than_left: {
    staff: {
      zh: '渠道说可退金额不足：核对这笔支付已退的金额',
      en: 'Less is left of the payment, says the channel: compare what went back.',
    },
    buyer: 'in_our_hands',
    codes:
      'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL ACQ.REASON_TRADE_REFUND_FEE_ERR ACQ.REFUND_FEE_ERROR ' +
      'ACQ.TOTAL_FEE_EXCEED ACQ.NOT_ALLOW_PARTIAL_REFUND REQUEST_AMOUNT_EXCEED charge_already_refunded ' +
      'amount_too_large',
  },
  shared_out: {
    staff: {
      zh: '钱已分给分账接收方：先回退分账',
      en: 'Its money is with those it was shared with: it has to come back first.',
    },
    buyer: 'in_our_hands',
    codes: 'not_given_back return_failed',
  },
  frozen: {
    staff: {
      zh: '这笔支付有争议或被渠道冻结：等争议结束后重试',
      en: 'The payment is disputed or frozen: try again when that is over.',
    },
    buyer: 'in_our_hands',
    codes: 'DISPUTED charge_disputed ACQ.REASON_TRADE_BEEN_FREEZEN',
  },
  payment_not_found: {
    staff: {
      zh: '渠道找不到原支付或状态不符：请稍后重试',
      en: 'The payment is not found there in that state: try again later.',
    },
    buyer: 'in_our_hands',
    codes:
      'RESOURCE_NOT_EXISTS REFUNDNOTEXIST ORDER_NOT_EXIST TRADE_ERROR INVALID_TRANSACTIONID ' +
      'ACQ.TRADE_NOT_EXIST ACQ.TRADE_STATUS_ERROR ACQ.REASON_TRADE_STATUS_INVALID ' +
      'ACQ.REASON_ILLEGAL_STATUS ACQ.TRADE_HAS_CLOSE resource_missing 34 35',
  },
  not_accepted: {
    staff: {
      zh: '渠道不接受这个请求（期限、金额、次数或参数）：看证据原文，再重试或改退',
      en: 'The request is not accepted: read its words in the evidence, retry or redirect.',
    },
    buyer: 'in_our_hands',
    codes:
      'PARAM_ERROR INVALID_REQUEST SIGN_ERROR NO_AUTH APPID_MCHID_NOT_MATCH APPID_NOT_EXIST MCH_NOT_EXISTS ' +
      'MCHID_NOT_EXIST OUT_TRADE_NO_USED RULE_LIMIT ACQ.INVALID_PARAMETER ACQ.ACCESS_FORBIDDEN ' +
      'ACQ.CONTEXT_INCONSISTENT ACQ.DISCORDANT_REPEAT_REQUEST ACCESS_FORBIDDEN HAS_NO_PRIVILEGE ' +
      'idempotency_error invalid_request_error parameter_missing parameter_unknown 10 11 12 13 31 32 40',
  },
  busy: {
    staff: { zh: '渠道繁忙：会自动重试', en: 'The channel is busy: it is tried again.' },
    buyer: 'in_our_hands',
    codes:
      'SYSTEM_ERROR SYSTEMERROR BANK_ERROR BANKERROR FREQUENCY_LIMITED FREQUENCY_LIMIT_EXCEED ' +
      'RATELIMIT_EXCEEDED BIZERR_NEED_RETRY ACQ.SYSTEM_ERROR FREQUENCY_LIMIT isv.app-call-limited ' +
      'isp.call-limited rate_limit lock_timeout 02 37 39',
  },
  amount_conflicts: {
    staff: {
      zh: '渠道报的退款金额与我们的不一致：钱已动，请人工核对',
      en: 'The channel tells of another amount: money moved, look into it.',
    },
    buyer: 'in_our_hands',
    codes: 'amount_conflicts',
  },
  stopped: {
    staff: { zh: '已有人停止重试', en: 'Somebody stopped trying.' },
    buyer: 'in_our_hands',
    codes: 'stopped',
  },
  taken: {
    staff: {
      zh: '渠道最终受理了，不再由我们支付',
      en: 'The channel took it after all, so we do not pay it.',
    },
    buyer: 'in_our_hands',
    codes: 'taken_by_channel',
  },
  refused: {
    staff: {
      zh: '渠道拒绝了这笔退款：看证据里的原话，再决定重试或改退',
      en: 'The channel refused it: read its words in the evidence, retry or redirect.',
    },
    buyer: 'in_our_hands',
    codes: '',
  },
}

const byCode: ReadonlyMap<string, RefundReason> = new Map(
  Object.entries(refundReasons).flatMap(([reason, { codes }]) =>
    codes.split(' ').map((code) => [code, reason as RefundReason] as const),
  ),
)

export const isRefundCode = (code: string): boolean => byCode.has(code)

/** The reason behind a code; one that nobody has listed is a plain refusal. */
export const refundReasonOf = (code: string): RefundReason => byCode.get(code) ?? 'refused'
