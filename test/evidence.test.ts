import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSigner } from '../src/compliance/signer.ts'
import { commitOf } from '../src/evidence/commit.ts'
import { complianceDocument } from '../src/evidence/document.ts'
import { allSources, manifestType, type PackWish, writePack } from '../src/evidence/pack.ts'
import { outcomeOf, readResults } from '../src/evidence/results.ts'
import { readSettings } from '../src/platform/settings.ts'
import { contract } from './contract.ts'

const root = join(import.meta.dirname, '..')
const mapping = await allSources(root)
const all = mapping.flatMap(({ id, requirements }) => requirements.map((it) => ({ ...it, id: `${id} ${it.clause}` })))

test('the clauses that were asked for are there, each once', () => {
  const clauses = (id: string) => mapping.find((it) => it.id === id)?.requirements.map(({ clause }) => clause) ?? []
  const articles = [6, 7, 12, 15, 16, 17, 18, 19, 20, 21, 22, 25, 28, 30, 32, 33, 34, 35].map((it) => `Art. ${it}`)
  expect(clauses('gdpr')).toEqual(expect.arrayContaining(articles))
  const letters = [...'abcdefghijk'].map((letter) => `11.10(${letter})`)
  expect(clauses('part-11')).toEqual([...letters, '11.50', '11.70', '11.100', '11.200', '11.300'])
  expect(clauses('annex-11')).toEqual(Array.from({ length: 17 }, (_, index) => String(index + 1)))
  expect(clauses('asvs').length).toBeGreaterThan(30)
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
})

test('each test that the mapping names is there, in its file and by its name', () => {
  const missing = all.flatMap(({ id, tests = [] }) =>
    tests
      .filter(([file, name]) => {
        if (!existsSync(join(root, file))) return true
        const text = readFileSync(join(root, file), 'utf8')
        return name !== '' && !["'", '"', '`'].some((quote) => text.includes(quote + name + quote))
      })
      .map(([file, name]) => `${id}: ${file} ${name}`),
  )
  expect(missing).toEqual([])
})

