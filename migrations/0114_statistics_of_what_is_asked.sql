-- PostgreSQL looks at 30,000 rows of a table that has grown by a tenth and sorts them once for every column, on one
-- core and in one go, while buyers wait on the others. Nobody looks for, joins or groups by these columns: what is
-- known of them changes no plan.
alter table order_line
  alter sku_id set statistics 0, alter spu_id set statistics 0, alter warehouse_id set statistics 0,
  alter catalog_version set statistics 0, alter title set statistics 0, alter spec_text set statistics 0,
  alter image set statistics 0, alter quantity set statistics 0, alter unit_price set statistics 0,
  alter goods_amount set statistics 0, alter shop_discount set statistics 0, alter platform_discount set statistics 0,
  alter points_amount set statistics 0, alter freight_amount set statistics 0, alter tax_amount set statistics 0,
  alter payable_amount set statistics 0, alter stages set statistics 0, alter stage_amounts set statistics 0,
  alter refunded_quantity set statistics 0;
alter table trade
  alter currency set statistics 0, alter goods_amount set statistics 0, alter shop_discount set statistics 0,
  alter platform_discount set statistics 0, alter points_amount set statistics 0, alter freight_amount set statistics 0,
  alter payable_amount set statistics 0, alter order_nos set statistics 0, alter address set statistics 0,
  alter invoice set statistics 0, alter quote_hash set statistics 0, alter close_reason set statistics 0,
  alter version set statistics 0;
alter table shop_order
  alter currency set statistics 0, alter goods_amount set statistics 0, alter shop_discount set statistics 0,
  alter platform_discount set statistics 0, alter points_amount set statistics 0, alter freight_amount set statistics 0,
  alter tax_amount set statistics 0, alter payable_amount set statistics 0, alter received_amount set statistics 0,
  alter refunded_amount set statistics 0, alter allocation_no set statistics 0, alter remark set statistics 0,
  alter cancel_reason set statistics 0, alter version set statistics 0;
alter table stock_move
  alter available set statistics 0, alter reserved set statistics 0, alter committed set statistics 0,
  alter damaged set statistics 0, alter activity set statistics 0, alter in_transit set statistics 0,
  alter actor set statistics 0, alter reason set statistics 0;
alter table command_key
  alter request_hash set statistics 0, alter answer set statistics 0, alter made set statistics 0;
