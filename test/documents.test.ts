import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { settings } from '../src/platform/settings.ts'
import { anchorsOf } from './anchors.ts'

const root = join(import.meta.dirname, '..')
const documents = globSync(['*.md', 'docs/**/*.md', 'simulator/*.md'], { cwd: root }).map((path) => join(root, path))
const form = ['Context', 'Decision', 'Consequences']
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

/** What only tests and benchmarks read. */
const ofTests = /^POCM_TEST_/

test('every setting that a document, a message, a test or a file of the deployment names is in the table of settings', () => {
  const files = globSync(
    ['*.md', '{docs,deploy,src,importer,simulator,bench,scripts,test}/**/*.{md,ts,yaml}', 'deploy/{init,Dockerfile}'],
    {
      cwd: root,
    },
  )
  const unknown = files.flatMap((file) =>
    [...new Set(read(join(root, file)).match(/\bPOCM_[A-Z_]+\b/g))]
      .filter((name) => !(name in settings) && !ofTests.test(name))
      .map((name) => `${file} ${name}`),
  )
  expect(unknown).toEqual([])
})

test('the files that the guides to the code name are there', () => {
  const guides = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/tour.md', 'docs/exclusivity.md']
  const named = guides.flatMap((guide) =>
    [
      ...read(join(root, guide)).matchAll(
        /`((?:src|dashboard|importer|test|deploy|migrations|simulator)\/[^`<>\s]*)`/g,
      ),
    ].map(([, path = '']) => ({ guide, path })),
  )
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter(({ path }) => globSync(path.replace(/\/$/, ''), { cwd: root }).length === 0)).toEqual([])
})

test('the guides shorten paths of the source to files that are there', () => {
  const files = globSync('src/**/*.{ts,tsx}', { cwd: root })
  const shortened = [...read(join(root, 'ARCHITECTURE.md')).matchAll(/`([\w/-]+\.ts)`/g)].map(([, path = '']) => path)
  const missing = shortened.filter((path) => !files.some((file) => `/${file}`.endsWith(`/${path}`)))
  expect(missing.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the files that comments name are there', () => {
  const sources = globSync('{src,dashboard,importer,simulator,scripts}/**/*.{ts,tsx}', { cwd: root })
  const names = new Set([...sources, ...globSync('{test,bench}/**/*.ts', { cwd: root })].map((path) => basename(path)))
  const missing = sources.flatMap((source) =>
    [...read(join(root, source)).matchAll(/^\s*(?:\/\/|\/?\*).*$/gm)]
      .flatMap(([comment]) => [...comment.matchAll(/[\w-]+\.tsx?\b/g)])
      .filter(([name]) => !names.has(name))
      .map(([name]) => `${source} ${name}`),
  )
  expect(missing).toEqual([])
})

test('decisions are numbered without a gap, in one form, and the index names each', () => {
  const names = globSync('docs/decisions/0*.md', { cwd: root })
    .map((path) => basename(path))
    .sort()
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1))
  const index = read(join(root, 'docs/decisions/README.md'))
  const listed = [...index.matchAll(/^\| (\d{4}) \| \[(.+)\]\((.+)\) \| .+\. \|$/gm)].map(([, ...parts]) => parts)
  expect(listed.map(([, , name]) => name)).toEqual(names)
  for (const [number, title, name = ''] of listed) {
    const decision = read(join(root, 'docs/decisions', name))
    expect(decision).toMatch(`# ${number}: ${title}\n`)
    const headings = [...decision.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
    expect({ name, headings }).toMatchObject({ name, headings: expect.arrayContaining(form) })
  }
})

test('the decision about dependencies names each that the service has', () => {
  const { dependencies } = JSON.parse(read(join(root, 'package.json')))
  const [path = ''] = globSync('docs/decisions/0*-dependencies.md', { cwd: root })
  const decision = read(join(root, path))
  expect(Object.keys(dependencies).filter((name) => !decision.includes(`\`${name}\``))).toEqual([])
})
