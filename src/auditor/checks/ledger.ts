import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** The books: journals that sum to zero, balances that are the sum of their postings, gap-free versions (3, 9). */
export const ledgerChecks: readonly Check[] = [
  {
    code: 'journal_unbalanced',
    invariant: 3,
    says: { zh: '凭证借贷不平', en: 'A journal does not sum to zero' },
    find: (scope) => sql`
      select j.journal_no as subject, jsonb_build_object('currency', p.currency, 'sum', sum(p.amount)) as detail
      from journal j join posting p using (journal_no)
      where ${among(sql`j.ref_no`, scope)}
      group by j.journal_no, p.currency having sum(p.amount) <> 0`,
  },
  {
    code: 'journal_incomplete',
    invariant: 3,
    says: { zh: '凭证缺少分录', en: 'A journal has fewer than two postings' },
    find: (scope) => sql`
      select j.journal_no as subject, jsonb_build_object('event', j.event, 'postings', count(p.seq)) as detail
      from journal j left join posting p using (journal_no)
      where ${among(sql`j.ref_no`, scope)}
      group by j.journal_no having count(p.seq) < 2`,
  },
  {
    code: 'posting_astray',
    invariant: 3,
    only: 'whole',
    says: {
      zh: '分录没有凭证或科目',
      en: 'A posting has no journal, no account, or another currency than its account',
    },
    find: () => sql`
      select p.journal_no as subject, jsonb_build_object('seq', p.seq, 'account', p.account_id) as detail
      from posting p left join journal j using (journal_no) left join account a on a.id = p.account_id
      where j.journal_no is null or a.id is null or a.currency <> p.currency`,
  },
  {
    code: 'currency_unbalanced',
    invariant: 3,
    only: 'whole',
    says: { zh: '试算不平', en: 'All postings of a currency do not sum to zero' },
    find: () => sql`
      select currency as subject, jsonb_build_object('sum', sum(amount)) as detail
      from posting group by currency having sum(amount) <> 0`,
  },
  {
    code: 'balance_not_sum',
    invariant: 3,
    only: 'whole',
    says: { zh: '余额不等于分录之和', en: 'A balance is not the sum of its postings' },
    find: () => sql`
      with posted as (
        select account_id, coalesce(sum(amount) filter (where amount > 0), 0) as debit,
          coalesce(-sum(amount) filter (where amount < 0), 0) as credit, count(*) as postings
        from posting group by account_id)
      select account_id::text as subject, jsonb_build_object('debit', b.debit, 'credit', b.credit, 'version', b.version,
        'postedDebit', p.debit, 'postedCredit', p.credit, 'postings', p.postings) as detail
      from balance b full join posted p using (account_id)
      where coalesce(b.debit, -1) <> coalesce(p.debit, 0) or coalesce(b.credit, -1) <> coalesce(p.credit, 0)
        or coalesce(b.version, -1) <> coalesce(p.postings, 0)`,
  },
  {
    code: 'posting_chain_broken',
    invariant: 3,
    only: 'whole',
    says: {
      zh: '分录序号断裂或余额不连续',
      en: 'Postings of an account skip a version or do not carry the balance on',
    },
    find: () => sql`
      with chained as (
        select account_id, account_version, balance_after,
          row_number() over own as place, sum(amount) over own as running
        from posting window own as (partition by account_id order by account_version))
      select account_id || '/' || account_version as subject,
        jsonb_build_object('place', place, 'balanceAfter', balance_after, 'running', running) as detail
      from chained where account_version <> place or balance_after <> running`,
  },
  {
    code: 'balance_behind',
    invariant: 3,
    says: { zh: '余额与最后一笔分录不符', en: 'A balance differs from what its last posting says' },
    find: (scope) => sql`
      select distinct b.account_id::text as subject,
        jsonb_build_object('balance', b.debit - b.credit, 'balanceAfter', last.balance_after) as detail
      from journal j join posting p using (journal_no) join balance b using (account_id)
      cross join lateral (select balance_after, account_version from posting l where l.account_id = b.account_id
        order by account_version desc limit 1) as last
      where ${among(sql`j.ref_no`, scope)}
        and (last.balance_after <> b.debit - b.credit or last.account_version <> b.version)`,
  },
  {
    code: 'balance_below_floor',
    invariant: 9,
    only: 'whole',
    says: { zh: '余额低于下限', en: 'A balance is below its floor' },
    find: () => sql`
      select account_id::text as subject,
        jsonb_build_object('available', credit - debit, 'floor', floor) as detail
      from balance where credit - debit < floor`,
  },
]
