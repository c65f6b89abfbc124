-- What each dispute keeps from refunds, by item: several may follow one another about one payment, and the end of one
-- must free its own part alone.
alter table dispute add column kept jsonb not null default '{}'::jsonb check (jsonb_typeof(kept) = 'object');
update dispute d set kept = s.kept
from (
  select shard, payable_no, attempt_no, jsonb_object_agg(item_no, disputed) as kept
  from payment_share where disputed > 0 group by 1, 2, 3) as s
where s.shard = d.shard and s.payable_no = d.payable_no and s.attempt_no = d.attempt_no and d.state <> 'won'
  and not exists (
    select from dispute e where e.shard = d.shard and e.payable_no = d.payable_no and e.attempt_no = d.attempt_no
      and e.state <> 'won' and (e.opened_at, e.dispute_no) < (d.opened_at, d.dispute_no));

-- Who, as the second of two people, let the channel hear that we give in. What was confirmed before is known by its time.
alter table dispute add column confirmed_by text collate "C";
alter table dispute add constraint dispute_two_people check (confirmed_by is null or confirmed_by <> wished_by);
update dispute set confirmed_by = 'staff:unknown' where wish = 'concede' and next_at is not null;
update dispute set next_at = now() where wish = 'concede' and next_at is null and closed_at is null;
