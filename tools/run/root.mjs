// Plain JavaScript that Node 20 runs: these files work before anything is installed.
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
