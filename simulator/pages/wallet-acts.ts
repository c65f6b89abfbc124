import type { IncomingMessage, ServerResponse } from 'node:http'
import { redirect, sendPage } from '../http.ts'
import { personOf, persons } from '../persons.ts'
import type { Payable, Provider } from '../provider.ts'
import type { Mounted, Simulation } from '../simulation.ts'
import { languageOf } from './html.ts'
import { type OpenAct, openActs, payPage, resultPage, scannerPage } from './wallet.ts'

const RECENT = 100

type Rule = { readonly fault: string; readonly param?: number }

/** What a payment with a misbehaviour arms first, for this order only. Offered where the provider knows the fault. */
const armedBy: Readonly<Record<string, readonly Rule[]>> = {
  pay: [],
  pay_in_flight: [],
  pay_lost: [{ fault: 'notice_lost' }],
  pay_lost_once: [{ fault: 'notice_lost', param: 1 }],
  pay_late: [{ fault: 'notice_delayed', param: 60_000 }],
  pay_repeated: [{ fault: 'notice_duplicated', param: 3 }],
  pay_twice: [{ fault: 'notice_twice' }],
  pay_fen_less: [{ fault: 'paid_wrong_amount', param: -1 }],
  pay_wrong_notice: [{ fault: 'notice_wrong_amount', param: -1 }],
  pay_elsewhere: [{ fault: 'paid_wrong_merchant' }],
  pay_forged: [{ fault: 'notice_forged' }],
}

/** Acts that are no payment, and the fault whose presence shows that the provider knows them. */
const others: Readonly<Record<string, string>> = {
  forge: 'notice_forged',
  probe: 'notice_probe',
  pay_after_close: 'pay_after_close',
}

function knownActs({ faultTable: { words } }: Provider): OpenAct[] {
  const knows = (fault: string) => Object.hasOwn(words, fault)
  return openActs.filter((act) => {
    const other = others[act]
    return other === undefined ? (armedBy[act] ?? []).every(({ fault }) => knows(fault)) : knows(other)
  })
}

/** The payer's phone: a scanner, a payment page, a result. Works without any script. */
export function createWallet(simulation: Simulation) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) => {
    const language = languageOf(request, url)
    const payer = personOf(url.searchParams.get('payer') ?? '')?.openid ?? persons[0]!.openid
    const back = wayBack(url.searchParams.get('back'))
    const view = { language, payer, ...(back === undefined ? {} : { back }) }
    const code = url.searchParams.get('code_url')
    if (request.method === 'POST') return act(response, new URLSearchParams(body.toString('utf8')))
    const found = code === null ? undefined : simulation.byCode(code.trim())
    if (url.pathname === '/wallet/result') {
      return sendPage(response, resultPage(view, found?.payable, url.searchParams.get('did') ?? ''))
    }
    if (found) return sendPage(response, payPage(view, found.payable, knownActs(found.one.provider)))
    const recent = simulation.payables(RECENT)
    sendPage(response, scannerPage(view, recent, code !== null), code === null ? 200 : 404)
  }

  async function act(response: ServerResponse, form: URLSearchParams) {
    const code = form.get('code_url') ?? ''
    const payer = personOf(form.get('payer') ?? '')?.openid ?? persons[0]!.openid
    const found = simulation.byCode(code.trim())
    const did = found ? await perform(found.one, found.payable, form.get('act') ?? '', payer) : 'unknown_code'
    simulation.runner.poke()
    const query = new URLSearchParams({ did, code_url: code, payer, lang: form.get('lang') ?? 'zh' })
    const back = wayBack(form.get('back'))
    if (back !== undefined) query.set('back', back)
    redirect(response, `/wallet/result?${query}`)
  }

  async function perform(one: Mounted, payable: Payable, wanted: string, payer: string): Promise<string> {
    const { provider, frame } = one
    const { no } = payable
    switch (wanted) {
      case 'fail':
        return provider.fail(no, '银行卡余额不足') ? 'failed' : 'closed'
      case 'forge':
      case 'probe': {
        const twist = wanted === 'forge' ? 'forged' : 'probe'
        const at = new URL('http://simulator/')
        const reply = await provider.control('POST /orders/:/notify', no, { twist }, at)
        return reply?.status === 200 ? 'forged' : 'cancelled'
      }
      case 'pay_after_close':
        frame.faults.add({ fault: 'pay_after_close', order: no, remaining: 1 })
        return 'armed'
    }
    const arm = armedBy[wanted]
    if (!arm) return 'cancelled'
    // Armed only for a payment that will happen: a rule left behind would surprise somebody later.
    const rules =
      payable.state === 'paid'
        ? []
        : arm.map((rule) => frame.faults.add({ ...rule, order: no, remaining: 1 }))
    const result = provider.pay(no, { payer, inFlight: wanted === 'pay_in_flight' })
    if (result.paid) return 'paid'
    for (const rule of rules) frame.faults.remove(rule.id)
    return result.reason
  }
}

/** Only a web page: anything else would be a trap behind a link. */
const wayBack = (text: string | null): string | undefined =>
  text !== null && /^https?:\/\//.test(text) && URL.canParse(text) ? text : undefined
