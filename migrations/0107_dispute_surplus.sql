-- A lost dispute may have taken a surplus whose refund its channel therefore refused: nobody bears that, it was the payer's.
alter table dispute
  add column covered bigint not null default 0,
  add constraint dispute_covered_check check (covered = 0 or (state = 'lost' and covered between 0 and amount));
