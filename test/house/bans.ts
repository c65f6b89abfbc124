import ts from 'typescript'
import { each, isGenerated, isTest, lineOf, type Source, syntax } from './tree.ts'

/** Something that may not stand in some rooms, what to write instead, and why. */
type Ban = {
  readonly what: string
  readonly where: (path: string) => boolean
  readonly is: (node: ts.Node, path: string) => boolean
  readonly instead: string
}

const server = (path: string): boolean => /^(src|simulator)\//.test(path) && !isTest(path)
const everywhere = (): boolean => true
const calls = (node: ts.Node, name: RegExp): boolean =>
  ts.isCallExpression(node) && name.test(node.expression.getText())

/** The rooms where time and chance enter (kernel, the mains) and where measuring them is the purpose. */
const timed = (path: string): boolean =>
  (server(path) && !/^src\/kernel\/|^(src|simulator)\/main\.ts$/.test(path)) ||
  (path.startsWith('test/simulation/') && !path.endsWith('.test.ts'))

const VAGUE = /(Manager|Helpers?|Utils?|Impl)$|^(Base|Abstract)[A-Z]/
const SQL = /^\s*(select|insert\s+into|update|delete\s+from|create|alter|drop|truncate|with)\s/i
/** Names of databases and roles cannot be bound; here they come from our own configuration. */
const QUOTES_IDENTIFIERS = /^src\/platform\/postgres\//

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isBinaryExpression(node)

/** SQL glued from pieces: a template with holes that no `sql` tag binds, or text added to text. */
function isGluedSql(node: ts.Node): boolean {
  if (ts.isTemplateExpression(node))
    return !ts.isTaggedTemplateExpression(node.parent) && SQL.test(node.head.text)
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return false
  return ts.isStringLiteralLike(node.left) && SQL.test(node.left.text) && !ts.isStringLiteralLike(node.right)
}

const declares = (node: ts.Node): node is ts.Node & { name: ts.Identifier } =>
  (ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node)) &&
  node.name !== undefined &&
  ts.isIdentifier(node.name)

export const BANS: readonly Ban[] = [
  {
    what: 'Date.now',
    where: timed,
    is: (node) => calls(node, /^Date\.now$/),
    instead: 'take `now` from the command or a Clock: a replay must see the same time',
  },
  {
    what: 'new Date()',
    where: timed,
    is: (node) => ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length,
    instead: 'take `now` from the command or a Clock: a replay must see the same time',
  },
  {
    what: 'Math.random',
    where: timed,
    is: (node) => calls(node, /^Math\.random$/),
    instead: 'node:crypto for secrets, a seeded source elsewhere: a seed must replay the run',
  },
  {
    what: 'any',
    where: everywhere,
    is: (node) => node.kind === ts.SyntaxKind.AnyKeyword,
    instead: '`unknown` and a check',
  },
  {
    what: 'a vague name',
    where: everywhere,
    is: (node) => declares(node) && VAGUE.test(node.name.text),
    instead: 'the word of the field for what it is (GLOSSARY.md)',
  },
  {
    what: 'SQL built from text',
    where: (path) => server(path) && !QUOTES_IDENTIFIERS.test(path),
    is: isGluedSql,
    instead: 'the `sql` tag or bound parameters: text from outside must never become a statement',
  },
  {
    what: 'sql.raw of a value',
    where: server,
    is: (node) => calls(node, /^sql\.raw$/) && !isText((node as ts.CallExpression).arguments[0] ?? node),
    instead: '`sql.ref`, `sql.lit` of a constant, or a bound parameter',
  },
  {
    what: 'fetch',
    where: (path) =>
      /^src\/(kernel|platform|modules|flows|projections|auditor)\//.test(path) && !isTest(path),
    is: (node) => calls(node, /^(globalThis\.)?fetch$/),
    instead: 'a channel or the webhook sender: no call to the outside world near a transaction (row N19)',
  },
  {
    what: 'process.env',
    where: (path) =>
      server(path) && !/^src\/platform\/config|^src\/platform\/postgres\/|main\.ts$/.test(path),
    is: (node) => ts.isPropertyAccessExpression(node) && /^process\.env$/.test(node.getText()),
    instead: 'src/platform/config.ts, which refuses a wrong value by name at start',
  },
  {
    what: 'console.log',
    where: (path) => path.startsWith('src/') && !isTest(path) && !/^src\/main\.ts$/.test(path),
    is: (node) => calls(node, /^console\.\w+$/),
    instead: 'the log that was given: lines carry a request id and no secrets',
  },
]

/** Every banned thing that stands in a file, with its place and its replacement. */
export function banned(file: Source): string[] {
  if (isGenerated(file.path)) return []
  const bans = BANS.filter(({ where }) => where(file.path))
  const tree = syntax(file)
  const found: string[] = []
  each(tree, (node) => {
    for (const { what, is, instead } of bans) {
      if (is(node, file.path)) found.push(`${file.path}:${lineOf(tree, node)}: ${what}; instead: ${instead}`)
    }
  })
  const name = /([^/]+)\.tsx?$/.exec(file.path)?.[1] ?? ''
  if (/(^|-)(manager|helpers?|utils?|impl|misc|common)$/i.test(name)) {
    found.push(`${file.path}: a vague name; instead: what the file knows`)
  }
  return found
}
