import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { takeBackup } from './backup/take.ts'
import { openProduct, runTool } from './product/open.ts'

/** npm run backup [-- file]: one archive of the product's database; the product may go on meanwhile. */
await runTool(async () => {
  const product = await openProduct()
  try {
    const now = new Date()
    const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const file = resolve(process.argv[2] ?? join(product.home, 'backups', `tongbao-${stamp}.tar`))
    await mkdir(dirname(file), { recursive: true })
    const { tables } = await takeBackup(product.url, file, now)
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    console.log(`${file}: ${tables.length} tables, ${rows} rows`)
  } finally {
    await product.close()
  }
})
