import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { request, until } from '../service.ts'
import { type Load, openLoad } from './load.ts'
import { type ServiceProcess, spawnService, startProcess } from './service-process.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocm-kill-'))
  await copyMigrated('postgres', folder)
  await copyMigrated('clickhouse', folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function start(): Promise<ServiceProcess> {
  const service = await startProcess(folder)
  onTestFinished(() => service.kill())
  return service
}

/** Every event of the ledger by its key; throws where a key stands twice. */
async function ledgerKeys(url: string): Promise<Set<string>> {
  const keys = new Set<string>()
  let cursor = ''
  do {
    const { body } = await request(url, 'GET', `/analytics/events?limit=1000${cursor}`)
    for (const { idempotency_key } of body.events) {
      if (keys.has(idempotency_key)) throw new Error(`${idempotency_key} stands in the ledger twice`)
      keys.add(idempotency_key)
    }
    cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`
  } while (cursor !== '')
  return keys
}

/** Nothing acknowledged is missing, nothing that was never sent is there, and every store counts each key once. */
async function expectExactlyOnce(url: string, load: Load): Promise<void> {
  const keys = await ledgerKeys(url)
  expect([...load.acknowledged].filter((key) => !keys.has(key))).toEqual([])
  expect([...keys].filter((key) => !load.sent.has(key))).toEqual([])

  const held = [...keys].map((key) => load.sent.get(key))
  const orders = held.filter((it) => it?.type === 'order')
  const payments = held.filter((it) => it?.type === 'payment')
  const euros = (them: typeof held) => them.reduce((sum, it) => sum + (it?.cents ?? 0), 0) / 100
  const expected = {
    ...{ orders: orders.length, gmv: euros(orders) },
    ...{ payments_captured: payments.length, payment_volume: euros(payments) },
  }
  const question = { metrics: Object.keys(expected), from: '2026-10-01', to: '2026-10-02' }
  await until(async () => {
    const { body } = await request(url, 'POST', '/analytics/query', question)
    return body.totals.orders + body.totals.payments_captured >= keys.size
  })
  const rollup = await request(url, 'POST', '/analytics/query', question)
  expect(rollup.body).toMatchObject({ totals: expected, meta: { source: 'rollup' } })
  const filters = { producer: ['reliability'] }
  const events = await request(url, 'POST', '/analytics/query', { ...question, filters })
  expect(events.body).toMatchObject({ totals: expected, meta: { source: 'events' } })
  const compared = await request(url, 'POST', '/analytics/reconcile', {})
  expect(compared.body).toMatchObject({ events: keys.size, differences: [] })
}

test('killed three times in the middle of load, it lost nothing that it acknowledged and counts nothing twice', async () => {
  let service = await start()
  let restarted: Promise<unknown> = Promise.resolve()
  let killAt = Number.POSITIVE_INFINITY
  let reached: () => void = () => {}
  const load = openLoad((total) => {
    if (total >= killAt) reached()
  })
  const running = load.run(async () => {
    await restarted
    return service.url
  })
  for (const more of [200, 1_700, 3_200]) {
    const enough = new Promise<void>((resolve) => {
      reached = resolve
    })
    // At another point of the service's work each time: just after some acknowledgement, while others are under way.
    killAt = load.acknowledged.size + more
    await Promise.race([enough, running])
    killAt = Number.POSITIVE_INFINITY
    restarted = service.kill().then(async () => {
      service = await start()
    })
    await restarted
  }
  load.stop()
  await running
  expect(load.acknowledged.size).toBeGreaterThan(1_000)
  await expectExactlyOnce(service.url, load)
})

test('stopped under load it finishes what it began, exits 0, and has all of it when it starts again', async () => {
  const first = await start()
  let many: () => void = () => {}
  const enough = new Promise<void>((resolve) => {
    many = resolve
  })
  const load = openLoad((total) => {
    if (total > 2_000) many()
  })
  const running = load.run(async () => first.url)
  await Promise.race([enough, running])
  const exit = first.terminate()
  load.stop()
  await running
  expect(await exit).toBe(0)
  const second = await start()
  await expectExactlyOnce(second.url, load)
})

test('a second process on the same folder is refused by name, and the first continues', async () => {
  const service = await start()
  const second = spawnService(folder)
  let said = ''
  second.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const [code] = await once(second, 'exit')
  expect(code).toBe(1)
  expect(said).toMatch(/data folder .* is in use by process \d+/)
  expect((await request(service.url, 'GET', '/ready')).body.status).toBe('ready')
})
