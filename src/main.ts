import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Before anything else is loaded: a second start reads what the first has compiled.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tongbao', import.meta.url)))
const { run } = await import('./run.ts')
await run(process.env, process.argv.slice(2))
