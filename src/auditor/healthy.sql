-- A small world in which every invariant holds: one trade of two shops paid once, with a second success given back,
-- and one trade that was closed unpaid. Written by hand, so that the auditor's tests do not lean on the code it audits.
insert into stock (sku_id, warehouse_id, on_hand, available, committed, version) values (11, 1, 10, 8, 2, 3), (12, 1, 5, 5, 0, 3);
insert into stock_move (sku_id, warehouse_id, version, kind, available, reserved, committed, ref_no, ref_line, step, actor, occurred_at) values
  (11, 1, 1, 'receive', 10, 0, 0, 'opening 11', 0, 0, 'staff:1', '2026-01-01'),
  (11, 1, 2, 'reserve', -2, 2, 0, '2126010108000000000107', 1, 1, 'buyer:b', '2026-01-01'),
  (11, 1, 3, 'commit', 0, -2, 2, '2126010108000000000107', 1, 2, 'channel:wechat', '2026-01-01'),
  (12, 1, 1, 'receive', 5, 0, 0, 'opening 12', 0, 0, 'staff:1', '2026-01-01'),
  (12, 1, 2, 'reserve', -1, 1, 0, '2126010108000000000307', 1, 1, 'buyer:b', '2026-01-01'),
  (12, 1, 3, 'release', 1, -1, 0, '2126010108000000000307', 1, 2, 'rule:expiry', '2026-01-01');

insert into trade (shard, trade_no, buyer_id, state, scene, currency, goods_amount, shop_discount, platform_discount,
  points_amount, freight_amount, payable_amount, order_nos, quote_hash, placed_at, expires_at, paid_at, closed_at, version) values
  (7, '1126010108000000000107', 'b', 'paid', 'retail', 'CNY', 2000, 100, 200, 0, 100, 1800, '{2126010108000000000107}', 'q', '2026-01-01', '2026-01-02', '2026-01-01', null, 2),
  (7, '1126010108000000000307', 'b', 'closed', 'retail', 'CNY', 500, 0, 0, 0, 0, 500, '{2126010108000000000307}', 'q', '2026-01-01', '2026-01-02', null, '2026-01-02', 3);
insert into shop_order (shard, order_no, trade_no, shop_id, buyer_id, state, payment_state, scene, currency, goods_amount,
  shop_discount, platform_discount, points_amount, freight_amount, payable_amount, received_amount, refunded_amount,
  auto_confirm, placed_at, paid_at, version) values
  (7, '2126010108000000000107', '1126010108000000000107', 1, 'b', 'pending_confirmation', 'paid', 'retail', 'CNY', 2000, 100, 200, 0, 100, 1800, 1800, 0, false, '2026-01-01', '2026-01-01', 3),
  (7, '2126010108000000000307', '1126010108000000000307', 2, 'b', 'created_cancelled', 'timed_out', 'retail', 'CNY', 500, 0, 0, 0, 0, 500, 0, 0, false, '2026-01-01', null, 3);
insert into order_line (shard, order_no, line_no, sku_id, spu_id, warehouse_id, catalog_version, title, spec_text, image,
  quantity, unit_price, goods_amount, shop_discount, platform_discount, points_amount, freight_amount, payable_amount,
  stages, stage_amounts) values
  (7, '2126010108000000000107', 1, 11, 1, 1, 1, 'cup', '', '', 2, 1000, 2000, 100, 200, 0, 100, 1800, '{10,30,31,60}', '{2000,-100,-200,100}'),
  (7, '2126010108000000000307', 1, 12, 2, 1, 1, 'pot', '', '', 1, 500, 500, 0, 0, 0, 0, 500, '{10}', '{500}');

insert into payment (shard, payable_no, buyer_id, state, currency, due, captured, surplus, surplus_refunded, expires_at, created_at, version) values
  (7, '1126010108000000000107', 'b', 'covered', 'CNY', 1800, 1800, 1800, 1800, '2026-01-02', '2026-01-01', 2),
  (7, '1126010108000000000307', 'b', 'closed', 'CNY', 0, 0, 0, 0, '2026-01-02', '2026-01-01', 3);
