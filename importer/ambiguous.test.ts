import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startFakeService } from './fake-service.ts'
import { importFile } from './import-file.ts'

/** Imports a file of moments and keys into a service that is empty. */
async function imported(content: string, head = 'format: csv', more = '') {
  const folder = await mkdtemp(join(tmpdir(), 'ambiguous-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await using service = await startFakeService()
  const path = (name: string) => join(folder, name)
  await writeFile(path('file'), content)
  await writeFile(
    path('map.yaml'),
    `name: ambiguous\n${head}\nrules:\n  - event: { type: a, action: b, producer: p, idempotency_key: { column: key },
      occurred_at: { column: at, as: moment, format: 'YYYY-MM-DD HH:mm', zone: Europe/Berlin${more} } }`,
  )
  const options = { file: path('file'), map: path('map.yaml'), url: service.url, key: 'key', attempts: 1 }
  const summary = await importFile({ ...options, rejected: path('rejected'), state: path('state') })
  return { summary, stored: [...service.stored.values()].map((event) => JSON.parse(event).occurred_at) }
}

const clocks = 'key,at\n1,2025-10-26 02:30\n2,2025-10-26 02:45\n3,2025-03-30 02:30\n4,2025-10-26 12:00\n'

test('times that come twice or never are reported with how they were read', async () => {
  const { summary, stored } = await imported(clocks)
  expect(stored).toEqual([
    '2025-10-26T00:30:00Z',
    '2025-10-26T00:45:00Z',
    '2025-03-30T01:30:00Z',
    '2025-10-26T11:00:00Z',
  ])
  expect(summary.warnings).toEqual([
    'The clocks of Europe/Berlin show 2025-10-26T02:30:00 twice: 2 such times were read as the first of the two (repeated: first).',
    'The clocks of Europe/Berlin leave out 2025-03-30T02:30:00: 1 such times were read as though they had not been moved (skipped: shift).',
  ])
})

test('where the mapping says what to do with them, nothing is reported, or they are rejected', async () => {
  const decided = await imported(clocks, 'format: csv', ', repeated: second, skipped: shift')
  expect(decided.summary.warnings).toBeUndefined()
  expect(decided.stored[0]).toBe('2025-10-26T01:30:00Z')
  const strict = await imported(clocks, 'format: csv', ', repeated: error, skipped: error')
  expect(strict.summary).toMatchObject({ accepted: 1, rejected: 3, reasons: { unreadable_value: 3 } })
})

test('readings of the hour that comes twice, under keys by time, are repeats within the file', async () => {
  const { summary } = await imported('key,at\na 02:30,2025-10-26 02:30\na 02:30,2025-10-26 02:30\n')
  expect(summary).toMatchObject({ accepted: 1, duplicates: 0, repeated: 1 })
})

test('a field that no row has, though the mapping reads it, is reported with similar names', async () => {
  const { summary } = await imported('{"key":1,"At":"2025-10-26 12:00"}\n', 'format: jsonl')
  expect(summary.warnings).toEqual(['No row has the field at, which the mapping reads. Did you mean At?'])
})

test('a key that stands twice in a JSON object rejects its row', async () => {
  const { summary } = await imported('{"key":1,"key":2,"at":"2025-10-26 12:00"}\n', 'format: jsonl')
  expect(summary).toMatchObject({ accepted: 0, rejected: 1, reasons: { malformed_row: 1 } })
})

test('a parameter that was not set is reported with its assumed value', async () => {
  const head = 'format: csv\nparameters: { zone: { default: UTC, about: the clock } }'
  const { summary } = await imported('key,at\n1,2025-10-26 12:00\n', head)
  expect(summary.warnings).toEqual(['zone was taken to be UTC (the clock); --set zone=… says otherwise.'])
})
