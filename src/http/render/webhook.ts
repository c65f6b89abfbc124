import { actions, can } from '../../kernel/machine.ts'
import { may, type ServerKey, type Staff, triggerOf } from '../../modules/account/index.ts'
import {
  type Delivery,
  deliveryMachine,
  type Endpoint,
  endpointMachine,
} from '../../modules/message/index.ts'

/** The machine's moves, and what may be done in every state but the last. */
export const renderEndpoint = (endpoint: Endpoint, caller: Staff | ServerKey) => {
  const moves = actions(endpointMachine, endpoint.state, triggerOf(caller))
  const others = endpoint.state === 'active' ? ['change', 'rotate_secret', 'resend_failed'] : ['change']
  return {
    ...endpoint,
    actions: endpoint.state !== 'deleted' && may(caller, 'webhook.write') ? [...moves, ...others] : [],
  }
}

export const renderDelivery = (delivery: Delivery, caller: Staff | ServerKey) => ({
  ...delivery,
  actions: can(deliveryMachine, delivery.state, 'resend') && may(caller, 'webhook.write') ? ['resend'] : [],
})