test('each call that the mapping names is in the contract', () => {
  const known = Object.entries(contract.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const named = all.flatMap(({ routes = [] }) => routes.map((route) => route.replaceAll(/:(\w+)/g, '{$1}')))
  expect(named.filter((route) => !known.includes(route))).toEqual([])
  expect(named.length).toBeGreaterThan(20)
})

test('what is met is shown by a test, and what is left to the operator says what to do', () => {
  const ours = all.filter(({ id }) => !id.startsWith('asvs'))
  expect(
    ours.filter(({ standing, tests = [] }) => standing === 'met' && tests.length === 0).map(({ id }) => id),
  ).toEqual([])
  expect(ours.filter(({ standing, duty }) => standing === "operator's duty" && !duty).map(({ id }) => id)).toEqual([])
})

test('docs/compliance.md is what the mapping says (npm run pocm compliance write writes it anew)', () => {
  expect(readFileSync(join(root, 'docs/compliance.md'), 'utf8')).toBe(complianceDocument(mapping))
})

test('a requirement has passed where all its tests have, and has not run where one did not', () => {
  const result = (title: string, status: string) => ({ title, fullName: `suite ${title}`, status })
  const results = readResults(
    [
      {
        ...{ commit: 'c', startTime: 0 },
        testResults: [
          { name: join(root, 'test/a.test.ts'), assertionResults: [result('one', 'passed'), result('two', 'failed')] },
          {
            name: join(root, 'test/b.test.ts'),
            assertionResults: [result('three', 'passed'), result('four', 'skipped')],
          },
        ],
      },
    ],
    root,
  )
  const of = (...tests: [string, string][]) =>
    outcomeOf({ clause: '1', asks: '', standing: 'met', answer: '', tests }, results)
  expect(of(['test/a.test.ts', 'one'], ['test/b.test.ts', 'three'])).toBe('passed')
  expect(of(['test/a.test.ts', 'one'], ['test/a.test.ts', 'two'])).toBe('failed')
  expect(of(['test/a.test.ts', 'one'], ['test/b.test.ts', 'four'])).toBe('not run')
  expect(of(['test/c.test.ts', ''])).toBe('not run')
  expect(of(['test/b.test.ts', ''])).toBe('passed')
  expect(of()).toBeUndefined()
  expect(results.counts).toEqual({ passed: 2, failed: 1 })
})

async function packOf(more: Partial<PackWish> & { report?: object }) {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-pack-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [file = ''] = more.report === undefined ? [] : [join(folder, 'results.json')]
  if (more.report !== undefined) await writeFile(file, JSON.stringify(more.report))
  const wish: PackWish = {
    ...{ root, folder: join(folder, 'pack'), results: file === '' ? [] : [file], incomplete: false, sign: undefined },
    settings: readSettings({
      POCM_ADMIN_KEY: 'pocm_a_secret_that_may_not_be_shown',
      DATABASE_URL: 'postgres://u:hidden@db/x',
    }),
    now: Date.parse('2026-12-01T00:00:00Z'),
    ...more,
  }
  return { wish, write: () => writePack(wish), read: (name: string) => readFile(join(wish.folder, name), 'utf8') }
}
const shown = mapping[0]?.requirements.find(({ clause }) => clause === 'Art. 15')?.tests?.[0] ?? ['', '']
const reportOf = (commit: string, changed = false) => ({
  ...{ commit, changed, startTime: 0 },
  testResults: [
    { name: join(root, shown[0]), assertionResults: [{ title: shown[1], fullName: shown[1], status: 'passed' }] },
  ],
})
const head = () => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()

test('the commit of a checkout is the one that git reports', () => {
  expect(commitOf(root)).toBe(head())
  expect(commitOf(tmpdir())).toBeUndefined()
})

test('a pack without results, of another commit or of a changed work tree is refused, or marked where that is asked for', async () => {
  await expect((await packOf({})).write()).rejects.toThrow(/no results of tests/)
  await expect((await packOf({ report: reportOf('another') })).write()).rejects.toThrow(/commit another/)
  await expect((await packOf({ report: reportOf(head(), true) })).write()).rejects.toThrow(/not committed/)
  const marked = await packOf({ report: reportOf('another'), incomplete: true })
  expect((await marked.write()).problems).toHaveLength(1)
  expect(JSON.parse(await marked.read('manifest.json'))).toMatchObject({ complete: false, signed: false })
  expect(await marked.read('operational-qualification.md')).toContain('**results 1 are of commit another')
})

test('a pack has results, versions and settings without a secret, and its signature holds over every file', async () => {
  const signer = await openSigner(randomBytes(32))
  const pack = await packOf({ report: reportOf(head()), sign: signer.sign })
  const { problems, files } = await pack.write()
  expect(problems).toEqual([])
  const texts = await Promise.all(files.map(pack.read))
  for (const text of texts) expect(text).not.toMatch(/may_not_be_shown|hidden/)
  const payload = await signer.open((await pack.read('manifest.jws')).trim(), manifestType)
  expect(Buffer.from(payload ?? []).toString()).toBe(await pack.read('manifest.json'))
  const manifest = JSON.parse(await pack.read('manifest.json'))
  expect(manifest).toMatchObject({ commit: head(), complete: true, tests: { passed: 1, failed: 0 } })
  for (const { name, sha256 } of manifest.files) {
    expect(
      createHash('sha256')
        .update(await pack.read(name))
        .digest('hex'),
      name,
    ).toBe(sha256)
  }
  const [gdpr] = JSON.parse(await pack.read('requirements.json'))
  const access = gdpr.requirements.find((it: { clause: string }) => it.clause === 'Art. 15')
  expect(access.tests[0]).toEqual({ file: shown[0], name: shown[1], result: 'passed' })
  const { components } = JSON.parse(await pack.read('sbom.cdx.json'))
  expect(components).toContainEqual(
    expect.objectContaining({ name: 'fastify', purl: expect.stringMatching(/^pkg:npm\/fastify@/) }),
  )
  expect(components.map((it: { name: string }) => it.name)).not.toContain('vitest')
  expect(JSON.parse(await pack.read('migrations.json')).length).toBeGreaterThan(20)
  await expect(pack.write()).rejects.toThrow(/is not empty/)
})
