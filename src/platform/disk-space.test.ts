import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { watchDiskSpace } from './disk-space.ts'

test('a disk with room is let pass, one with less than must stay free is not', async () => {
  await watchDiskSpace(tmpdir(), 1, Date.now).check()
  const strict = watchDiskSpace(tmpdir(), Number.MAX_SAFE_INTEGER, Date.now)
  await expect(strict.check()).rejects.toMatchObject({ code: 'disk_full', status: 507, extra: { retry_after: 30 } })
})

test('the disk is looked at no more than once a second', async () => {
  let now = 0
  const space = watchDiskSpace(tmpdir(), 1, () => now)
  const first = space.freeBytes()
  expect(space.freeBytes()).toBe(first)
  now = 1_000
  expect(space.freeBytes()).not.toBe(first)
  expect(await first).toBeGreaterThan(0)
})

test('a folder that is gone is an error, not a full disk', async () => {
  await expect(watchDiskSpace('/nowhere/at/all', 1, Date.now).check()).rejects.toMatchObject({ code: 'ENOENT' })
})
