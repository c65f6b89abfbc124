import { randomBytes } from 'node:crypto'
import { createStaff, listStaff } from '../../src/modules/account/index.ts'
import type { Db } from '../../src/platform/db.ts'

/**
 * Makes the first administrator, who makes everybody else in the console; returns the password, which is kept nowhere.
 * Throws when an active administrator exists: this door is for an empty house.
 */
export const makeFirstAdministrator = async (
  db: Db,
  { username, name, now }: { username: string; name: string; now: Date },
): Promise<string> => {
  if (!/^[a-z0-9][a-z0-9._-]{1,30}$/.test(username))
    throw new Error('the user name must be 2 to 31 characters: small letters, digits, dot, dash, underscore')
  const staff = await listStaff(db, null)
  const present = staff.find(({ role, state }) => role === 'admin' && state === 'active')
  if (present)
    throw new Error(`${present.username} is an administrator already and can add others in the console`)
  const password = randomBytes(18).toString('base64url')
  const made = await createStaff(db, { username, name, password, role: 'admin', shopId: null }, now)
  if (!made.ok) throw new Error(`the user name ${username} is taken`)
  return password
}
