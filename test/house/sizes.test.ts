import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { each, isGenerated, isTest, lineOf, readTree, type Source, source, syntax } from './tree.ts'

const FILE_LINES = 400
const FACE_LINES = 40
const HOUSE_TEST_LINES = 150
/** Of what others call: three, then a record; up to five where the order is given from outside (a signature). */
const PARAMETERS = 5

const linesOf = (text: string): number => text.trimEnd().split('\n').length
/** A page is markup, read from top to bottom: it may be longer than a function that reasons. */
const screen = (path: string): number => (path.endsWith('.tsx') ? 160 : 80)

function limitOf(path: string): number {
  if (/^src\/modules\/[^/]+\/index\.ts$/.test(path)) return FACE_LINES
  return path.startsWith('test/house/') ? HOUSE_TEST_LINES : FILE_LINES
}

const tooLong = (tree: readonly Source[]): string[] =>
  tree
    .filter(({ path, text }) => linesOf(text) > limitOf(path))
    .map(
      ({ path, text }) =>
        `${path}: ${linesOf(text)} lines, at most ${limitOf(path)}; split it by what it knows`,
    )

function isExported(node: ts.Node): boolean {
  if (ts.isBlock(node) || ts.isCallExpression(node) || ts.isSourceFile(node)) return false
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) || isExported(node.parent)
}

/** Lines of a function without those of the functions inside it: a face that holds ten short ones is not long. */
function ownLines(node: ts.Node, tree: ts.SourceFile): number {
  const inside: number[] = []
  const down = (child: ts.Node): void => {
    if (ts.isFunctionLike(child)) inside.push(linesOf(child.getText(tree)) - 1)
    else ts.forEachChild(child, down)
  }
  ts.forEachChild(node, down)
  return linesOf(node.getText(tree)) - inside.reduce((sum, lines) => sum + lines, 0)
}

function bigFunctions(file: Source): string[] {
  const tree = syntax(file)
  const found: string[] = []
  each(tree, (node) => {
    if (!ts.isFunctionLike(node)) return
    const at = `${file.path}:${lineOf(tree, node)}`
    const count = node.parameters.length
    if (count > PARAMETERS && isExported(node)) found.push(`${at}: ${count} parameters; give it a record`)
    if (!('body' in node) || !node.body) return
    const height = ownLines(node, tree)
    if (height > screen(file.path)) found.push(`${at}: ${height} lines; a function fits a screen`)
  })
  return found
}

describe('sizes', () => {
  const tree = readTree().filter(({ path }) => !isGenerated(path))
  const own = tree.filter(({ path }) => !isTest(path))

  it('no file is over its limit', () => {
    expect(tooLong(tree)).toEqual([])
  })

  it('half of the files are at most 80 lines, nine of ten at most 300', () => {
    const sorted = own.map(({ text }) => linesOf(text)).sort((a, b) => a - b)
    const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]
    expect(at(0.5), 'median').toBeLessThanOrEqual(80)
    expect(at(0.9), 'ninth decile').toBeLessThanOrEqual(300)
  })

  it('functions fit a screen and take few parameters', () => {
    expect(own.flatMap(bigFunctions)).toEqual([])
  }, 90_000)

  it('sees a long file, a long face, a long function and a crowd of parameters', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `const a${i} = ${i}`).join('\n')
    expect(tooLong([source('src/kernel/a.ts', lines(401))])).toHaveLength(1)
    expect(tooLong([source('src/modules/order/index.ts', lines(41))])).toHaveLength(1)
    expect(bigFunctions(source('src/a.ts', `function f() {\n${lines(90)}\n}`))).toHaveLength(1)
    expect(
      bigFunctions(source('src/a.ts', `export const f = (a: 1, b: 1, c: 1, d: 1, e: 1, f: 1) => a`)),
    ).toHaveLength(1)
  })
})
