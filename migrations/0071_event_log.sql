-- Where an event is found: by type, resource, time and shop. Made from the outbox by the fan-out; may be dropped and
-- made again. What the event says stays in the outbox.

create table event_log (
  position      bigint primary key,
  type          text not null,
  subject       text collate "C" not null,
  -- When it was published, which grows with the position.
  published_at  timestamptz not null
);
create index event_log_subject on event_log (subject, position);
create index event_log_time on event_log (published_at);

create table event_of_shop (
  shop_id   bigint not null,
  position  bigint not null,
  type      text not null,
  primary key (shop_id, position)
);

insert into event_log (position, type, subject, published_at)
select o.position + e.nth - 1, e.event ->> 'type', e.event ->> 'subject', o.recorded_at
from outbox o, json_array_elements(o.events::json) with ordinality as e (event, nth)
where o.position + e.nth - 1 < (select next_position from outbox_reader where name = 'webhooks');

insert into event_of_shop (shop_id, position, type)
select (e.event -> 'data' ->> 'shopId')::bigint, o.position + e.nth - 1, e.event ->> 'type'
from outbox o, json_array_elements(o.events::json) with ordinality as e (event, nth)
where e.event -> 'data' ->> 'shopId' is not null
  and o.position + e.nth - 1 < (select next_position from outbox_reader where name = 'webhooks');
