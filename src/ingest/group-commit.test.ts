import { expect, onTestFinished, test, vi } from 'vitest'
import type { Appended, NewEvent } from '../ledger/append.ts'
import { openGroupCommit } from './group-commit.ts'

const made = (id: string) => ({ event: { id }, payloadHash: Buffer.alloc(32) }) as unknown as NewEvent
const many = (count: number, prefix = 'e') => Array.from({ length: count }, (_, index) => made(`${prefix}${index}`))
const accepted = (events: readonly NewEvent[]): Appended[] =>
  events.map(({ event }) => ({ status: 'accepted', id: event.id }))
const failure = (code: string, message = code) => Object.assign(new Error(message), { code })

/** A ledger whose transactions end when the test says so. */
function openLedger() {
  const groups: { ids: string[]; commit(): void; fail(error: unknown): void }[] = []
  const append = (events: readonly NewEvent[]) =>
    new Promise<Appended[]>((resolve, reject) => {
      groups.push({ ids: events.map(({ event }) => event.id), commit: () => resolve(accepted(events)), fail: reject })
    })
  return { groups, append }
}

const open = (append: Parameters<typeof openGroupCommit>[0], queueEvents = 100) =>
  openGroupCommit(append, { queueEvents, onCommit: () => {} })
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('callers that come while a transaction runs share the next one', async () => {
  const ledger = openLedger()
  const { commit, waiting } = open(ledger.append)
  const first = commit([made('a')])
  const others = ['b', 'c', 'd'].map((id) => commit([made(id)]))
  expect(waiting()).toBe(4)
  ledger.groups[0]?.commit()
  expect(await first).toEqual([{ status: 'accepted', id: 'a' }])
  await turn()
  expect(ledger.groups.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c', 'd']])
  ledger.groups[1]?.commit()
  expect((await Promise.all(others)).flat().map(({ id }) => id)).toEqual(['b', 'c', 'd'])
  expect(waiting()).toBe(0)
})

test('a caller that comes just when the last transaction has ended does not wait for another one', async () => {
  const ledger = openLedger()
  const late: Promise<unknown>[] = []
  const { commit } = openGroupCommit(ledger.append, {
    queueEvents: 100,
    // As soon as the queue was found empty, and before another caller could see that nothing runs.
    onCommit: () => queueMicrotask(() => late.push(commit([made('late')]))),
  })
  const first = commit([made('a')])
  ledger.groups[0]?.commit()
  await first
  await turn()
  expect(ledger.groups.map(({ ids }) => ids)).toEqual([['a'], ['late']])
  ledger.groups[1]?.commit()
  expect(await late[0]).toEqual([{ status: 'accepted', id: 'late' }])
})

test('a caller is answered only after its transaction', async () => {
  const ledger = openLedger()
  let answered = false
  const answer = open(ledger.append)
    .commit([made('a')])
    .then(() => {
      answered = true
    })
  await turn()
  expect(answered).toBe(false)
  ledger.groups[0]?.commit()
  await answer
})

test('a large batch goes in parts, so that a single event behind it need not wait for all of it', async () => {
  const ledger = openLedger()
  const { commit } = open(ledger.append, 10_000)
  const batch = commit(many(2_500))
  const single = commit([made('single')])
  for (let index = 0; index < 3; index++) {
    await turn()
    ledger.groups[index]?.commit()
  }
  expect((await single)[0]?.id).toBe('single')
  expect((await batch).map(({ id }) => id)).toEqual(many(2_500).map(({ event }) => event.id))
  expect(ledger.groups.map(({ ids }) => ids.length)).toEqual([1_000, 1_000, 501])
})

test('past the bound a call is refused before any of it is queued', async () => {
  const ledger = openLedger()
  const { commit, waiting, admit } = open(ledger.append, 10)
  const first = commit(many(8))
  await expect(commit(many(3, 'x'))).rejects.toMatchObject({ code: 'too_many_requests', extra: { retry_after: 1 } })
  expect(() => admit(3)).toThrow()
  expect(waiting()).toBe(8)
  const second = commit(many(2, 'y'))
  ledger.groups[0]?.commit()
  await first
  await turn()
  expect(ledger.groups[1]?.ids).toEqual(['y0', 'y1'])
  ledger.groups[1]?.commit()
  await second
})

test('a batch that is larger than the bound is taken when no caller waits', async () => {
  const { commit } = open(async (events) => accepted(events), 10)
  expect(await commit(many(50))).toHaveLength(50)
})

test('one event that the ledger refuses does not fail the others of its group', async () => {
  const refuses = async (events: readonly NewEvent[]) => {
    if (events.some(({ event }) => event.id === 'e7')) throw failure('22P05', 'unsupported Unicode escape')
    return accepted(events)
  }
  const outcomes = await open(refuses).commit(many(20))
  expect(outcomes.filter(({ status }) => status === 'accepted')).toHaveLength(19)
  expect(outcomes[7]).toEqual({ status: 'refused', id: 'e7', cause: 'unsupported Unicode escape' })
})

test('while the ledger is unavailable all waiting callers are refused, and commits resume when it is back', async () => {
  const ledger = openLedger()
  const { commit, waiting } = open(ledger.append)
  const answers = ['a', 'b', 'c'].map((id) => commit([made(id)]))
  const settled = Promise.allSettled(answers)
  ledger.groups[0]?.fail(failure('ECONNREFUSED'))
  for (const it of await settled) {
    expect(it).toMatchObject({ status: 'rejected', reason: { code: 'ledger_unavailable', status: 503 } })
  }
  expect(ledger.groups).toHaveLength(1)
  expect(waiting()).toBe(0)

  const again = commit([made('a')])
  ledger.groups[1]?.commit()
  expect(await again).toEqual([{ status: 'accepted', id: 'a' }])
})

test('a full disk is distinguished from an unavailable ledger', async () => {
  const { commit } = open(async () => {
    throw failure('53100', 'could not extend file')
  })
  await expect(commit([made('a')])).rejects.toMatchObject({ code: 'disk_full', status: 507 })
})

test('transactions that collide are begun anew, a few times', async () => {
  let calls = 0
  const collides = (times: number) => async (events: readonly NewEvent[]) => {
    calls += 1
    if (calls <= times) throw failure('40P01', 'deadlock detected')
    return accepted(events)
  }
  expect(await open(collides(3)).commit([made('a')])).toHaveLength(1)
  calls = 0
  await expect(open(collides(99)).commit([made('a')])).rejects.toMatchObject({ code: 'ledger_unavailable' })
  expect(calls).toBe(5)
})

test('a bug fails its own group and no caller behind it', async () => {
  const ledger = openLedger()
  const { commit } = open(ledger.append)
  const first = commit([made('a')])
  const second = commit([made('b')])
  ledger.groups[0]?.fail(new TypeError('undefined is not a function'))
  await expect(first).rejects.toThrow(TypeError)
  await turn()
  ledger.groups[1]?.commit()
  expect(await second).toHaveLength(1)
})

test('drain waits for everything that was queued', async () => {
  const ledger = openLedger()
  const { commit, drain } = open(ledger.append)
  const answers = [commit([made('a')]), commit([made('b')])]
  let drained = false
  const end = drain().then(() => {
    drained = true
  })
  ledger.groups[0]?.commit()
  await turn()
  expect(drained).toBe(false)
  ledger.groups[1]?.commit()
  await Promise.all([end, ...answers])
})

test('while the ledger has been silent for more than ten seconds newcomers are refused, and taken again when it answers', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const ledger = openLedger()
  const { commit, admit } = open(ledger.append)
  vi.advanceTimersByTime(60_000)
  const first = commit([made('a')])
  vi.advanceTimersByTime(10_000)
  admit(1)
  vi.advanceTimersByTime(1)
  expect(() => admit(1)).toThrow('does not answer')
  await expect(commit([made('b')])).rejects.toMatchObject({ code: 'ledger_unavailable' })
  ledger.groups[0]?.commit()
  await first
  admit(1)
})

test('the parts of a batch are written one after the other, also while another caller is served beside', async () => {
  const ledger = openLedger()
  const { commit } = open(ledger.append, 10_000)
  const [batch, other] = [commit(many(3_000)), commit(many(1_000, 'x'))]
  await turn()
  expect(ledger.groups.map(({ ids }) => ids[0])).toEqual(['e0', 'x0'])
  ledger.groups[1]?.commit()
  await other
  expect(ledger.groups.map(({ ids }) => ids[0])).toEqual(['e0', 'x0'])
  for (const index of [0, 2, 3]) {
    ledger.groups[index]?.commit()
    await turn()
  }
  await batch
  expect(ledger.groups.map(({ ids }) => ids[0])).toEqual(['e0', 'x0', 'e1000', 'e2000'])
})
