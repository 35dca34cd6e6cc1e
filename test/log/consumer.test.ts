import { expect, onTestFinished, test } from 'vitest'
import { appendEvents } from '../../src/ledger/append.ts'
import { isAfter, logHead } from '../../src/ledger/read-log.ts'
import { forgetRecent } from '../../src/ledger/recent-cache.ts'
import { steadyPace } from '../../src/log/batch-pace.ts'
import {
  type Batch,
  consumerPosition,
  decideBatch,
  finishBatch,
  registerConsumer,
  unfinishedBatch,
} from '../../src/log/batches.ts'
import { type ConsumerOptions, startConsumer } from '../../src/log/consumer.ts'
import { openLease } from '../../src/log/lease.ts'
import { openNotifier } from '../../src/log/notifier.ts'
import { whileQuiesced } from '../../src/log/quiesce.ts'
import { suspectedLoss } from '../../src/log/suspected-loss.ts'
import { openLog } from '../../src/platform/log.ts'
import { newEvent } from '../ledger/new-event.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'
import { until } from '../service.ts'

const ledger = openLedgerForFile()
const notifier = openNotifier()
let made = 0

async function append(count: number): Promise<string[]> {
  const events = Array.from({ length: count }, () => newEvent(`k${made++}`))
  await appendEvents(ledger.db, events)
  notifier.call()
  return events.map(({ event }) => event.idempotency_key)
}

/** A consumer of what comes from now on: what other tests appended is behind it. */
async function beginAtHead(name: string): Promise<void> {
  const all = await decideBatch(ledger.db, name, await consumerPosition(ledger.db, name), 1_000_000)
  if (typeof all === 'object') await finishBatch(ledger.db, all)
}

async function start(name: string, handle: ConsumerOptions['handle'], change: Partial<ConsumerOptions> = {}) {
  await beginAtHead(name)
  const log = openLog('silent')
  const consumer = startConsumer({
    db: ledger.db,
    name,
    handle,
    notifier,
    log,
    pace: steadyPace(10, 0),
    ...change,
  })
  onTestFinished(() => consumer.close())
  return consumer
}

const keys = ({ events }: Batch) => events.map(({ event }) => event.idempotency_key)
const caughtUp = async (name: string) => {
  const head = await logHead(ledger.db)
  await until(async () => !isAfter(head, await consumerPosition(ledger.db, name)))
}

test('every event is handed over once, in the order of the log, in batches of the size asked', async () => {
  const seen: string[][] = []
  await start('plain', async (batch) => void seen.push(keys(batch)))
  const sent = [...(await append(25)), ...(await append(3))]
  await caughtUp('plain')
  expect(seen.flat()).toEqual(sent)
  expect(Math.max(...seen.map(({ length }) => length))).toBeLessThanOrEqual(10)
})

test('a batch that was decided and not finished comes again with the same events and token, whatever came since', async () => {
  await beginAtHead('crash')
  await append(7)
  const decided = await decideBatch(ledger.db, 'crash', await consumerPosition(ledger.db, 'crash'), 5)
  if (typeof decided !== 'object') throw new Error('there was nothing to decide on')
  await append(20)
  const again = await unfinishedBatch(ledger.db, 'crash')
  expect(again).toEqual(decided)
  expect(again?.events).toHaveLength(5)

  const seen: { token: string; count: number; repeated: boolean }[] = []
  await resume('crash', async ({ events, token }, repeated) => {
    seen.push({ token, count: events.length, repeated })
  })
  await caughtUp('crash')
  expect(seen[0]).toEqual({ token: decided.token, count: 5, repeated: true })
  expect(seen.slice(1).some(({ repeated }) => repeated)).toBe(false)
  expect(seen.reduce((sum, { count }) => sum + count, 0)).toBe(27)
  expect(new Set(seen.map(({ token }) => token)).size).toBe(seen.length)
})

