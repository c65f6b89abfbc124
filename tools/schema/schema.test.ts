import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { dumpSchema } from './dump.ts'
import { schemaFile, typesFile } from './files.ts'
import { typesOf } from './types.ts'

let migrated: TestDatabase
let sample: TestDatabase
beforeAll(async () => {
  migrated = await testDatabase()
  sample = await testDatabase({ empty: true })
})
afterAll(() => Promise.all([migrated.drop(), sample.drop()]))

test('migrations/schema.sql is current (else: npm run db:schema)', async () => {
  expect(await dumpSchema(migrated.pool)).toBe(readFileSync(schemaFile, 'utf8'))
})

test('src/platform/schema.generated.ts is current (else: npm run db:types)', async () => {
  expect(await typesOf(migrated.url)).toBe(readFileSync(typesFile, 'utf8'))
})

test('the dump tells every kind of thing, and running it gives the same schema again', async () => {
  await sample.pool.query(`
    create schema side; create table side."user" ("userId" text primary key);
    create type bearer as enum ('shop', 'platform');
    create domain fen as bigint check (value >= 0);
    create sequence ticket increment 7 cycle;
    create function double(x bigint) returns bigint language sql immutable as 'select x * 2';
    create table account (
      id text collate "C" primary key, kind bearer not null default 'shop', balance fen not null default 0,
      twice bigint generated always as (balance * 2) stored, row_no bigint generated always as identity,
      constraint known check (id <> '')
    ) with (fillfactor = 70);
    create index account_kind on account (kind) where balance > 0;
    create table posting (account_id text not null references account, day date not null) partition by range (day);
    create table posting_2026 partition of posting for values from ('2026-01-01') to ('2027-01-01');
    create function refuse() returns trigger language plpgsql as 'begin return null; end';
    create trigger append_only before update on posting for each row execute function refuse();
    create view rich as select id from account where balance > 100;
    comment on column account.balance is 'in fen, the owner''s';`)
  const dump = await dumpSchema(sample.pool)
  const copy = await testDatabase({ empty: true })
  try {
    await copy.pool.query(dump)
    expect(await dumpSchema(copy.pool)).toBe(dump)
  } finally {
    await copy.drop()
  }
  for (const words of [
    'fillfactor=70',
    'where',
    'partition of posting',
    'identity',
    'stored',
    "owner''s",
    'rich',
  ])
    expect(dump.toLowerCase()).toContain(words)
})
