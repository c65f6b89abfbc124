import { persons, statementOf } from '../../simulator/index.ts'
import type { Channel, PayRequest } from '../../src/channels/types.ts'
import { HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { describeChannel, type RawNotice, type Subject } from './conformance/index.ts'
import { openUnionpay } from './unionpay-side.ts'

const NO_CLOSE = 'the gateway closes no unpaid order; it refuses the payer after payTimeout'
const skips = {
  bill_empty: 'that a day had no movement is known two days later: unionpay-bills.test.ts',
  bill_cut: 'the file is a zip without readable rows; what is cut inside it: unionpay-bills.test.ts',
  close: NO_CLOSE,
  close_doubt: NO_CLOSE,
  pay_after_close: NO_CLOSE,
  spacing: 'the gateway knows no pause between refunds (capabilities.refundSpacingMs is 0)',
  refund_abnormal: 'a refund here succeeds, fails or is under way; there is no state for people',
  stale: 'a notice carries no moment of sending; repeated, it has the same name',
  headers: 'the signature stands in the body; no header belongs to it',
}

/** The payer's browser carries the signed form to the gateway: without it the gateway hears of no order. */
function withBrowser(channel: Channel): { readonly channel: Channel; open(no: string): Promise<void> } {
  const forms = new Map<string, { action: string; fields: Readonly<Record<string, string>> }>()
  return {
    channel: {
      ...channel,
      startPayment: async (request: PayRequest, signal?: AbortSignal) => {
        const start = await channel.startPayment(request, signal)
        if (start.kind === 'ready' && start.presentation.kind === 'form') {
          forms.set(request.attemptNo, start.presentation)
        }
        return start
      },
    },
    open: async (no) => {
      const form = forms.get(no)
      if (!form) return
      const answer = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams(form.fields),
        redirect: 'manual',
      })
      if (answer.status !== 302) throw new Error(`the cashier did not open: ${answer.status}`)
    },
  }
}

async function subject(): Promise<Subject> {
  const side = await openUnionpay()
  const { clock, provider, receiver, world, credentials, arm } = side
  const browser = withBrowser(side.channel)
  return {
    channel: browser.channel,
    other: {
      clock,
      notifyUrl: receiver.url,
      open: browser.open,
      pay: (attemptNo, how = {}) => {
        const order = world.orders.get(attemptNo)
        if (how.amount !== undefined && order) {
          arm('paid_wrong_amount', attemptNo, how.amount - order.amount)
        }
        if (how.merchantId !== undefined) arm('paid_wrong_merchant', attemptNo)
        return provider.pay(attemptNo, { payer: persons[0]!.openid, inFlight: how.inFlight === true }).paid
      },
      // A decline is final only when the order has run out: until then the payer may try another card.
      failPayment: (attemptNo) => {
        provider.fail(attemptNo, 'insufficient')
        clock.advance(16 * MINUTE)
      },
      arm: (fault, attemptNo) => {
        if (fault === 'pay_after_close' || fault === 'refund_abnormal') throw new Error(`no ${fault} here`)
        arm(fault, attemptNo)
      },
      settle: side.settle,
      takeNotices: async () => receiver.take() as RawNotice[],
      forge: ({ headers, body }) => {
        const fields = new URLSearchParams(body.toString('utf8'))
        fields.set('signature', Buffer.alloc(256, 7).toString('base64'))
        return { headers, body: Buffer.from(fields.toString()) }
      },
      breakBill: (_kind, how, no) => {
        const param = how === 'one_fen_off' ? { param: -1 } : {}
        world.faults.add({ fault: breaks[how], order: no, ...param })
      },
      alterBill: () => void world.faults.add({ fault: 'answer_forged', on: 'bill', remaining: 1 }),
      money: () => statementOf(provider.movements()),
      secrets: [credentials.signing.privateKey.split('\n')[5]!],
      stop: side.stop,
    },
  }
}

const NO_CALL = 'a form is signed here and carried by the browser: nothing is sent to the gateway'

const breaks = {
  dropped: 'bill_line_dropped',
  doubled: 'bill_line_doubled',
  next_day: 'bill_next_day',
  one_fen_off: 'bill_fen_off',
} as const

describeChannel('unionpay, app, against the simulator', subject, {
  method: 'app',
  tellsOrderTime: true,
  // A settlement day begins at 23:00 of the day before.
  bills: { kinds: ['trade'], zoneMs: 9 * HOUR, readyAfterMs: 10 * HOUR },
  skips: {
    ...skips,
    start_again: 'the gateway takes a number once and does not tell its tn again',
    start_after: 'a tn that was lost on its way is not told again: the attempt ends, nobody can pay by it',
  },
})

for (const method of ['page', 'h5'] as const) {
  describeChannel(`unionpay, ${method}, against the simulator`, subject, {
    method,
    returnUrl: 'http://127.0.0.1/v1/channels/unionpay/return',
    tellsOrderTime: true,
    elsewhere: { bills: 'the terms of the app above' },
    startsInBrowser: true,
    skips: {
      ...skips,
      start_before: NO_CALL,
      start_after: NO_CALL,
      given_up: NO_CALL,
      number_reused: 'the form is refused at the gateway, when the browser brings it',
    },
  })
}
