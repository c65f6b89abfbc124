import { sql } from 'kysely'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { endSessions } from './credentials.ts'
import type { Gate, Sessions } from './gate.ts'
import { LIMITS } from './throttle.ts'
import type { AccountRejection } from './types.ts'

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