insert into payment_item (shard, payable_no, item_no, allocation_no, payee_id, due, captured, cancelled) values
  (7, '1126010108000000000107', '2126010108000000000107', '5126010108000000000107', 1, 1800, 1800, false),
  (7, '1126010108000000000307', '2126010108000000000307', '5126010108000000000307', 2, 500, 0, true);
insert into payment_share (shard, payable_no, item_no, attempt_no, amount) values
  (7, '1126010108000000000107', '2126010108000000000107', '3126010108000000000107', 1800);
insert into attempt (shard, attempt_no, payable_no, item_nos, channel, method, state, amount, currency, description,
  channel_no, received_amount, received_currency, captured_amount, surplus_amount, expires_at, created_at, succeeded_at, version) values
  (7, '3126010108000000000107', '1126010108000000000107', '{2126010108000000000107}', 'wechat', 'native', 'succeeded', 1800, 'CNY', 'd', 'wx1', 1800, 'CNY', 1800, 0, '2026-01-02', '2026-01-01', '2026-01-01', 3),
  (7, '3126010108000000000207', '1126010108000000000107', '{2126010108000000000107}', 'wechat', 'native', 'succeeded', 1800, 'CNY', 'd', 'wx2', 1800, 'CNY', 0, 1800, '2026-01-02', '2026-01-01', '2026-01-01', 3);
insert into evidence (channel, kind, source_id, verified, verdict, subject_no, headers, body, received_at, applied_at, outcome) values
  ('wechat', 'notice', 'n1', true, 'genuine', '3126010108000000000107', '{}', '', '2026-01-01', '2026-01-01', 'captured'),
  ('wechat', 'notice', 'n2', true, 'genuine', '3126010108000000000207', '{}', '', '2026-01-01', '2026-01-01', 'surplus'),
  ('wechat', 'notice', 'n3', false, 'bad_signature', null, '{}', '', '2026-01-01', null, null);
insert into refund (shard, refund_no, request_no, payable_no, attempt_no, source, state, amount, currency, reason, requested_by,
  decided_by, requested_at, succeeded_at, version) values
  (7, '4126010108000000000107', '4126010108000000000107', '1126010108000000000107', '3126010108000000000207', 'surplus', 'succeeded', 1800, 'CNY', 'surplus', 'rule:surplus', 'rule:surplus', '2026-01-01', '2026-01-01', 3);
insert into payment_flow (shard, source_no, payable_no, direction, channel, channel_no, amount, currency, description, occurred_at, recorded_at) values
  (7, '3126010108000000000107', '1126010108000000000107', 'in', 'wechat', 'wx1', 1800, 'CNY', 'd', '2026-01-01', '2026-01-01'),
  (7, '3126010108000000000207', '1126010108000000000107', 'in', 'wechat', 'wx2', 1800, 'CNY', 'd', '2026-01-01', '2026-01-01'),
  (7, '4126010108000000000107', '1126010108000000000107', 'out', 'wechat', 'wxr1', 1800, 'CNY', 'd', '2026-01-01', '2026-01-01');

insert into account (id, owner_type, owner_id, purpose, currency, normal_side, created_at) overriding system value values
  (1, 'channel', 'wechat', 'channel_receivable', 'CNY', 'debit', '2026-01-01'),
  (2, 'shop', '1', 'merchant_pending', 'CNY', 'credit', '2026-01-01'),
  (3, 'channel', 'wechat', 'suspense', 'CNY', 'credit', '2026-01-01'),
  (4, 'channel', 'wechat', 'refund_clearing', 'CNY', 'credit', '2026-01-01');
insert into balance (account_id, debit, credit, floor, version) values
  (1, 3600, 1800, null, 3), (2, 0, 1800, 0, 1), (3, 1800, 1800, null, 2), (4, 1800, 1800, null, 2);
insert into journal (journal_no, event, ref_no, effective_at, recorded_at) values
  ('7126010108000000000107', 'payment_received', '3126010108000000000107', '2026-01-01', '2026-01-01'),
  ('7126010108000000000207', 'surplus_received', '3126010108000000000207', '2026-01-01', '2026-01-01'),
  ('7126010108000000000307', 'surplus_refund_approved', '4126010108000000000107', '2026-01-01', '2026-01-01'),
  ('7126010108000000000407', 'refund_paid', '4126010108000000000107', '2026-01-01', '2026-01-01');
