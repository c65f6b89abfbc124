import { createHmac, randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { MINUTE } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { derive, sameText } from './token.ts'

export const OTP_MINUTES = 5
export const OTP_TRIES = 5

/**
 * How a code reaches its phone, and whether the provider took it. The demo's keeps it for the sign-in page; a live one
 * sends a text message that says for how many minutes the code holds.
 */
export type SendCode = (phone: string, code: string, minutes: number) => Promise<boolean>

const hashCode = (secret: string, phone: string, code: string): string =>
  createHmac('sha256', derive(secret, 'one-time code')).update(`${phone} ${code}`).digest('hex')

/** Makes a new code for a phone; an earlier one dies. The code itself is never stored. */
export const issueCode = async (db: Db, secret: string, phone: string, now: Date): Promise<string> => {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const expires = new Date(now.getTime() + OTP_MINUTES * MINUTE)
  await sql`
    insert into sign_in_code (phone, code_hash, expires_at, tries)
    values (${phone}, ${hashCode(secret, phone, code)}, ${expires}, 0)
    on conflict (phone) do update
      set code_hash = excluded.code_hash, expires_at = excluded.expires_at, tries = 0`.execute(db)
  return code
}

/**
 * Whether a code is right, spending a try. A right code is spent with it. The try is counted before the comparison,
 * in one statement, so that guesses made at the same time cannot share a try.
 */
export const spendCode = async (
  db: Db,
  secret: string,
  phone: string,
  code: string,
  now: Date,
): Promise<boolean> => {
  const { rows } = await sql<{ code_hash: string }>`
    update sign_in_code set tries = tries + 1
    where phone = ${phone} and expires_at > ${now} and tries < ${OTP_TRIES}
    returning code_hash`.execute(db)
  const kept = rows[0]?.code_hash
  if (!kept || !sameText(kept, hashCode(secret, phone, code))) return false
  const spent = await sql`delete from sign_in_code where phone = ${phone} and code_hash = ${kept}`.execute(db)
  return spent.numAffectedRows === 1n
}
