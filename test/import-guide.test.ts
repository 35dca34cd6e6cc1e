import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse as parseYaml, stringify } from 'yaml'
import { mapRows } from '../importer/map-rows.ts'
import { builtInMappings, parseMapping } from '../importer/mapping.ts'
import { patternOf } from '../importer/moment-format.ts'
import { openSource } from '../importer/read-rows.ts'
import { loadCatalogue } from '../src/events/catalogue.ts'
import { compileValidators } from '../src/ingest/validate.ts'

const guide = await readFile(join(import.meta.dirname, '..', 'docs', 'import.md'), 'utf8')
const validate = compileValidators(await loadCatalogue())

interface Fence {
  readonly language: string
  readonly text: string
}

const fences: Fence[] = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
  language,
  text,
}))
const mappings = fences.filter(({ language }) => language === 'yaml')
/** A mapping, a file and what becomes of it stand one after the other. */
const examples = fences.flatMap(({ language, text }, index) => {
  const [input, output] = [fences[index + 1], fences[index + 2]]
  return language === 'yaml' && input?.language !== 'yaml' && output?.language === 'json' && input !== undefined
    ? [{ name: (parseYaml(text) as { name: string }).name, mapping: text, input: input.text, output: output.text }]
    : []
})

test('the guide has examples with input and output', () => {
  expect(mappings.length).toBeGreaterThanOrEqual(5)
  expect(examples.map(({ name }) => name)).toEqual(['tills', 'web_orders', 'meter', 'refunds'])
})

test.each(mappings)('the mapping %# parses', ({ text }) => {
  expect(() => parseMapping(text, 'guide')).not.toThrow()
})

test.each(examples)('the example $name gives what it says', async ({ mapping: text, input, output }) => {
  const folder = await mkdtemp(join(tmpdir(), 'guide-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'file'), input)
  const mapping = parseMapping(text, 'guide')
  const found: unknown[] = []
  for await (const outcome of mapRows((await openSource(join(folder, 'file'), mapping)).rows, mapping)) {
    if (outcome.kind === 'event') {
      expect(validate(outcome.event as Record<string, unknown>)).toBeUndefined()
      found.push(outcome.event)
    } else if (outcome.kind === 'skipped') found.push({ skipped: outcome.why, rows: outcome.rows })
    else found.push({ rejected: outcome.reason, rows: outcome.rows })
  }
  expect(found).toEqual(JSON.parse(output))
})

/** The code in the first cells of the table that stands under a heading of these words. */
function codesOf(heading: string): string[][] {
  const table = guide.slice(guide.indexOf(`| ${heading} |`)).split('\n\n', 1)[0] as string
  return table
    .split('\n')
    .slice(2)
    .map((line) => [...(/^\|(.*?)\|(?= )/.exec(line)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code))
}

/** Each piece of code as YAML, where it is a key with its value. */
function fragments(codes: readonly string[]): object {
  const read = codes.map((code) => parseYaml(code) as unknown).filter((it) => typeof it === 'object' && it !== null)
  const entries = read.flatMap((it) => Object.entries(it as object)).filter(([, value]) => value !== null)
  return Object.fromEntries(entries)
}

const rule = (value: unknown) => ({
  group: { by: [{ column: 'id' }], close: 'end' },
  event: {
    type: 't',
    action: 'a',
    producer: 'p',
    idempotency_key: { column: 'id' },
    occurred_at: 'x',
    data: { v: value },
  },
})

const keywords = codesOf('keyword').filter((codes) => codes.length > 0)
test.each(keywords)('the keyword %s is one', (...codes) => {
  const mapping = { name: 'guide', format: 'csv', ...fragments(codes), rules: [rule(1)] }
  expect(() => parseMapping(stringify(mapping), 'guide')).not.toThrow()
})

test.each(codesOf('source'))('the source %s is one', (...codes) => {
  const mapping = { name: 'guide', format: 'csv', rules: [rule(fragments(codes))] }
  expect(() => parseMapping(stringify(mapping), 'guide')).not.toThrow()
})

test.each(codesOf('step'))('the step %s is one', (...codes) => {
  const step = fragments(codes) as { as?: string }
  const format = step.as === 'date' || step.as === 'moment' ? { format: 'YYYY-MM-DD' } : {}
  const mapping = { name: 'guide', format: 'csv', rules: [rule({ column: 'v', ...step, ...format })] }
  expect(() => parseMapping(stringify(mapping), 'guide')).not.toThrow()
})

test('every table is found', () => {
  expect([keywords.length, codesOf('source').length, codesOf('step').length]).toEqual([10, 7, 13])
})

test.each([
  ['YYYY-MM-DD HH:mm:ss'],
  ['D/M/YY H:mm'],
  ['dddd D MMMM YYYY hh:mm A'],
  ['ddd DD MMM YYYY h:mm A'],
  ['YYYY-MM-DDTHH:mm:ss.SZ'],
  ['YYYY-MM-DD [at] HH:mm GMT'],
])('the tokens of %s are those of the guide', (format) => {
  expect(() => patternOf(format)).not.toThrow()
  for (const token of format.match(/[A-Za-z]+/g) ?? [])
    if (!['at', 'GMT'].includes(token)) {
      for (const part of token.match(/Y+|M+|D+|d+|H+|h+|m+|s+|S|A|Z/g) ?? []) expect(guide).toContain(`\`${part}\``)
    }
})

test('every built-in mapping stands in the guide', async () => {
  for (const name of await builtInMappings()) expect(guide).toContain(`\`${name}\``)
})
