import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadMeasures } from './catalogue.ts'
import { context, count, defineMeasure, divide, ofFew, quantile, sum } from './define.ts'
import { documentOf } from './document.ts'

const file = join(import.meta.dirname, '..', '..', 'docs', 'measures.md')
const common = { title: 'Calls', question: 'How often?', unit: 'ratio', dimensions: [...context, 'reason'] } as const
const sectionOf = (document: string, id: string) => document.split(/^## /m).find((it) => it.startsWith(`${id}\n`))

test('docs/measures.md is what the measures say (npm run pocm measures writes it anew)', async () => {
  expect(readFileSync(file, 'utf8')).toBe(documentOf(await loadMeasures()))
})

test('a measure is documented with its formula, its sums, their conditions and its dimensions', () => {
  const calls = defineMeasure({
    ...common,
    id: 'calls',
    numerator: 'calls',
    denominator: 'hours',
    sums: {
      calls: count({ type: 'call', action: ['taken', 'lost'], where: 'seconds\n  > 3' }),
      hours: sum('hours', { type: 'shift' }),
    },
    compute: ({ calls, hours }) => divide(calls, hours),
  })
  expect(sectionOf(documentOf(new Map([['calls', calls]])), 'calls')).toBe(`calls

**Calls.** How often? Unit: ratio; from rollups.

> calls / hours

- \`calls\`: how many \`call.taken\`, \`call.lost\` where \`seconds > 3\`
- \`hours\`: Σ \`hours\` over \`shift\`

By *context*, \`reason\`.

`)
})

test('what no rollup keeps comes from events', () => {
  const made = (id: string, sums: Parameters<typeof defineMeasure>[0]['sums'], uses: string[] = []) =>
    defineMeasure({ ...common, id, numerator: 'x', sums: sums ?? {}, uses, compute: () => null })
  const all = [
    made('many', { n: count({ type: 'call' }) }),
    made('few', { n: ofFew(count({ type: 'recall' })) }),
    made('slow', { n: quantile(0.95, 'seconds', { type: 'call' }) }),
    made('mixed', {}, ['many', 'few']),
  ]
  const document = documentOf(new Map(all.map((it) => [it.id, it])))
  expect(sectionOf(document, 'few')).toContain('from events')
  expect(sectionOf(document, 'slow')).toContain('- `n`: quantile 0.95 of `seconds` over `call`')
  expect(sectionOf(document, 'mixed')).toContain('from rollups and events')
})
