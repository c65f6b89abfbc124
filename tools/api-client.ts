import { writeFileSync } from 'node:fs'
import { apiTypes, clientFile } from './api/client.ts'

/** npm run api:client: writes web/api/schema.generated.ts. */
writeFileSync(clientFile, await apiTypes())
