import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { clientFiles } from './client.ts'

test('[AB7] the types of the web and of the SDK are the OpenAPI document of the server that runs (else: npm run api:client)', async () => {
  const stale = (await clientFiles()).filter(({ file, text }) => readFileSync(file, 'utf8') !== text)
  expect(stale.map(({ file }) => file)).toEqual([])
})
