import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** Several trades paid at once: what a channel runs as one order must be parts of one payment of one buyer (5). */
export const combinedChecks: readonly Check[] = [
  {
    code: 'combined_parts_differ',
    invariant: 5,
    says: {
      zh: '合单的各部分不一致',
      en: 'The parts of a combined order are not of one buyer, account, method, currency and end, one for each trade',
    },
    find: (scope) => sql`
      select a.combined_no as subject, jsonb_build_object('parts', count(*), 'trades', count(distinct a.payable_no),
        'buyers', count(distinct p.buyer_id), 'accounts', jsonb_agg(distinct a.channel || '/' || a.method),
        'ends', jsonb_agg(distinct a.expires_at)) as detail
      from attempt a join payment p using (shard, payable_no)
      where a.combined_no is not null and (a.shard, a.combined_no) in (
        select shard, combined_no from attempt where combined_no is not null
          and ${among(sql`attempt_no`, scope, sql`shard`)})
      group by a.shard, a.combined_no
      having count(*) < 2 or count(distinct a.payable_no) < count(*) or count(distinct p.buyer_id) > 1
        or count(distinct (a.channel, a.method, a.currency, a.expires_at)) > 1
        or exists (select from attempt b where b.shard = a.shard and b.attempt_no = a.combined_no)`,
  },
]
