import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../src/platform/config.ts'
import { anchorsOf } from './anchors.ts'

const root = join(import.meta.dirname, '..')
const documents = globSync(['*.md', 'docs/**/*.md', 'simulator/*.md'], { cwd: root }).map((path) => join(root, path))
const read = (path: string) => readFileSync(path, 'utf8')

test('every link between documents leads to a file and a heading that are there', () => {
  const broken = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, path = '', anchor]) => {
        const target = path === '' ? document : join(dirname(document), path)
        return !existsSync(target) || (anchor !== undefined && !anchorsOf(read(target)).has(anchor))
      })
      .map(([link]) => `${relative(root, document)} ${link}`),
  )
  expect(broken).toEqual([])
})

test('the tests that documents name are there', () => {
  const missing = documents.flatMap((document) =>
    [...read(document).matchAll(/`((?:src|test|dashboard|importer|simulator)\/[\w/*{},.-]+\.test\.tsx?)`/g)]
      .filter(([, path = '']) => globSync(path, { cwd: root }).length === 0)
      .map(([, path]) => `${relative(root, document)} ${path}`),
  )
  expect(missing).toEqual([])
})

test('the README names every setting', () => {
  const asked = new Set<string>()
  const target: Record<string, string | undefined> = {
    KAFKA_BROKERS: 'one:9092',
    S3_ENDPOINT: 'http://s3',
    S3_BUCKET: 'a',
  }
  readConfig(
    new Proxy(target, {
      get(given, name: string) {
        asked.add(name)
        return given[name]
      },
    }),
  )
  const readme = read(join(root, 'README.md'))
  expect([...asked].filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  expect(asked.size).toBeGreaterThan(30)
})
