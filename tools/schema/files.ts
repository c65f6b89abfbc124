import { fileURLToPath } from 'node:url'

export const schemaFile = fileURLToPath(new URL('../../migrations/schema.sql', import.meta.url))
export const typesFile = fileURLToPath(new URL('../../src/platform/schema.generated.ts', import.meta.url))
