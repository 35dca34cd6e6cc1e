import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startService } from '../service.ts'
import { eraseNow } from './planted.ts'

const own = {
  ...{ type: 'product', action: 'viewed', occurred_at: '2026-10-03T10:00:00Z', producer: 'shop' },
  data: { product_id: 'q' },
}

test('a database restored from a backup replays later erasures before it serves', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const first = await startService({ POCM_LOG_LEVEL: 'silent' })
  onTestFinished(() => first.stopAndClean())
  await first.send([
    { ...own, user_id: 'emma' },
    { ...own, user_id: 'fred', idempotency_key: 'of fred' },
  ])
  await first.settled()
  await first.stop()
  await cp(join(first.folder, 'postgres'), join(folder, 'postgres'), { recursive: true })
  const second = await startService({ POCM_LOG_LEVEL: 'silent', POCM_DATA_DIR: first.folder })
  await eraseNow(second, { user_id: 'emma' })
  await second.stop()
  await rm(join(first.folder, 'postgres'), { recursive: true })
  await cp(join(folder, 'postgres'), join(first.folder, 'postgres'), { recursive: true })
  const third = await startService({ POCM_LOG_LEVEL: 'silent', POCM_DATA_DIR: first.folder })
  onTestFinished(() => third.stop())
  expect((await third.call('GET', '/analytics/events?user_id=emma')).body.events).toEqual([])
  expect((await third.call('GET', '/analytics/events?user_id=fred')).body.events).toHaveLength(1)
  expect((await third.call('POST', '/analytics/ingest', { ...own, user_id: 'emma' })).status).toBe(422)
})
