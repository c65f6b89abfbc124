import { openDb, openPool } from '../src/platform/db.ts'
import { openProduct, runTool } from './product/open.ts'
import { makeFirstAdministrator } from './staff/first.ts'

/** npm run staff -- <user name> <name>: the first administrator of a new installation. */
await runTool(async () => {
  const [username, name = username] = process.argv.slice(2)
  if (!username || !name) throw new Error('Usage: npm run staff -- <user name> [<name>]')
  const product = await openProduct()
  const db = openDb(openPool({ url: product.url, max: 2 }))
  try {
    const password = await makeFirstAdministrator(db, { username, name, now: new Date() })
    console.log(
      `Administrator ${username}, password ${password}\nIt is shown once: change it after the first sign-in.`,
    )
  } finally {
    await db.destroy()
    await product.close()
  }
})
