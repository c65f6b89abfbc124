import { readFileSync, writeFileSync } from 'node:fs'
import { guideFile, withTable } from './configuration/table.ts'

/** Part of npm run docs: the table of variables in the production guide is made from src/platform/variables.ts. */
writeFileSync(guideFile, withTable(readFileSync(guideFile, 'utf8')))
