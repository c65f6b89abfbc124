import { writeFileSync } from 'node:fs'
import { clientFiles } from './api/client.ts'

/** npm run api:client: writes the types of the web's client and of the SDK. */
for (const { file, text } of await clientFiles()) writeFileSync(file, text)
