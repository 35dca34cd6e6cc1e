import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from './service.ts'

/** Paths that the group or others of the machine may read, write or enter; links have the bits of what they lead to. */
const open = (folder: string) =>
  ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]
    .map((path) => [path, lstatSync(join(folder, path))] as const)
    .filter(([, stat]) => !stat.isSymbolicLink() && (stat.mode & 0o077) !== 0)
    .map(([path]) => path)

function newFolder() {
  const above = mkdtempSync(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rmSync(above, { recursive: true, force: true }))
  return join(above, 'data')
}

const event = {
  ...{ type: 'telemetry', action: 'read', occurred_at: '2026-10-01T12:00:00Z', producer: 'folder', device_id: 'd-1' },
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
}

test('nothing below the data folder is open to others, whatever wrote it and after a restart', async () => {
  const folder = newFolder()
  for (const round of ['first', 'second']) {
    const service = await startService({ POCM_DATA_DIR: folder })
    await service.send([{ ...event, idempotency_key: round }])
    await service.settled()
    expect((await service.call('POST', '/analytics/archive/run', { parquet: true })).body).toEqual({ archived: true })
    expect(open(folder), 'while it runs').toEqual([])
    await service.stop()
    expect(open(folder), 'when it has stopped').toEqual([])
  }
  for (const part of ['postgres', 'clickhouse', 'archive']) expect(readdirSync(folder)).toContain(part)
})

test('a folder of an earlier release is made private', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'archive', 'inner'), { recursive: true })
  writeFileSync(join(folder, 'archive', 'inner', 'events.ndjson'), '')
  for (const path of ['', 'archive', 'archive/inner']) chmodSync(join(folder, path), 0o755)
  chmodSync(join(folder, 'archive/inner/events.ndjson'), 0o666)
  const service = await startService({ POCM_DATA_DIR: folder })
  onTestFinished(() => service.stopAndClean())
  expect(open(folder)).toEqual([])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test.runIf(process.getuid?.() === 0)(
  'a folder of another user that others reach is refused, with the way out',
  async () => {
    const folder = newFolder()
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o755)
    chownSync(folder, 12_345, 12_345)
    await expect(startService({ POCM_DATA_DIR: folder })).rejects.toThrow(`chmod -R go-rwx ${folder}`)
  },
)
