-- Several trades of one buyer paid at once 合并付款: each has an attempt of its own, and the channel runs them as the
-- parts of one order 合单, under a number of its own. A part is a channel's leg alone, and money is taken at once.
alter table attempt add column combined_no text collate "C";
alter table attempt add constraint attempt_combined_check check (
  combined_no is null or (combined_no <> attempt_no and group_no is null and capture = 'automatic')
);
create index attempt_combined on attempt (shard, combined_no) where combined_no is not null;
