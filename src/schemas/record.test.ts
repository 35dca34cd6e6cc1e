import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { calibration } from '../../test/made-up-event.ts'
import { loadCatalogue } from '../events/catalogue.ts'
import { compareWithRecord, readRecord, schemasOf, writeRecord } from './record.ts'

test('the event files hold every schema that was published (pocm schema write adds what is new)', async () => {
  const recorded = await readRecord(join(import.meta.dirname, '../../schemas'))
  expect(recorded.size).toBeGreaterThanOrEqual(25)
  expect(compareWithRecord(schemasOf(await loadCatalogue()), recorded)).toEqual({ breaches: [], unwritten: [] })
})

async function newRecord(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('what was written is read again, each version from a file of its own', async () => {
  const folder = await newRecord()
  const declared = schemasOf(new Map([['calibration', calibration]]))
  const { unwritten } = compareWithRecord(declared, await readRecord(folder))
  expect(unwritten).toEqual(['calibration/v1', 'calibration/v2'])
  await writeRecord(folder, declared, unwritten)
  expect(compareWithRecord(declared, await readRecord(folder))).toEqual({ breaches: [], unwritten: [] })
})

test('a version that was published and is gone is a breach, and so is one that refuses more', async () => {
  const folder = await newRecord()
  const published = schemasOf(new Map([['calibration', calibration]]))
  await writeRecord(folder, published, [...published.keys()])
  await writeFile(join(folder, 'read.me'), 'no schema')
  const { data } = calibration
  const changed = { ...calibration, earlier: [], data: { grade: data.grade as NonNullable<typeof data.grade> } }
  const { breaches } = compareWithRecord(schemasOf(new Map([['calibration', changed]])), await readRecord(folder))
  expect(breaches.map(({ schema, path, rule }) => [schema, path, rule])).toEqual([
    ['calibration/v1', '', 'version_removed'],
    ['calibration/v2', '/data/sensor', 'field_removed'],
  ])
})
