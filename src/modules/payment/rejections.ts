import type { RejectionTable } from '../../kernel/outcome.ts'

/** Why a command about a payment is refused. */
export const paymentRejections = {
  already_paid: { status: 409, retry: 'never', title: { zh: '已支付', en: 'Already paid' } },
  payment_closed: { status: 409, retry: 'never', title: { zh: '支付已关闭', en: 'The payment is closed' } },
  too_late_to_pay: { status: 409, retry: 'never', title: { zh: '支付时间已到', en: 'Too late to pay' } },
  attempt_open: {
    status: 409,
    retry: 'later',
    title: {
      zh: '上一笔支付尚未关闭，请稍后再试',
      en: 'The earlier attempt is not closed yet; try again shortly',
    },
  },
  too_late_to_respond: {
    status: 409,
    retry: 'never',
    title: { zh: '举证期限已过', en: 'The time to respond is over' },
  },
  part_not_taken: {
    status: 409,
    retry: 'never',
    title: { zh: '该订单不支持分次支付', en: 'This is not paid in parts' },
  },
  above_open: {
    status: 409,
    retry: 'later',
    title: { zh: '超过尚待支付的金额', en: 'More than is still to be paid' },
  },
  capture_asked: {
    status: 409,
    retry: 'later',
    title: { zh: '该笔预授权正在请款', en: 'This hold is being taken already' },
  },
  plan_chosen: {
    status: 409,
    retry: 'never',
    title: { zh: '付款计划已确定', en: 'How it is paid is settled already' },
  },
  entry_waits: {
    status: 409,
    retry: 'later',
    title: { zh: '已有登记等待复核', en: 'An entry is waiting to be confirmed' },
  },
  not_offered: {
    status: 409,
    retry: 'never',
    title: { zh: '该订单不支持此支付方式', en: 'Not offered for this order' },
  },
  payer_unknown: {
    status: 409,
    retry: 'later',
    title: {
      zh: '微信内支付需要付款人的微信身份：请用微信登录，或传入 payer.openId，或换一种支付方式',
      en: 'Paying inside WeChat needs who pays there: sign in with WeChat, send payer.openId, or pay another way',
    },
  },
  channel_unavailable: {
    status: 503,
    retry: 'later',
    title: { zh: '支付渠道暂不可用', en: 'Channel unavailable' },
  },
  unknown_channel: {
    status: 400,
    retry: 'never',
    title: { zh: '没有该支付方式', en: 'No such payment method' },
  },
  part_too_small: {
    status: 409,
    retry: 'never',
    title: { zh: '低于单次支付的最低金额', en: 'Below the smallest part' },
  },
  not_enough_balance: {
    status: 409,
    retry: 'later',
    title: { zh: '钱包余额不足', en: 'Not enough in the wallet' },
  },
  not_enough_points: { status: 409, retry: 'later', title: { zh: '积分不足', en: 'Not enough points' } },
  points_limit: {
    status: 409,
    retry: 'never',
    title: { zh: '超出积分可抵扣的范围', en: 'More than points may pay here' },
  },
  cannot_combine: {
    status: 409,
    retry: 'never',
    title: { zh: '该支付方式不支持合并付款', en: 'This method cannot pay several trades at once' },
  },
  too_many_trades: {
    status: 409,
    retry: 'never',
    title: { zh: '一次合并付款的笔数过多', en: 'More trades than can be paid at once' },
  },
  buyers_differ: {
    status: 409,
    retry: 'never',
    title: { zh: '只能合并同一买家的交易', en: 'Trades of several buyers are not paid at once' },
  },
  currencies_differ: {
    status: 409,
    retry: 'never',
    title: { zh: '币种不同，不能合并付款', en: 'Trades in several currencies are not paid at once' },
  },
  plan_not_whole: {
    status: 400,
    retry: 'never',
    title: { zh: '各期比例之和须为 100%', en: 'The parts of a plan must make 100%' },
  },
  plan_days_out_of_order: {
    status: 400,
    retry: 'never',
    title: {
      zh: '首期须当日支付，其后各期的日期须依次递增',
      en: 'The first part is due at once, and each later one after the one before',
    },
  },
  plan_name_taken: {
    status: 400,
    retry: 'never',
    title: { zh: '付款计划的代号重复', en: 'Two plans have the same name' },
  },
  setting_changed: {
    status: 409,
    retry: 'later',
    title: { zh: '设置已被他人修改，请刷新', en: 'The setting was changed meanwhile; read it again' },
  },
  not_found: { status: 404, retry: 'never', title: { zh: '不存在', en: 'Not found' } },
  illegal_move: {
    status: 409,
    retry: 'later',
    title: { zh: '当前状态不能这样操作', en: 'Not possible in this state' },
  },
  refund_exceeds: {
    status: 409,
    retry: 'later',
    title: { zh: '超过可退金额', en: 'More than can be refunded' },
  },
  refund_window_over: {
    status: 409,
    retry: 'never',
    title: {
      zh: '已过渠道退款期限，可改退至钱包',
      en: 'The channel takes no refund of it any more; it can go to the wallet',
    },
  },
  refund_count_reached: {
    status: 409,
    retry: 'never',
    title: {
      zh: '已达渠道退款次数上限，可改退至钱包',
      en: 'The channel takes no more refunds of it; it can go to the wallet',
    },
  },
  not_redirectable: {
    status: 409,
    retry: 'never',
    title: { zh: '该退款不能改退其他账户', en: 'This refund cannot go another way' },
  },
  refund_in_doubt: {
    status: 409,
    retry: 'later',
    title: {
      zh: '渠道尚未确认未付款，请稍后再试',
      en: 'Its channel has still to say that it was not paid; try again shortly',
    },
  },
  same_person: {
    status: 403,
    retry: 'never',
    title: { zh: '申请人不能审批自己的申请', en: 'The one who asked may not approve' },
  },
} as const satisfies RejectionTable

export type PaymentRejection = keyof typeof paymentRejections
