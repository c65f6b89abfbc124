import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { variables } from '../../src/platform/variables.ts'
import { guideFile, withTable } from './table.ts'

const guide = readFileSync(guideFile, 'utf8')

test('the table of variables in the production guide is current (else: npm run docs)', () => {
  expect(withTable(guide)).toBe(guide)
  for (const name of Object.keys(variables.properties)) expect(guide).toContain(`\`${name}\``)
})

test('a guide without the marks is refused, not overwritten', () => {
  expect(() => withTable('# Running Tongbao for real')).toThrow(/lacks the marks/)
})
