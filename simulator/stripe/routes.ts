import { type Answer, missing, ok } from './answers.ts'
import { balanceTransactions } from './balance.ts'
import { closeDispute, updateDispute } from './disputes.ts'
import { createEndpoint } from './endpoints.ts'
import type { Operation } from './faults.ts'
import { type Form, group, text } from './form.ts'
import { cancelIntent, captureIntent, confirmIntent, createIntent, retrieveIntent } from './intents.ts'
import { isCreated, newest, page } from './lists.ts'
import { createRefund } from './refunds.ts'
import { searchIntents } from './search.ts'
import { createReversal, createTransfer, numberOfTransfer, retrieveAccount } from './transfers.ts'
import {
  chargeView,
  disputeView,
  eventView,
  intentView,
  refundView,
  reversalView,
  transferView,
  viewOf,
} from './views.ts'
import { numberOf, type World } from './world.ts'

/** One call of the merchant, named and tied to a payment so that faults find it. */
export type Operated = { readonly on: Operation; readonly no: string; readonly act: () => Answer }

/** The endpoint of a call; undefined for one that is not played. */
export function route(world: World, method: string, path: string, form: Form): Operated | undefined {
  const [resource = '', id = '', action = '', more = ''] = path.split('/').slice(2).map(decodeURIComponent)
  const at = [method, resource, id && (id === 'search' ? 'search' : ':'), action, more && ':']
    .filter((part) => part !== '')
    .join(' ')
  const intentNo = (intentId: string) => {
    const intent = world.intent.get(intentId)
    return intent ? numberOf(intent) : ''
  }
  const chargeNo = (chargeId: string) => {
    const charge = world.charge.get(chargeId)
    return charge ? numberOf(charge) : ''
  }
  const as = (on: Operation, no: string, act: () => Answer): Operated => ({ on, no, act })
  const one = (on: Operation, no: string, what: string) =>
    as(on, no, () => {
      const view = viewOf(world, id)
      return view ? ok(view) : missing(what, id)
    })
  const asked = (name: string) => text(form, name)
  const matches = (name: string, value: string | null) => asked(name) === undefined || asked(name) === value

  switch (at) {
    case 'POST payment_intents':
      return as('create', text(group(form, 'metadata'), 'attempt_no') ?? '', () => createIntent(world, form))
    case 'GET payment_intents':
      return as('query', '', () => {
        const all = newest(world.intent).filter(({ created }) => isCreated(form, created))
        return page('/v1/payment_intents', all, form, intentView)
      })
    case 'GET payment_intents search':
      return as('query', '', () => searchIntents(world, form))
    case 'GET payment_intents :':
      return as('query', intentNo(id), () => retrieveIntent(world, id))
    case 'POST payment_intents : confirm':
      return as('confirm', intentNo(id), () => confirmIntent(world, id, form))
    case 'POST payment_intents : capture':
      return as('capture', intentNo(id), () => captureIntent(world, id, form))
    case 'POST payment_intents : cancel':
      return as('close', intentNo(id), () => cancelIntent(world, id, form))
    case 'GET charges':
      return as('query', asked('transfer_group') ?? '', () => {
        const all = newest(world.charge).filter(
          (one) =>
            isCreated(form, one.created) &&
            matches('transfer_group', one.transferGroup) &&
            matches('payment_intent', one.intent),
        )
        return page('/v1/charges', all, form, chargeView)
      })
    case 'GET charges :':
      return one('query', chargeNo(id), 'charge')
    case 'POST refunds':
      return as('refund', intentNo(asked('payment_intent') ?? ''), () => createRefund(world, form))
    case 'GET refunds':
      return as('refund_query', intentNo(asked('payment_intent') ?? ''), () => {
        const intent = asked('payment_intent')
        if (intent !== undefined && !world.intent.has(intent)) {
          return missing('payment_intent', intent, 'payment_intent')
        }
        const all = newest(world.refund).filter(
          (refund) => isCreated(form, refund.created) && matches('payment_intent', refund.intent),
        )
        return page('/v1/refunds', all, form, refundView)
      })
    case 'GET refunds :':
      return one('refund_query', chargeNo(world.refund.get(id)?.charge ?? ''), 'refund')
    case 'GET disputes':
      return as('dispute', '', () => {
        const all = newest(world.dispute).filter((dispute) => matches('payment_intent', dispute.intent))
        return page('/v1/disputes', all, form, (dispute) => disputeView(world, dispute))
      })
    case 'GET disputes :':
      return one('dispute', chargeNo(world.dispute.get(id)?.charge ?? ''), 'dispute')
    case 'POST disputes :':
      return as('dispute', chargeNo(world.dispute.get(id)?.charge ?? ''), () =>
        updateDispute(world, id, form),
      )
    case 'POST disputes : close':
      return as('dispute', chargeNo(world.dispute.get(id)?.charge ?? ''), () => closeDispute(world, id))
    case 'POST transfers':
      return as('transfer', text(group(form, 'metadata'), 'attempt_no') ?? '', () =>
        createTransfer(world, form),
      )
    case 'GET transfers':
      return as('transfer', asked('transfer_group') ?? '', () => {
        const all = newest(world.transfer).filter(
          (one) => matches('transfer_group', one.transferGroup) && matches('destination', one.destination),
        )
        return page('/v1/transfers', all, form, transferView)
      })
    case 'GET transfers :':
      return one('transfer', numberOfTransfer(world, id), 'transfer')
    case 'POST transfers : reversals':
      return as('transfer', numberOfTransfer(world, id), () => createReversal(world, id, form))
    case 'GET transfers : reversals':
      return as('transfer', numberOfTransfer(world, id), () => {
        const all = newest(world.reversal).filter(({ transfer }) => transfer === id)
        return page(`/v1/transfers/${id}/reversals`, all, form, reversalView)
      })
    case 'GET accounts :':
      return as('transfer', '', () => retrieveAccount(world, id))
    case 'GET balance_transactions':
      return as('bill', '', () => balanceTransactions(world, form))
    case 'GET balance_transactions :':
      return one('bill', '', 'balance_transaction')
    case 'GET events':
      return as('query', '', () => {
        const all = newest(world.event).filter(
          (event) => isCreated(form, event.created) && matches('type', event.type),
        )
        return page('/v1/events', all, form, (event) => eventView(event))
      })
    case 'GET events :':
      return as('query', '', () => {
        const event = world.event.get(id)
        return event ? ok(eventView(event)) : missing('event', id)
      })
    case 'POST webhook_endpoints':
      return as('create', '', () => createEndpoint(world, form))
    default:
      return undefined
  }
}
