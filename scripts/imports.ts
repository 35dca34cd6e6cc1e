import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import type { Room } from './rooms.ts'

/** Files by what they import from other files of the repository; paths from its root. */
export type Imports = ReadonlyMap<string, readonly string[]>

const sources = '{src,dashboard,importer,simulator,test,bench,scripts,deploy}/**/*.{ts,tsx}'
const specifiers = /(?:\bfrom|\bimport)\s*\(?\s*'(\.\.?\/[^']+)'/g

export function readImports(root: string): Imports {
  const files = globSync(sources, { cwd: root, exclude: (path) => path.endsWith('dist') }).sort()
  const known = new Set(files)
  return new Map(
    files.map((file) => {
      const named = [...readFileSync(join(root, file), 'utf8').matchAll(specifiers)]
      const paths = named.map(([, path = '']) => posix.normalize(posix.join(dirname(file), path)))
      return [file, [...new Set(paths)].filter((path) => known.has(path))]
    }),
  )
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file)

const lies = (file: string, path: string) => file === path || file.startsWith(`${path}/`)

/** The innermost room of a file; a test beside its source stands above all rooms. */
function roomOf(file: string, rooms: readonly Room[]): number {
  if (isTest(file)) return -1
  const held = rooms.filter(({ path }) => lies(file, path))
  return rooms.indexOf(held.toSorted((a, b) => b.path.length - a.path.length)[0] as Room)
}

/** Imports that lead up, into what a room may not see, or from a file that lies in no room. */
export function forbidden(imports: Imports, rooms: readonly Room[]): string[] {
  const found: string[] = []
  for (const [file, imported] of imports) {
    const from = roomOf(file, rooms)
    const room = rooms[from]
    if (room === undefined && !isTest(file)) found.push(`${file} lies in no room of scripts/rooms.ts`)
    for (const path of imported) {
      const to = roomOf(path, rooms)
      const own = lies(path, file.split('/')[0] as string)
      const isSeen = room?.sees === undefined || own || room.sees.some((it) => lies(path, it))
      if (to < from || !isSeen) found.push(`${file} may not import ${path}: ${room?.path} lies below or apart`)
    }
  }
  return found
}

/** Groups of files that import each other, directly or through others (Tarjan's strongly connected components). */
export function circles(imports: Imports): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const visit = (file: string) => {
    order.set(file, order.size)
    lowest.set(file, order.get(file) as number)
    stack.push(file)
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) visit(next)
      else if (!stack.includes(next)) continue
      lowest.set(file, Math.min(lowest.get(file) as number, lowest.get(next) as number))
    }
    if (lowest.get(file) !== order.get(file)) return
    const circle = stack.splice(stack.indexOf(file))
    if (circle.length > 1) found.push(circle.sort())
  }
  for (const file of imports.keys()) if (!order.has(file)) visit(file)
  return found
}

/** The rooms as a list of a document, each indented below the room that it is an inner one of. */
export function roomTable(rooms: readonly Room[]): string {
  const width = Math.max(...rooms.map(({ path }) => path.length)) + 2
  return rooms.map(({ path, says }) => `    ${path.padEnd(width)}${says}`).join('\n')
}
