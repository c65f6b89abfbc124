import type { Label } from '../../kernel/machine.ts'
import type { OrderPaymentState, OrderState, Scene } from './types.ts'

/** The states that can stand together (row J9); every other tuple is a defect. */
export const LEGAL_TUPLES: readonly (readonly [OrderState, OrderPaymentState])[] = [
  ['created', 'unpaid'],
  ['created', 'partly_paid'],
  ['created_cancelled', 'unpaid'],
  ['created_cancelled', 'timed_out'],
  // Cancelled by a person with a part paid, which goes back.
  ['created_cancelled', 'partly_paid'],
  ['pending_confirmation', 'unpaid'],
  ['pending_confirmation', 'partly_paid'],
  ['pending_confirmation', 'paid'],
  ['booked', 'unpaid'],
  ['booked', 'partly_paid'],
  ['booked', 'paid'],
  ['booking_failed', 'unpaid'],
  ['booking_failed', 'partly_paid'],
  ['booking_failed', 'paid'],
  ['completed', 'paid'],
  ['cancelled', 'unpaid'],
  ['cancelled', 'partly_paid'],
  ['cancelled', 'timed_out'],
  ['cancelled', 'paid'],
]

/** The few states a buyer cares about. */
export type BuyerTab = 'to_pay' | 'to_confirm' | 'to_receive' | 'completed' | 'closed'

export type Display = { readonly buyer: Label; readonly seller: Label; readonly tab: BuyerTab }

const label = (zh: string, en: string): Label => ({ zh, en })

/**
 * The words for an order (row H9): the buyer sees what he waits for, the seller what he has to do. Total over the
 * states, so a state without words does not compile.
 */
export function display(state: OrderState, payment: OrderPaymentState, scene: Scene): Display {
  switch (state) {
    case 'created':
      return payment === 'partly_paid'
        ? { buyer: label('待付余款', 'Balance due'), seller: label('部分付款', 'Partly paid'), tab: 'to_pay' }
        : { buyer: label('待付款', 'To pay'), seller: label('待付款', 'Awaiting payment'), tab: 'to_pay' }
    case 'created_cancelled':
      if (payment === 'partly_paid')
        return {
          buyer: label('交易关闭，已付款项退回', 'Closed: what was paid is returned'),
          seller: label('已取消，部分款项退回', 'Cancelled: the paid part is returned'),
          tab: 'closed',
        }
      return payment === 'timed_out'
        ? {
            buyer: label('超时未付，交易关闭', 'Closed: not paid in time'),
            seller: label('超时关闭', 'Closed by timeout'),
            tab: 'closed',
          }
        : {
            buyer: label('交易关闭', 'Closed'),
            seller: label('买家已取消', 'Cancelled by buyer'),
            tab: 'closed',
          }
    case 'pending_confirmation':
      return {
        buyer: label('等待商家接单', 'Waiting for the shop'),
        seller: label('待确认', 'To confirm'),
        tab: 'to_confirm',
      }
    case 'booked':
      return scene === 'hotel'
        ? { buyer: label('待入住', 'Booked'), seller: label('待入住', 'Guest expected'), tab: 'to_receive' }
        : { buyer: label('待发货', 'To be sent'), seller: label('待发货', 'To send'), tab: 'to_receive' }
    case 'booking_failed':
      return {
        buyer: label('商家无法接单，款项退回', 'Declined: money is returned'),
        seller: label('已拒单', 'Declined'),
        tab: 'closed',
      }
    case 'completed':
      return {
        buyer: label('交易完成', 'Completed'),
        seller: label('交易完成', 'Completed'),
        tab: 'completed',
      }
    case 'cancelled':
      return {
        buyer: label('已退款，交易关闭', 'Refunded and closed'),
        seller: label('已退款关闭', 'Closed by refund'),
        tab: 'closed',
      }
  }
}

/** The main states behind each of the buyer's tabs. */
export const TAB_STATES: Readonly<Record<BuyerTab, readonly OrderState[]>> = {
  to_pay: ['created'],
  to_confirm: ['pending_confirmation'],
  to_receive: ['booked'],
  completed: ['completed'],
  closed: ['created_cancelled', 'booking_failed', 'cancelled'],
}
