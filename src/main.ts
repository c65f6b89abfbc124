import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

// Before anything else is loaded: a second start reads what the first has compiled.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tongbao', import.meta.url)))
// Starting makes much garbage once. The young generation would grow for it and stay large: some 35 MB at rest.
setFlagsFromString('--semi-space-growth-factor=1')
const { run } = await import('./run.ts')
await run(process.env, process.argv.slice(2))
// Under load it may grow as usual.
setFlagsFromString('--semi-space-growth-factor=2')
