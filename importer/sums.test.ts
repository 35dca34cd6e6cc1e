import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Random } from '../simulator/random.ts'
import { startFakeService } from './fake-service.ts'
import { type ImportSummary, importFile } from './import-file.ts'

const event = (type: string, key: string) => `
    event:
      type: ${type}
      action: read
      idempotency_key: { template: '${key}' }
      occurred_at: '2026-01-01T00:00:00Z'
      producer: sums
      data: { value: { column: value, as: integer, required: true } }`

/** Several rules for one row, groups that close early and at the end, and rows that are skipped, bad, or taken by no rule. */
const rules = `rules:
  - where: [{ column: kind, is: skip }]
    skip: skipped by rule
  - where: [{ column: kind, is: [single, both] }]${event('single', 'single:{key}')}
  - where: [{ column: kind, is: [group, both] }]
    group: { by: [{ column: group }], close_after_rows: 5 }${event('early', 'early:{$group}:{$row}')}
  - where: [{ column: kind, is: both }]
    group: { by: [{ column: group }], close: end }${event('late', 'late:{$group}')}
`

type Values = Record<string, string>

function randomValues(random: Random): Values {
  return {
    key: `k${random.whole(1, 30)}`,
    group: random.whole(0, 9) === 0 ? '' : `g${random.whole(1, 6)}`,
    // 666 is what the service rejects, x what cannot be read.
    value: random.pick(['1', '2', '3', '666', 'x', '']),
    kind: random.pick(['skip', 'single', 'single', 'group', 'both', 'unknown']),
  }
}

const names = ['key', 'group', 'value', 'kind']

function randomCsv(random: Random, rows: number) {
  const lines = Array.from({ length: rows }, () => {
    const cells = names.map((name) => randomValues(random)[name])
    return random.whole(0, 9) === 0 ? [...cells, 'too much'].join() : cells.join()
  })
  return {
    text: `${names}\n${lines.map((line) => `${line}\n${random.whole(0, 5) === 0 ? '\n' : ''}`).join('')}`,
    read: rows,
  }
}

function randomJson(random: Random, rows: number) {
  let read = 0
  const lines = Array.from({ length: rows }, () => {
    const what = random.whole(0, 9)
    if (what > 2) {
      const members = Array.from({ length: random.whole(1, 4) }, () => randomValues(random))
      read += members.length
      return JSON.stringify({ members })
    }
    read += what === 0 ? 0 : 1
    return ['', '{"members":[]}', '{"members":'][what]
  })
  return { text: `${lines.join('\n')}\n`, read }
}

const sum = (counts: Readonly<Record<string, number>> = {}) => Object.values(counts).reduce((all, one) => all + one, 0)

function checkSums(summary: ImportSummary) {
  const { rows_in_events, rows_rejected, skipped, accepted, duplicates, repeated = 0, rejected } = summary
  expect(rows_in_events + rows_rejected + sum(skipped)).toBe(summary.rows_read)
  expect(accepted + duplicates + repeated + rejected + sum(skipped)).toBe(summary.outcomes)
  expect(sum(summary.reasons)).toBe(rejected)
}

test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
  'every row and event of file %i is counted once',
  async (seed) => {
    const random = new Random(`sums ${seed}`)
    const folder = await mkdtemp(join(tmpdir(), 'sums-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await using service = await startFakeService()
    const json = seed % 2 === 0
    const { text, read } = (json ? randomJson : randomCsv)(random, random.whole(1, 120))
    const path = (name: string) => join(folder, name)
    await writeFile(path('file'), text)
    await writeFile(
      path('map.yaml'),
      `name: sums\n${json ? 'format: jsonl\nunnest: members' : 'format: csv'}\n${rules}`,
    )
    const options = {
      ...{ file: path('file'), map: path('map.yaml'), url: service.url, key: 'key', attempts: 1 },
      ...{ rejected: path('rejected'), state: path('state'), batch: random.whole(1, 20) },
    }

    const part = await importFile({ ...options, limit: 7 })
    checkSums(part)
    const first = part.finished ? part : await importFile(options)
    checkSums(first)
    expect(first).toMatchObject({ rows_read: read, accepted: service.stored.size, duplicates: 0 })
    const written = first.rejected === 0 ? '' : await readFile(options.rejected, 'utf8')
    expect(written.split('\n').length - 1).toBe(first.rejected)

    const again = await importFile({ ...options, batch: 1000 })
    checkSums(again)
    // What the file repeats is still the file's, and the rest is what the service had.
    expect(again).toEqual({ ...first, accepted: 0, duplicates: first.accepted })
  },
)
