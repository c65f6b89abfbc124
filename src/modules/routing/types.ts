import type { Amount, Currency } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'

/** One account at a channel, by its code: `wechat`, or `wechat-2` for a second one there. */
export type AccountCode = string

export type Candidate = { readonly account: AccountCode; readonly weight: number }

/** Sends what fits to one of its candidates. Null fits anything. Amounts are minor units of the payment's currency. */
export type RoutingRule = {
  readonly ruleId: number
  /** Lower comes first; of equal ones the older. */
  readonly priority: number
  readonly title: string
  /** The channel the payer asked for. */
  readonly channel: string | null
  readonly method: string | null
  readonly currency: Currency | null
  readonly scene: string | null
  readonly shopId: number | null
  readonly minAmount: Amount | null
  readonly maxAmount: Amount | null
  readonly candidates: readonly Candidate[]
  readonly enabled: boolean
  readonly version: number
}

/** What a channel keeps of a payment 手续费. `isReturned`: a refund gives its part of the fee back. */
export type FeeRule = {
  readonly feeId: number
  readonly channel: AccountCode
  readonly method: string | null
  readonly currency: Currency
  readonly bps: number
  readonly fixed: Amount
  readonly minFee: Amount
  readonly maxFee: Amount | null
  readonly isReturned: boolean
  readonly validFrom: Date
}

/** An account that is open, and what it takes. */
export type OpenAccount = {
  readonly account: AccountCode
  readonly methods: readonly string[]
  readonly currencies: readonly Currency[]
}

/** An account that takes the asked method, as it stands when a payment starts. */
export type Offer = {
  readonly account: AccountCode
  readonly currencies: readonly Currency[]
  readonly firstQueryMs: number
  /** The latest end of a payment there, from its start. */
  readonly longestMs: number
  readonly successRate: number
  readonly isBroken: boolean
}

/** What a start of a payment may choose from. `excluded`: accounts that have just refused it. */
export type Choice = {
  readonly rules: readonly RoutingRule[]
  readonly offers: readonly Offer[]
  readonly excluded: readonly AccountCode[]
}

/** What is to be paid, as far as a rule may look at it. */
export type Asked = {
  /** The channel the payer chose. */
  readonly channel: string
  readonly method: string
  readonly currency: Currency
  readonly scene: string
  readonly shopIds: readonly number[]
  readonly amount: Amount
}

export const routingRejections = {
  range_upside_down: {
    status: 400,
    retry: 'never',
    title: { zh: '上限低于下限', en: 'The upper limit lies below the lower one' },
  },
  not_found: { status: 404, retry: 'never', title: { zh: '不存在', en: 'Not found' } },
  account_unknown: {
    status: 409,
    retry: 'never',
    title: { zh: '没有该渠道账户', en: 'No such channel account' },
  },
  account_unfit: {
    status: 409,
    retry: 'never',
    title: {
      zh: '该账户不属于所选渠道，或不支持所选方式或币种',
      en: 'The account is of another channel, or does not take this method or currency',
    },
  },
  rule_changed: {
    status: 409,
    retry: 'later',
    title: { zh: '规则已被他人修改', en: 'Somebody else has changed it meanwhile' },
  },
  fee_exists: {
    status: 409,
    retry: 'never',
    title: { zh: '该起始时间已有费率', en: 'There is a fee from this time on already' },
  },
} as const satisfies RejectionTable

export type RoutingRejection = keyof typeof routingRejections
