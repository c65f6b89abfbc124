import { type Answer, impossible, invalid, missing, ok } from './answers.ts'
import { type Form, group, text, texts, whole } from './form.ts'
import { missingParam } from './intents.ts'
import { movement } from './movements.ts'
import type { Reversal, Transfer } from './types.ts'
import { accountView, reversalView, transferView } from './views.ts'
import { newId, numberOf, type World } from './world.ts'

/** POST /v1/transfers: a connected account is sent a part of one charge, or of the balance. */
export function createTransfer(world: World, form: Form): Answer {
  const amount = whole(form, 'amount')
  const currency = text(form, 'currency')
  const destination = text(form, 'destination')
  if (amount === undefined || amount < 1)
    return invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
  if (!currency) return missingParam('currency')
  if (!destination) return missingParam('destination')
  const account = world.connected.get(destination)
  if (!account) return missing('destination', destination, 'destination')
  const metadata = texts(group(form, 'metadata'))
  const no = metadata.attempt_no ?? ''
  if (account.transfers !== 'active' || world.faults.take('transfer_refused', 'transfer', no)) {
    return impossible(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers',
      {
        code: 'insufficient_capabilities_for_transfer',
      },
    )
  }
  if (world.faults.take('balance_insufficient', 'transfer', no)) {
    return impossible('You have insufficient funds in your Stripe account for this transfer.', {
      code: 'balance_insufficient',
    })
  }
  const sourceTransaction = text(form, 'source_transaction') ?? null
  const charge = sourceTransaction === null ? undefined : world.charge.get(sourceTransaction)
  if (sourceTransaction !== null && !charge) return missing('charge', sourceTransaction, 'source_transaction')
  if (charge && charge.currency !== currency) {
    return impossible('The currency of source_transaction must be the same as the transfer currency', {
      param: 'currency',
    })
  }
  const shared = [...world.transfer.values()]
    .filter((one) => one.sourceTransaction === sourceTransaction)
    .reduce((sum, one) => sum + one.amount - one.reversed, 0)
  if (charge && shared + amount > charge.captured) {
    return impossible('The transfers of this charge would exceed its amount', { param: 'amount' })
  }
  const id = newId('tr')
  const moved = movement(world, {
    amount: -amount,
    currency,
    type: 'transfer',
    category: 'transfer',
    source: id,
  })
  const transfer: Transfer = {
    id,
    amount,
    reversed: 0,
    currency,
    destination,
    sourceTransaction,
    transferGroup: text(form, 'transfer_group') ?? charge?.transferGroup ?? null,
    description: text(form, 'description') ?? null,
    metadata,
    movement: moved.id,
    created: world.now(),
  }
  world.commit([
    { kind: 'movement', record: moved },
    { kind: 'transfer', record: transfer },
  ])
  return ok(transferView(transfer))
}

/** POST /v1/transfers/:id/reversals */
export function createReversal(world: World, id: string, form: Form): Answer {
  const transfer = world.transfer.get(id)
  if (!transfer) return missing('transfer', id, 'transfer')
  const open = transfer.amount - transfer.reversed
  const amount = text(form, 'amount') === undefined ? open : whole(form, 'amount')
  if (amount === undefined || amount < 1)
    return invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer')
  if (amount > open) {
    return impossible(`Reversal amount (${amount}) is greater than unreversed amount on transfer (${open})`, {
      param: 'amount',
    })
  }
  const reversalId = newId('trr')
  const moved = movement(world, {
    amount,
    currency: transfer.currency,
    type: 'transfer_refund',
    category: 'transfer_reversal',
    source: reversalId,
  })
  const reversal: Reversal = {
    id: reversalId,
    transfer: id,
    amount,
    currency: transfer.currency,
    metadata: texts(group(form, 'metadata')),
    movement: moved.id,
    created: world.now(),
  }
  world.commit([
    { kind: 'movement', record: moved },
    { kind: 'reversal', record: reversal },
    { kind: 'transfer', record: { ...transfer, reversed: transfer.reversed + amount } },
  ])
  return ok(reversalView(reversal))
}

/** GET /v1/accounts/:id */
export function retrieveAccount(world: World, id: string): Answer {
  const account = world.connected.get(id)
  return account ? ok(accountView(id, account.transfers)) : missing('account', id, 'account')
}

/** The attempt's number behind a transfer, for faults. */
export const numberOfTransfer = (world: World, id: string): string => {
  const transfer = world.transfer.get(id)
  return transfer ? numberOf(transfer) : ''
}