test.each([1, 3, 5])(
  'a decided batch of five of which %i are gone from the ledger continues, and the stores are compared',
  async (gone) => {
    const name = `gone-${gone}`
    await beginAtHead(name)
    const sent = await append(5)
    await registerConsumer(ledger.db, name)
    const decided = await decideBatch(ledger.db, name, await consumerPosition(ledger.db, name), 5)
    if (typeof decided !== 'object') throw new Error('there was nothing to decide on')
    const erased = sent.slice(0, gone)
    await ledger.db.query('DELETE FROM events WHERE idempotency_key = ANY ($1)', [erased])
    forgetRecent(ledger.db)
    const seen: { token: string; keys: string[] }[] = []
    await resume(name, async (batch) => void seen.push({ token: batch.token, keys: keys(batch) }))
    const later = await append(2)
    await caughtUp(name)
    expect(seen.flatMap((it) => it.keys)).toEqual([...sent.slice(gone), ...later])
    if (gone < 5) expect(seen[0]?.token).toBe(decided.token)
    expect(await suspectedLoss(ledger.db, name)).toBeDefined()
  },
)

test('events deleted before they were read are skipped, whole pages of them too', async () => {
  await beginAtHead('passed')
  const sent = await append(45)
  await ledger.db.query('DELETE FROM events WHERE idempotency_key = ANY ($1)', [sent.slice(3, 38)])
  forgetRecent(ledger.db)
  const seen: string[] = []
  await resume('passed', async (batch) => void seen.push(...keys(batch)))
  await caughtUp('passed')
  expect(seen).toEqual([...sent.slice(0, 3), ...sent.slice(38)])
})

/** Goes on where the consumer stands, as after a crash. */
async function resume(name: string, handle: ConsumerOptions['handle']) {
  const log = openLog('silent')
  const consumer = startConsumer({ db: ledger.db, name, handle, notifier, log, pace: steadyPace(10, 0) })
  onTestFinished(() => consumer.close())
}

test('a batch that fails is repeated with the same token until it succeeds, and what follows waits', async () => {
  const tokens: string[] = []
  const handed: string[] = []
  const consumer = await start('transient', async (batch) => {
    tokens.push(batch.token)
    if (tokens.length < 4) throw new Error('the engine is unavailable')
    handed.push(...keys(batch))
  })
  const sent = [...(await append(4)), ...(await append(4))]
  await caughtUp('transient')
  expect(new Set(tokens.slice(0, 4)).size).toBe(1)
  expect(handed).toEqual(sent)
  await until(async () => consumer.stuck === undefined)
})

test('a batch that always fails is seen from outside, logged ever less often, and does not spin', async () => {
  const lines: unknown[] = []
  const log = openLog('silent')
  log.error = ((fields: unknown) => lines.push(fields)) as typeof log.error
  let calls = 0
  const handle = async () => {
    calls += 1
    throw new Error('this can never be stored')
  }
  const consumer = await start('poisoned', handle, { log })
  const began = Date.now()
  await append(1)
  await until(async () => (consumer.stuck?.failures ?? 0) >= 6)
  expect(consumer.stuck).toMatchObject({ message: 'this can never be stored' })
  expect(consumer.stuck?.since).toBeGreaterThanOrEqual(began)
  expect(lines.length).toBeLessThanOrEqual(3)
  expect(calls).toBeLessThan(20)
  await consumer.close()
})

