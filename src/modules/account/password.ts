import { sql } from 'kysely'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import { endSessions } from './credentials.ts'
import type { Gate, Sessions } from './gate.ts'
import { LIMITS } from './throttle.ts'
import type { AccountRejection } from './types.ts'

/**
 * Gives a member of staff a new password and takes the second factor off; every session ends. For whoever runs the
 * installation, when somebody lost both. False: nobody of that name.
 */
export async function resetCredentials(
  db: Db,
  { username, password, now }: { username: string; password: string; now: Date },
): Promise<boolean> {
  const { hashPassword } = await import('better-auth/crypto')
  const hash = await hashPassword(password)
  const { rows } = await sql<{ id: string }>`
    select id from person where kind = 'staff' and username = ${username.toLowerCase()}`.execute(db)
  const id = rows[0]?.id
  if (id === undefined) return false
  await db.transaction().execute(async (tx) => {
    await sql`
      update auth.account set password = ${hash}, "updatedAt" = ${now}
      where "userId" = ${id} and "providerId" = 'credential'`.execute(tx)
    await sql`delete from auth."twoFactor" where "userId" = ${id}`.execute(tx)
    await sql`update auth."user" set "twoFactorEnabled" = false where id = ${id}`.execute(tx)
  })
  await endSessions(db, { personId: id }, now)
  return true
}

/**
 * Staff change their own password by the one they have. Every session ends with it, this one too: whoever knew the old
 * password, or holds a session of it, is out.
 */
export const ownPassword = (gate: Gate): Pick<Sessions, 'changePassword'> => {
  const { db, clock, standing, waits } = gate
  return {
    changePassword: async ({ id }, { password, next }): Promise<Outcome<null, AccountRejection>> => {
      const wait = await waits(LIMITS.triesPerUsername, `password of ${id}`)
      if (wait) return wait
      const { hashPassword, verifyPassword } = await import('better-auth/crypto')
      const { rows } = await sql<{ hash: string }>`
        select password as hash from auth.account where "userId" = ${id} and "providerId" = 'credential'`.execute(
        db,
      )
      const hash = rows[0]?.hash
      if (!hash || !(await verifyPassword({ hash, password }))) {
        return reject('sign_in_refused', { param: 'password' })
      }
      const now = clock.now()
      // Of two changes at once the second one knows a password that is none any more.
      const { numAffectedRows } = await sql`
        update auth.account set password = ${await hashPassword(next)}, "updatedAt" = ${now}
        where "userId" = ${id} and "providerId" = 'credential' and password = ${hash}`.execute(db)
      if (numAffectedRows !== 1n) return reject('sign_in_refused', { param: 'password' })
      await endSessions(db, { personId: id }, now)
      await standing.refresh()
      return accept(null)
    },
  }
}
