import { randomBytes } from 'node:crypto'
import { createStaff, listStaff, resetCredentials } from '../../src/modules/account/index.ts'
import type { Db } from '../../src/platform/db.ts'

/**
 * Makes the first administrator, who makes everybody else in the console; returns the password, which is kept nowhere.
 * Throws when an active administrator exists: this door is for an empty house.
 */
export const makeFirstAdministrator = async (
  db: Db,
  { username, name, now }: { username: string; name: string; now: Date },
): Promise<string> => {
  // As the door takes them: a name that nobody can sign in with would shut this one for good.
  if (!/^[a-z0-9][a-z0-9._]{2,29}$/.test(username))
    throw new Error('the user name must be 3 to 30 characters: small letters, digits, dot, underscore')
  const staff = await listStaff(db, null)
  const present = staff.find(({ role, state }) => role === 'admin' && state === 'active')
  if (present)
    throw new Error(`${present.username} is an administrator already and can add others in the console`)
  const password = freshPassword()
  const made = await createStaff(db, { username, name, password, role: 'admin', shopId: null }, now)
  if (!made.ok) throw new Error(`the user name ${username} is taken`)
  return password
}

/** A new password for somebody who lost his; it is kept nowhere. The second factor is off, every session has ended. */
export const giveNewPassword = async (
  db: Db,
  { username, now }: { username: string; now: Date },
): Promise<string> => {
  const password = freshPassword()
  if (!(await resetCredentials(db, { username, password, now })))
    throw new Error(`nobody is called ${username}`)
  return password
}

const freshPassword = (): string => randomBytes(18).toString('base64url')
