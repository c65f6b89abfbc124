import type pg from 'pg'
import { openTokens } from '../src/modules/account/index.ts'

export type BenchBuyer = { readonly id: string; readonly addressId: number; readonly token: string }

/** Buyers with an address each and a signed token, as if they had signed in: signing in is not what is measured. */
export async function makeBuyers(
  pool: pg.Pool,
  count: number,
  secret: string,
): Promise<readonly BenchBuyer[]> {
  await pool.query(
    `insert into person (id, kind, name, phone, created_at)
     select 'bench-' || n, 'buyer', 'bench', null, now() from generate_series(0, $1::int - 1) as n
     on conflict do nothing`,
    [count],
  )
  const { rows } = await pool.query<{ id: string; addressId: number }>(
    `insert into buyer_address (buyer_id, name, phone, province, city, district, street, is_default,
       created_at, updated_at)
     select 'bench-' || n, '林晚', '13900000001', '浙江省', '杭州市', '西湖区', '龙井路88号', false, now(), now()
     from generate_series(0, $1::int - 1) as n
     returning buyer_id as id, id as "addressId"`,
    [count],
  )
  const tokens = openTokens(secret)
  const now = new Date()
  return rows.map(({ id, addressId }) => ({
    id,
    addressId,
    token: tokens.mint({ kind: 'buyer', id, name: 'bench', sessionId: `session-${id}` }, now),
  }))
}
