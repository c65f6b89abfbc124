import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { apiTypes, clientFile } from './client.ts'

test('[AB7] the web types are the OpenAPI document of the server that runs (else: npm run api:client)', async () => {
  expect(await apiTypes()).toBe(readFileSync(clientFile, 'utf8'))
})
