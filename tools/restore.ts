import { restoreBackup } from './backup/restore.ts'
import { openProduct, runTool } from './product/open.ts'

/** npm run restore -- file: fills the product's database, which must be empty. */
await runTool(async () => {
  const file = process.argv[2]
  if (!file) throw new Error('Usage: npm run restore -- <archive>')
  const product = await openProduct()
  try {
    const { tables, takenAt } = await restoreBackup(file, product.url)
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    console.log(
      `Restored ${tables.length} tables, ${rows} rows, as of ${takenAt}; every table equals the archive`,
    )
  } finally {
    await product.close()
  }
})
