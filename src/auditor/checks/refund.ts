import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** Money back, and the accounts that must mirror it (2, 6, 7). */
export const refundChecks: readonly Check[] = [
  {
    code: 'refund_sums_differ',
    invariant: 6,
    says: {
      zh: '退款累计与退款单不符',
      en: 'What a payment says is refunded or being refunded is not what its refunds say',
    },
    find: (scope) => sql`
      select p.payable_no as subject, jsonb_build_object(
        'stored', array[p.refunding, p.refunded, p.surplus_refunding, p.surplus_refunded], 'refunds', s.sums) as detail
      from payment p cross join lateral (
        select array[
          coalesce(sum(amount) filter (where source = 'item' and state not in ('succeeded', 'rejected')), 0),
          coalesce(sum(amount) filter (where source = 'item' and state = 'succeeded'), 0),
          coalesce(sum(amount) filter (where source = 'surplus' and r.currency = p.currency and state not in ('succeeded', 'rejected')), 0),
          coalesce(sum(amount) filter (where source = 'surplus' and r.currency = p.currency and state = 'succeeded'), 0)]::bigint[] as sums
        from refund r where r.shard = p.shard and r.payable_no = p.payable_no) as s
      where ${among(sql`p.payable_no`, scope, sql`p.shard`)}
        and s.sums <> array[p.refunding, p.refunded, p.surplus_refunding, p.surplus_refunded]`,
  },
  {
    code: 'refund_money_astray',
    invariant: 2,
    says: {
      zh: '退款与流水不符',
      en: 'A refund succeeded without its flow of money, or another amount flowed',
    },
    find: (scope) => sql`
      select r.refund_no as subject, jsonb_build_object('state', r.state, 'amount', r.amount, 'flow', f.amount) as detail
      from refund r left join payment_flow f
        on f.shard = r.shard and f.source_no = r.refund_no and f.direction = 'out'
      where ${among(sql`r.refund_no`, scope, sql`r.shard`)}
        and ((r.state = 'succeeded' or r.returned_at is not null or r.bounce_no is not null) <> (f.amount is not null)
          or f.amount <> r.amount)
      union all
      select r.refund_no, jsonb_build_object('state', r.state, 'amount', r.amount, 'bounce', f.amount)
      from refund r left join payment_flow f
        on f.shard = r.shard and f.source_no = r.bounce_no and f.direction = 'in'
      where ${among(sql`r.refund_no`, scope, sql`r.shard`)} and r.bounce_no is not null
        and (f.amount is distinct from r.amount or r.state = 'succeeded')
      union all
      select r.refund_no, jsonb_build_object('state', r.state, 'amount', r.amount, 'second', f.amount)
      from refund r left join payment_flow f
        on f.shard = r.shard and f.source_no = r.redirect -> 'second' ->> 'no' and f.direction = 'out'
      where ${among(sql`r.refund_no`, scope, sql`r.shard`)} and r.redirect -> 'second' ->> 'no' is not null
        and (f.amount is distinct from r.amount or r.state <> 'succeeded'
          or f.channel is distinct from r.redirect -> 'second' ->> 'channel')
      union all
      select r.refund_no, jsonb_build_object('state', r.state, 'amount', r.amount, 'back', f.amount)
      from refund r left join payment_flow f
        on f.shard = r.shard and f.source_no = r.redirect -> 'second' ->> 'backNo' and f.direction = 'in'
      where ${among(sql`r.refund_no`, scope, sql`r.shard`)} and r.redirect -> 'second' ->> 'backNo' is not null
        and f.amount is distinct from r.amount`,
  },
  {
    code: 'refund_our_way_astray',
    invariant: 2,
    says: {
      zh: '改由我方支付的退款与流水或复核不符',
      en: 'A refund that we paid beside its channel flowed another way than two people agreed on',
    },
    find: (scope) => sql`
      select r.refund_no as subject, jsonb_build_object('state', r.state, 'redirect', r.redirect, 'flow', f.channel) as detail
      from refund r
      left join attempt a on a.shard = r.shard and a.attempt_no = r.attempt_no
      left join payment_flow f on f.shard = r.shard and f.source_no = r.refund_no and f.direction = 'out'
      where ${among(sql`r.refund_no`, scope, sql`r.shard`)} and not r.to_wallet and (
        (r.redirect ->> 'paid' is not null and (r.state <> 'succeeded' or f.channel is distinct from r.redirect ->> 'paid'
          or r.redirect ->> 'decidedBy' is null))
        or (r.redirect ->> 'paid' is null and f.channel <> a.channel))`,
  },
  {
    code: 'refund_above_attempt',
    invariant: 6,
    says: { zh: '退款超过该笔支付', en: 'Refunds of an attempt are above what it received' },
    find: (scope) => sql`
      select r.attempt_no as subject, jsonb_build_object('received', a.received_amount, 'refunds', sum(r.amount)) as detail
      from refund r left join attempt a on a.shard = r.shard and a.attempt_no = r.attempt_no
      where ${among(sql`r.payable_no`, scope, sql`r.shard`)} and r.state <> 'rejected'
      group by r.attempt_no, a.received_amount having sum(r.amount) > coalesce(a.received_amount, 0)`,
  },
  {
    code: 'dispute_money_astray',
    invariant: 6,
    says: {
      zh: '争议与其占用的分摊不符',
      en: 'What disputes keep of an attempt is not what its shares keep from refunds, or an end contradicts its money',
    },
    find: (scope) => sql`
      select a.attempt_no as subject,
        jsonb_build_object('kept', s.kept, 'byDisputes', d.kept, 'disputed', d.disputed, 'free', s.free) as detail
      from attempt a
      cross join lateral (select coalesce(sum(disputed), 0) as kept,
          coalesce(sum(amount - refunding - refunded - disputed), 0) as free from payment_share s
        where s.shard = a.shard and s.payable_no = a.payable_no and s.attempt_no = a.attempt_no) as s
      cross join lateral (select coalesce(sum(amount), 0) as disputed,
          coalesce(sum(covered), 0) as covered,
          coalesce(sum((select sum(part::bigint) from jsonb_each_text(d.kept) as k(item_no, part))), 0) as kept
        from dispute d where d.shard = a.shard and d.payable_no = a.payable_no and d.attempt_no = a.attempt_no
          and d.state <> 'won') as d
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)}
        and (s.kept <> d.kept or d.kept + d.covered > d.disputed or (d.kept + d.covered < d.disputed and s.free > 0))
      union all
      select dispute_no, jsonb_build_object('state', state, 'withdrawn', is_withdrawn, 'closedAt', closed_at)
      from dispute d
      where ${among(sql`d.attempt_no`, scope, sql`d.shard`)}
        and ((state in ('won', 'lost')) <> (closed_at is not null) or (state = 'won' and is_withdrawn)
          or (state = 'lost' and not is_withdrawn))`,
  },
  {
    code: 'maker_is_checker',
    invariant: 12,
    says: { zh: '经办与复核为同一人', en: 'A refund by hand was decided by the person who asked for it' },
    find: (scope) => sql`
      select refund_no as subject, jsonb_build_object('requestedBy', requested_by, 'decidedBy', decided_by) as detail
      from refund
      where ${among(sql`refund_no`, scope, sql`shard`)} and decided_by = requested_by and requested_by like 'staff:%'
      union all
      select refund_no, redirect - 'card' from refund
      where ${among(sql`refund_no`, scope, sql`shard`)} and redirect is not null
        and (redirect ->> 'decidedBy' = redirect ->> 'requestedBy'
          or (redirect ->> 'decidedBy' is null and (redirect ->> 'isOpen')::boolean))`,
  },
  {
    code: 'card_kept',
    invariant: 12,
    says: {
      zh: '银行卡密文未及时清除',
      en: 'A sealed card is kept though nobody has to send it any more',
    },
    find: (scope) => sql`
      select refund_no as subject, jsonb_build_object('state', state) as detail from refund
      where ${among(sql`refund_no`, scope, sql`shard`)} and redirect -> 'card' ->> 'sealed' is not null
        and (state not in ('redirect_asked', 'approved', 'processing')
          or (state <> 'redirect_asked' and not (redirect ->> 'isOpen')::boolean))`,
  },
  {
    code: 'books_differ_from_business',
    invariant: 3,
    only: 'whole',
    says: {
      zh: '账本与业务记录不符',
      en: 'An account of a channel, or what disputes cost, is not what flows, surpluses, refunds and disputes add up to',
    },
    find: () => sql`
      with booked as (
        select purpose, owner_id, currency, debit - credit as balance
        from account join balance on account_id = id where owner_type = 'channel' or purpose = 'dispute_loss'),
      flows as (
        select 'channel_receivable' as purpose, channel as owner_id, currency,
          sum(case direction when 'in' then amount else -amount end) as balance
        from (
          select channel, currency, direction, amount from payment_flow where channel not in ('wallet', 'points')
          union all select channel, currency, 'out', amount from dispute where is_withdrawn) as moved
        group by channel, currency),
      disputes as (
        select 'disputed' as purpose, channel as owner_id, currency, sum(amount) as balance
        from dispute where is_withdrawn and closed_at is null group by channel, currency),
      losses as (
        select 'dispute_loss' as purpose, 'platform' as owner_id, currency, sum(amount - covered
          - (select coalesce(sum(part::bigint), 0) from jsonb_each_text(kept) as k(item_no, part))) as balance
        from dispute where state = 'lost' group by currency),
      surplus as (
        select 'suspense' as purpose, a.channel as owner_id, a.received_currency as currency,
          -sum(a.surplus_amount - coalesce(r.amount, 0) - coalesce(d.covered, 0)) as balance
        from attempt a left join refund r on r.shard = a.shard and r.attempt_no = a.attempt_no
          and r.source = 'surplus' and r.state not in ('requested', 'rejected')
        left join lateral (select sum(covered) as covered from dispute d where d.shard = a.shard
          and d.payable_no = a.payable_no and d.attempt_no = a.attempt_no) as d on true
        where a.surplus_amount > 0 group by a.channel, a.received_currency),
      clearing as (
        select 'refund_clearing' as purpose, a.channel as owner_id, r.currency, -sum(r.amount) as balance
        from refund r join attempt a using (shard, attempt_no)
        where r.state not in ('requested', 'rejected', 'succeeded') group by a.channel, r.currency),
      returned as (
        select 'returned_funds' as purpose, a.channel as owner_id, r.currency, sum(r.amount) as balance
        from refund r join attempt a using (shard, attempt_no)
        where r.returned_at is not null and r.state <> 'succeeded' group by a.channel, r.currency),
      twice as (
        select 'refund_overpaid' as purpose, a.channel as owner_id, r.currency, sum(r.amount) as balance
        from refund r join attempt a using (shard, attempt_no)
        where r.redirect -> 'second' ->> 'no' is not null and r.redirect -> 'second' ->> 'backNo' is null
        group by a.channel, r.currency),
      business as (select * from twice union all select * from returned union all select * from flows union all select * from surplus union all select * from clearing
        union all select * from disputes union all select * from losses)
      select purpose || '/' || owner_id || '/' || currency as subject,
        jsonb_build_object('booked', b.balance, 'business', w.balance) as detail
      from booked b full join business w using (purpose, owner_id, currency)
      where coalesce(b.balance, 0) <> coalesce(w.balance, 0)`,
  },
]
