import { sql } from 'kysely'

/** An adjustment, named as in memory. */
export const adjustmentColumns = sql`
  adjustment_no as "adjustmentNo", buyer_id as "buyerId", kind, direction, currency, amount, units, reason, state,
  requested_by as "requestedBy", requested_at as "requestedAt", decided_by as "decidedBy", decided_at as "decidedAt",
  decision_reason as "decisionReason", version`
