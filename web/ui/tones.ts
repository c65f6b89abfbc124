export type Tone = 'good' | 'wait' | 'bad' | 'note' | 'off'

/** The colour of each state; what is not named is neutral. Words come from the machine's table, never from here. */
const TONES: Readonly<Record<string, Readonly<Record<string, Tone>>>> = {
  trade: { open: 'wait', closing: 'wait', paid: 'good', closed: 'off' },
  order: {
    created: 'wait',
    created_cancelled: 'off',
    pending_confirmation: 'note',
    booked: 'good',
    booking_failed: 'bad',
    completed: 'good',
    cancelled: 'off',
  },
  order_payment: { unpaid: 'wait', partly_paid: 'wait', paid: 'good', timed_out: 'off' },
  payment: { open: 'wait', closing: 'wait', covered: 'good', closed: 'off' },
  attempt: {
    created: 'wait',
    ready: 'wait',
    unknown: 'bad',
    authorized: 'note',
    closing: 'wait',
    closed: 'off',
    failed: 'bad',
    succeeded: 'good',
    conflicted: 'bad',
  },
  refund: {
    requested: 'wait',
    approved: 'note',
    processing: 'note',
    succeeded: 'good',
    failed: 'bad',
    rejected: 'off',
  },
  dispute: { needs_response: 'bad', under_review: 'wait', won: 'good', lost: 'off' },
  adjustment: { requested: 'wait', approved: 'good', rejected: 'off' },
  sharing: {
    requested: 'wait',
    approved: 'note',
    processing: 'note',
    finished: 'good',
    failed: 'bad',
    rejected: 'off',
  },
  sharing_return: {
    requested: 'wait',
    processing: 'note',
    succeeded: 'good',
    failed: 'bad',
    waived: 'off',
    owed: 'bad',
    claimed: 'wait',
    offset: 'good',
  },
  push_message: { waiting: 'wait', delivered: 'good', dead: 'bad', cancelled: 'off' },
}

export const toneOf = (machine: string, state: string): Tone => TONES[machine]?.[state] ?? 'note'