test('two processes that read for the same consumer decide on the same batches, none of which overlap', async () => {
  const batches = new Map<string, string[]>()
  const handle = async (batch: Batch) => {
    const before = batches.get(batch.token)
    if (before !== undefined) expect(keys(batch)).toEqual(before)
    batches.set(batch.token, keys(batch))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await start('shared', handle)
  await resume('shared', handle)
  const sent: string[] = []
  for (let count = 1; count < 30; count++) sent.push(...(await append(count)))
  await caughtUp('shared')
  expect([...batches.values()].flat().sort()).toEqual(sent.sort())
})

test('while a consumer is held, no process decides on a batch and none is under way', async () => {
  let handling = 0
  const handle = async () => {
    handling += 1
    await new Promise((resolve) => setImmediate(resolve))
    handling -= 1
  }
  await start('held', handle)
  await resume('held', handle)
  for (let turn = 0; turn < 5; turn++) {
    await append(30)
    await whileQuiesced(ledger.db, 'held', openLog('silent'), async () => {
      expect(handling).toBe(0)
      const position = await consumerPosition(ledger.db, 'held')
      await append(3)
      expect(await decideBatch(ledger.db, 'held', position, 10)).toBe('refused')
      expect(handling).toBe(0)
    })
  }
  const failing = whileQuiesced(ledger.db, 'held', openLog('silent'), () => Promise.reject(new Error('it failed')))
  await expect(failing).rejects.toThrow('it failed')
  await caughtUp('held')
})

test('two that hold the same consumer take turns', async () => {
  await start('turns', async () => {})
  let inside = 0
  const act = async () => {
    inside += 1
    expect(inside).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
  }
  await Promise.all([1, 2, 3].map(() => whileQuiesced(ledger.db, 'turns', openLog('silent'), act)))
})

test('of several processes with a lease one works, and another takes over when it is gone', async () => {
  const workers: string[] = []
  const worker = (name: string) =>
    start('leased', async () => void workers.push(name), { lease: openLease(ledger.db, 'leased', openLog('silent')) })
  const first = await worker('first')
  await append(5)
  await caughtUp('leased')
  await worker('second')
  await append(5)
  await caughtUp('leased')
  expect(new Set(workers)).toEqual(new Set(['first']))
  await first.close()
  await append(5)
  await caughtUp('leased')
  expect(workers.at(-1)).toBe('second')
})

test('closing while it waits ends at once; closing within a batch ends with that batch', async () => {
  const idle = await start('idle', async () => {})
  await caughtUp('idle')
  await idle.close()

  const release = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const busy = await start('busy', async () => {
    entered.resolve()
    await release.promise
  })
  await append(3)
  await entered.promise
  const closed = busy.close()
  release.resolve()
  await closed
  expect(await unfinishedBatch(ledger.db, 'busy')).toBeUndefined()
})

test('of a backlog the next batch is decided when the one before is done, and not where the consumer is closed', async () => {
  const seen: { unfinished: string | undefined; at: unknown; batch: Batch }[] = []
  const release = Promise.withResolvers<void>()
  const backlog = await start('backlog', async (batch, repeated) => {
    expect(repeated).toBe(false)
    const unfinished = (await unfinishedBatch(ledger.db, 'backlog'))?.token
    seen.push({ unfinished, at: await consumerPosition(ledger.db, 'backlog'), batch })
    if (seen.length === 3) await release.promise
  })
  await append(45)
  await until(async () => seen.length === 3)
  for (const { unfinished, at, batch } of seen)
    expect({ unfinished, at }).toEqual({ unfinished: batch.token, at: batch.from })
  const closed = backlog.close()
  release.resolve()
  await closed
  expect(await unfinishedBatch(ledger.db, 'backlog')).toBeUndefined()
  expect(await consumerPosition(ledger.db, 'backlog')).toEqual(seen[2]?.batch.to)
})

test('a backlog is left alone while its consumer is held, between any two batches', async () => {
  let handled = 0
  await start('held-backlog', async () => void handled++)
  await append(200)
  await whileQuiesced(ledger.db, 'held-backlog', openLog('silent'), async () => {
    const before = handled
    await append(10)
    await expect(
      decideBatch(ledger.db, 'held-backlog', await consumerPosition(ledger.db, 'held-backlog'), 10),
    ).resolves.toBe('refused')
    expect(handled).toBe(before)
    expect(await unfinishedBatch(ledger.db, 'held-backlog')).toBeUndefined()
  })
  await caughtUp('held-backlog')
})

test('closing while it backs off does not wait for the next attempt', async () => {
  const consumer = await start('backing-off', async () => {
    throw new Error('never')
  })
  await append(1)
  await until(async () => (consumer.stuck?.failures ?? 0) >= 3)
  await consumer.close()
  expect(await unfinishedBatch(ledger.db, 'backing-off')).toBeDefined()
})
