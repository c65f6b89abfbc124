import { openDb, openPool } from '../src/platform/db.ts'
import { openProduct, runTool } from './product/open.ts'
import { giveNewPassword, makeFirstAdministrator } from './staff/first.ts'

/**
 * npm run staff -- <user name> <name>: the first administrator of a new installation.
 * npm run staff -- --reset <user name>: a new password for somebody who lost it, and no second factor.
 */
await runTool(async () => {
  const [first, second] = process.argv.slice(2)
  const isReset = first === '--reset'
  const username = isReset ? second : first
  const name = second ?? first
  if (!username || !name || (first?.startsWith('-') && !isReset))
    throw new Error('Usage: npm run staff -- <user name> [<name>], or npm run staff -- --reset <user name>')
  const product = await openProduct()
  const db = openDb(openPool({ url: product.url, max: 2 }))
  try {
    const now = new Date()
    const password = isReset
      ? await giveNewPassword(db, { username, now })
      : await makeFirstAdministrator(db, { username, name, now })
    const who = isReset ? username : `Administrator ${username}`
    console.log(`${who}, password ${password}\nIt is shown once: change it after the first sign-in.`)
  } finally {
    await db.destroy()
    await product.close()
  }
})
