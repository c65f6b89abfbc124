-- Orders, payments and their items are updated soon after they are written, many on one page at once. With room for as
-- many new versions beside them no index is touched; a page that was full of orders sent three of four updates elsewhere.
alter table shop_order set (fillfactor = 50);
alter table payment set (fillfactor = 50);
alter table payment_item set (fillfactor = 50);
