import { appendFileSync, existsSync, globSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { backUp } from '../../src/backup/back-up.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { openLoad } from '../reliability/load.ts'
import { type ServiceProcess, startProcess } from '../reliability/service-process.ts'
import { request, startService, until } from '../service.ts'
import { eraseNow } from '../subjects/planted.ts'

let place: string
let folder: string
let backup: string
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'pocm-backup-'))
  folder = join(place, 'data')
  backup = join(place, 'backup')
  onTestFinished(() => rm(place, { recursive: true, force: true, maxRetries: 5 }))
  await mkdir(folder, { mode: 0o700 })
})

async function start(): Promise<ServiceProcess> {
  const service = await startProcess(folder)
  onTestFinished(() => service.kill())
  return service
}

async function ledgerKeys(url: string): Promise<Set<string>> {
  const keys = new Set<string>()
  for (let cursor = ''; ; ) {
    const { body } = await request(url, 'GET', `/analytics/events?limit=1000${cursor}`)
    for (const { idempotency_key } of body.events) keys.add(idempotency_key)
    if (body.next_cursor === null) return keys
    cursor = `&cursor=${body.next_cursor}`
  }
}

test('taken under load and restored after the folder is destroyed, a backup has all that was acknowledged before it', async () => {
  await copyMigrated('postgres', folder)
  await copyMigrated('clickhouse', folder)
  const first = await start()
  let reached = () => {}
  const some = new Promise<void>((resolve) => {
    reached = resolve
  })
  const load = openLoad((total) => total > 3_000 && reached())
  const sending = load.run(async () => first.url)
  await some
  const before = new Set(load.acknowledged)
  const report = await backUp(folder, backup)
  const during = load.acknowledged.size
  load.stop()
  await sending
  expect(report.online).toBe(true)
  // It did not hold up those who send.
  expect(during).toBeGreaterThan(before.size)
  await first.kill()
  await rm(folder, { recursive: true })

  await restoreBackup(backup, folder, { replace: false })
  const began = performance.now()
  const second = await start()
  const keys = await ledgerKeys(second.url)
  expect([...before].filter((key) => !keys.has(key))).toEqual([])
  expect([...keys].filter((key) => !load.sent.has(key))).toEqual([])
  const orders = [...keys].filter((key) => load.sent.get(key)?.type === 'order').length
  const question = { metrics: ['orders'], from: '2026-10-01', to: '2026-10-02' }
  await until(async () => {
    const { body } = await request(second.url, 'POST', '/analytics/query', question, { 'cache-control': 'no-cache' })
    return body.totals.orders === orders
  })
  const compared = await request(second.url, 'POST', '/analytics/reconcile', {})
  expect(compared.body).toMatchObject({ events: keys.size, differences: [] })
  process.stdout.write(
    `${keys.size} events were restored and counted ${Math.round(performance.now() - began)} ms after the start\n`,
  )
})

const own = {
  ...{ type: 'product', action: 'viewed', occurred_at: '2026-10-03T10:00:00Z', producer: 'shop' },
  data: { product_id: 'q' },
}

test('who was erased since the backup is erased when it is restored', async () => {
  await copyMigrated('postgres', folder)
  await copyMigrated('clickhouse', folder)
  const env = { POCM_LOG_LEVEL: 'silent', POCM_DATA_DIR: folder }
  const first = await startService(env)
  await first.send([
    { ...own, user_id: 'emma' },
    { ...own, user_id: 'fred', idempotency_key: 'of fred' },
  ])
  await first.settled()
  await backUp(folder, backup)
  await eraseNow(first, { user_id: 'emma' })
  await first.stop()
  await expect(restoreBackup(backup, folder, { replace: false })).rejects.toThrow('--replace')
  const { replaced, archiveRestored } = await restoreBackup(backup, folder, { replace: true })
  expect(archiveRestored).toBe(false)
  expect(existsSync(join(replaced ?? '', 'postgres'))).toBe(true)
  const second = await startService(env)
  onTestFinished(() => second.stop())
  expect((await second.call('GET', '/analytics/events?user_id=emma')).body.events).toEqual([])
  expect((await second.call('GET', '/analytics/events?user_id=fred')).body.events).toHaveLength(1)
})

test('a backup that was changed is not restored, and a folder in use is left alone', async () => {
  await copyMigrated('postgres', folder)
  expect((await backUp(folder, backup)).online).toBe(false)
  await expect(backUp(folder, backup)).rejects.toThrow('is there already')
  await expect(backUp(folder, join(folder, 'within'))).rejects.toThrow('goes with it')
  const service = await start()
  await expect(restoreBackup(backup, folder, { replace: true })).rejects.toThrow('is in use')
  await service.terminate()
  const [file = ''] = globSync('postgres/base/*/[0-9]*', { cwd: backup })
  appendFileSync(join(backup, file), 'x')
  await expect(restoreBackup(backup, folder, { replace: true })).rejects.toThrow(`${file} has changed`)
  await rm(join(backup, file))
  await expect(restoreBackup(backup, folder, { replace: true })).rejects.toThrow(`${file} is missing`)
})