insert into posting (journal_no, seq, account_id, amount, currency, balance_after, account_version) values
  ('7126010108000000000107', 1, 1, 1800, 'CNY', 1800, 1), ('7126010108000000000107', 2, 2, -1800, 'CNY', -1800, 1),
  ('7126010108000000000207', 1, 1, 1800, 'CNY', 3600, 2), ('7126010108000000000207', 2, 3, -1800, 'CNY', -1800, 1),
  ('7126010108000000000307', 1, 3, 1800, 'CNY', 0, 2), ('7126010108000000000307', 2, 4, -1800, 'CNY', -1800, 1),
  ('7126010108000000000407', 1, 4, 1800, 'CNY', 0, 2), ('7126010108000000000407', 2, 1, -1800, 'CNY', 1800, 3);

insert into history (shard, no, version, move, actor, occurred_at, recorded_at) values
  (7, '1126010108000000000107', 2, 'trade:open>pay>paid', 'channel:wechat', '2026-01-01', '2026-01-01'),
  (7, '1126010108000000000307', 2, 'trade:open>begin_close>closing', 'rule:expiry', '2026-01-01', '2026-01-01'),
  (7, '1126010108000000000307', 3, 'trade:closing>close>closed', 'rule:expiry', '2026-01-01', '2026-01-01'),
  (7, '2126010108000000000107', 2, 'order_payment:unpaid>pay>paid', 'channel:wechat', '2026-01-01', '2026-01-01'),
  (7, '2126010108000000000107', 3, 'order:created>submit>pending_confirmation', 'channel:wechat', '2026-01-01', '2026-01-01'),
  (7, '2126010108000000000307', 2, 'order_payment:unpaid>time_out>timed_out', 'rule:expiry', '2026-01-01', '2026-01-01'),
  (7, '2126010108000000000307', 3, 'order:created>cancel>created_cancelled', 'rule:expiry', '2026-01-01', '2026-01-01'),
  (7, '5126010108000000000107', 2, 'payment:open>cover>covered', 'channel:wechat', '2026-01-01', '2026-01-01'),
  (7, '5126010108000000000307', 2, 'payment:open>begin_close>closing', 'rule:expiry', '2026-01-01', '2026-01-01'),
  (7, '5126010108000000000307', 3, 'payment:closing>close>closed', 'rule:expiry', '2026-01-01', '2026-01-01'),
  (7, '3126010108000000000107', 2, 'attempt:created>present>ready', 'channel:wechat', '2026-01-01', '2026-01-01'),
  (7, '3126010108000000000107', 3, 'attempt:ready>succeed>succeeded', 'channel:wechat', '2026-01-01', '2026-01-01'),
  (7, '3126010108000000000207', 2, 'attempt:created>lose>unknown', 'rule:timeout', '2026-01-01', '2026-01-01'),
  (7, '3126010108000000000207', 3, 'attempt:unknown>succeed>succeeded', 'channel:wechat', '2026-01-01', '2026-01-01'),
  (7, '4126010108000000000107', 2, 'refund:requested>approve>approved', 'rule:surplus', '2026-01-01', '2026-01-01'),
  (7, '4126010108000000000107', 3, 'refund:approved>succeed>succeeded', 'channel:wechat', '2026-01-01', '2026-01-01');

insert into command_key (caller, operation, key, request_hash, answer, created_at) values
  ('buyer:b', 'trade.place', 'k1', 'h', '{"value":{"no":"1126010108000000000107"}}', '2026-01-01');
insert into outbox (position, event_count, events, recorded_at) values
  (1, 2, '[{"type":"trade.placed","subject":"1126010108000000000107","sequence":1},{"type":"trade.paid","subject":"1126010108000000000107","sequence":2}]', '2026-01-01'),
  (3, 1, '[{"type":"trade.placed","subject":"1126010108000000000307","sequence":1}]', '2026-01-01');
update outbox_head set next_position = 4;
