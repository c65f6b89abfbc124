import type { Definition } from '../../../src/kernel/machine.ts'
import { deliveryMachine, endpointMachine } from '../../../src/modules/message/machine.ts'
import { orderMachine, orderPaymentMachine, tradeMachine } from '../../../src/modules/order/machine.ts'
import { attemptMachine, disputeMachine, paymentMachine } from '../../../src/modules/payment/machine.ts'
import { refundMachine } from '../../../src/modules/payment/refund-machine.ts'
import { messageMachine } from '../../../src/modules/push/machine.ts'
import { sharingMachine, sharingReturnMachine } from '../../../src/modules/sharing/machine.ts'
import { adjustmentMachine, revaluationMachine } from '../../../src/modules/wallet/machine.ts'

/** Every machine of the house, from the tables that the server runs on. */
export const machines = {
  trade: tradeMachine,
  order: orderMachine,
  order_payment: orderPaymentMachine,
  payment: paymentMachine,
  attempt: attemptMachine,
  refund: refundMachine,
  dispute: disputeMachine,
  sharing: sharingMachine,
  sharing_return: sharingReturnMachine,
  adjustment: adjustmentMachine,
  revaluation: revaluationMachine,
  webhook_endpoint: endpointMachine,
  webhook_delivery: deliveryMachine,
  push_message: messageMachine,
} satisfies Record<string, Definition>

export type MachineName = keyof typeof machines
