import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { Mapping } from './mapping-schema.ts'
import { openSource } from './read-rows.ts'

const event = {
  type: 'order',
  action: 'placed',
  producer: 'shop',
  occurred_at: { column: 'name' },
  idempotency_key: { column: 'name' },
}

async function rowsOf(content: string | Buffer, mapping: Partial<Mapping> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'rows-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'file')
  await writeFile(path, content)
  const source = await openSource(path, { name: 'shop', format: 'csv', rules: [{ event }], ...mapping })
  const rows: unknown[] = []
  for await (const row of source.rows) rows.push('problem' in row ? row.problem.message : row.values)
  return rows
}

test('a CSV file gives one object for each row, quotes, line breaks and byte order mark or not', async () => {
  expect(await rowsOf('\uFEFFname,text\r\na,"one, ""two""\nthree"\r\nb,\r\n')).toEqual([
    { name: 'a', text: 'one, "two"\nthree' },
    { name: 'b', text: '' },
  ])
})

test('gzip is detected by its first bytes', async () => {
  expect(await rowsOf(gzipSync('name\na\n'))).toEqual([{ name: 'a' }])
})

test('a row with too few or too many columns is a bad row among good ones', async () => {
  expect(await rowsOf('name,n\na,1\nb\nc,3,4\nd,5\n')).toEqual([
    { name: 'a', n: '1' },
    'the row has 1 columns and the header 2',
    'the row has 3 columns and the header 2',
    { name: 'd', n: '5' },
  ])
})

test('a file without a column that the mapping reads is refused at once', async () => {
  await expect(rowsOf('title\na\n')).rejects.toThrow('reads name, and the file has only title')
  await expect(rowsOf('name,name\na,b\n')).rejects.toThrow('names the column name twice')
  await expect(rowsOf('')).rejects.toThrow('not even a header')
})

test('a file that ends in the middle stops the import with its name', async () => {
  await expect(rowsOf(gzipSync('name\na\n').subarray(0, 15))).rejects.toThrow('cannot be read to its end')
  await expect(rowsOf('name\n"a\n')).rejects.toThrow('cannot be read to its end')
})

test('JSON lines may hold any character, and a line that is no object is a bad row', async () => {
  const text = `${JSON.stringify({ name: 'line\u2028separator' })}\n\n[1]\n{"name":\n{"name":2}`
  expect(await rowsOf(text, { format: 'jsonl' })).toEqual([
    { name: 'line\u2028separator' },
    'the line is no JSON object',
    expect.stringContaining('JSON'),
    { name: 2 },
  ])
})

test('members of a list become rows that know what stood around them', async () => {
  const text = '{"session":7,"events":[{"aid":1},{"aid":2}]}\n{"session":8,"events":5}\n{"session":9,"events":[]}\n'
  expect(await rowsOf(text, { format: 'jsonl', unnest: 'events' })).toEqual([
    { session: 7, aid: 1 },
    { session: 7, aid: 2 },
    'events is no list of objects',
    'the list events is empty',
  ])
})
