import { migrate } from '../src/platform/migrate.ts'
import { openProduct, runTool } from './product/open.ts'

/**
 * npm run migrate: brings the database to this version and does nothing else. `npm start` does it too; in production
 * it is a step of its own, by the role that owns the tables, before the new version starts.
 */
await runTool(async () => {
  const product = await openProduct()
  try {
    const applied = await migrate(product.url)
    console.log(applied.length > 0 ? `Applied ${applied.join(', ')}` : 'Nothing is due')
  } finally {
    await product.close()
  }
})
