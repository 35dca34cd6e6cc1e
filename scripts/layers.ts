import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { circles, forbidden, readImports, roomTable } from './imports.ts'
import { rooms } from './rooms.ts'

/** npm run layers: checks the order of rooms; with `--write` it writes the list of rooms into ARCHITECTURE.md. */
const root = join(import.meta.dirname, '..')
const document = join(root, 'ARCHITECTURE.md')
const text = readFileSync(document, 'utf8')
const [before = '', rest = ''] = text.split(/(?<=<!-- rooms -->\n)/)
const after = rest.slice(rest.indexOf('<!-- /rooms -->'))
const written = `${before}\n${roomTable(rooms)}\n${after}`

const imports = readImports(root)
const problems = [
  ...forbidden(imports, rooms),
  ...circles(imports).map((files) => `these files import each other: ${files.join(', ')}`),
]
if (process.argv.includes('--write')) writeFileSync(document, written)
else if (written !== text) problems.push('ARCHITECTURE.md has another list of rooms: npm run layers -- --write')
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
