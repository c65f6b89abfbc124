import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** One source file as the house tests see it. Paths are relative to the repository, with forward slashes. */
export type Source = {
  readonly path: string
  readonly text: string
  /** Files of this repository that it imports, types included. */
  readonly imports: readonly string[]
  /** Packages and `node:` modules that it imports. */
  readonly packages: readonly string[]
}

export const root = fileURLToPath(new URL('../..', import.meta.url))

const ROOMS = ['src', 'web', 'simulator', 'bench', 'test', 'tools', 'examples', 'sdk']
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.tongbao'])

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('test/')
export const isGenerated = (path: string): boolean => /\.generated\.tsx?$/.test(path)

/** Every TypeScript file of the repository. */
export function readTree(): Source[] {
  return ROOMS.flatMap((room) => walk(room))
    .sort()
    .map((path) => source(path, readFileSync(join(root, path), 'utf8')))
}

function walk(folder: string): string[] {
  let entries: ReturnType<typeof list>
  try {
    entries = list(folder)
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path)
    return /\.(ts|tsx|mts)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

const list = (folder: string) => readdirSync(join(root, folder), { withFileTypes: true })

/** A file given as text: what the tests of these tests feed to the rules. */
export function source(path: string, text: string): Source {
  const imports: string[] = []
  const packages: string[] = []
  for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
    if (fileName.startsWith('.')) imports.push(posix.join(dirname(path), fileName))
    else packages.push(fileName)
  }
  return { path, text, imports, packages }
}

export const syntax = ({ path, text }: Source): ts.SourceFile =>
  ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : undefined,
  )

/** Calls `visit` for every node of the file. */
export function each(file: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const down = (node: ts.Node): void => {
    visit(node)
    ts.forEachChild(node, down)
  }
  down(file)
}

export const lineOf = (file: ts.SourceFile, node: ts.Node): number =>
  file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
