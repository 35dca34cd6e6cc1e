import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withScopeTable } from '../src/http/scope-table.ts'
import { startServiceForTest } from './service.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const document = read('docs/security.md')

interface Row {
  readonly requirement: string
  readonly status: string
  readonly why: string
}
const rows: Row[] = [...document.matchAll(/^\| (\d[\d., x–]*) \| (met|in part|no|n\/a) \| (.+) \|$/gm)].map(
  ([, requirement = '', status = '', why = '']) => ({ requirement, status, why }),
)

/** `6.2.1, 6.2.6–9` as each number; `10.1.x` as it stands. */
const numbersOf = (requirement: string) =>
  requirement.split(', ').flatMap((part) => {
    const range = /^(\d+\.\d+\.)(\d+)–(\d+)$/.exec(part)
    if (range === null) return [part]
    const [, before = '', first, last] = range
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => before + (Number(first) + index))
  })

test('the table of scopes is what the routes declare (npm run contract writes it anew)', async () => {
  const { service } = await startServiceForTest()
  expect(document).toBe(withScopeTable(document, service.app.declaredRoutes))
})

test('each requirement stands in the table once, in every chapter', () => {
  const numbers = rows.flatMap(({ requirement }) => numbersOf(requirement))
  expect(numbers.filter((it, index) => numbers.indexOf(it) !== index)).toEqual([])
  expect(rows.length).toBeGreaterThan(130)
  const chapters = new Set(numbers.map((it) => Number(it.split('.')[0])))
  expect([...chapters].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, index) => index + 1))
})

test('every file that the document names is there', () => {
  const named = [...document.matchAll(/`((?:src|test|dashboard|deploy)\/[\w./*-]+)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(80)
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('what is not met says why', () => {
  for (const { requirement, status, why } of rows)
    if (status !== 'met') expect(why.length, requirement).toBeGreaterThan(8)
})

test('the service starts no process and no shell', () => {
  const starting = globSync('src/**/*.ts', { cwd: root }).filter((path) =>
    /['"]node:child_process['"]/.test(read(path)),
  )
  expect(starting.filter((path) => !path.endsWith('.test.ts') && !path.startsWith('src/commands/'))).toEqual([])
})
