import type { Appended, NewEvent } from '../ledger/append.ts'
import { Failure } from '../platform/errors.ts'
import { isCollision, isDiskFull, isRefusal, isTransient } from '../postgres/sql-states.ts'

/** What became of an appended event; `refused` means that the ledger would not store this one. */
export type Committed = Appended | { readonly status: 'refused'; readonly id: string; readonly cause: string }

export interface GroupCommit {
  /**
   * Looks whether so many events would find room, before work is spent on them.
   * @throws Failure too_many_requests; ledger_unavailable when the ledger has not answered for ten seconds
   */
  admit(events: number): void
  /**
   * Commits events together with those of other callers. Resolves after the transaction has committed.
   * @throws Failure too_many_requests when the queue is full, before anything was queued;
   *   ledger_unavailable or disk_full when the ledger cannot be written: nothing is known to be stored then.
   */
  commit(events: readonly NewEvent[]): Promise<Committed[]>
  /** How many events wait or are being written. */
  waiting(): number
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
}

interface Waiting {
  /** The parts of one call, which are written one after the other: their order in the log is that in which they were sent. */
  readonly call: object
  readonly events: readonly NewEvent[]
  resolve(outcomes: Committed[]): void
  reject(error: unknown): void
}

/** Small enough that a single event behind a full batch still waits less than 100 ms. */
const groupEvents = 1_000
/** How many transactions may be under way at once. */
const inFlight = 2
/**
 * A ledger that is silent for so long counts as unavailable: later callers are refused at once, not after a time-out.
 */
const silenceMs = 10_000
/** How often a transaction that collided with another is begun anew. */
const attempts = 5

/** The ledger's error as it is returned to the callers of a group. */
function failureOf(error: unknown): unknown {
  if (isDiskFull(error)) {
    return new Failure('disk_full', "The ledger's disk is full.", { retry_after: 30 }, { cause: error })
  }
  if (!isTransient(error)) return error
  const detail = 'Send the same events again with the same keys.'
  return new Failure('ledger_unavailable', detail, { retry_after: 5 }, { cause: error })
}

/**
 * Gathers what callers bring while a transaction runs into the next one. A second one is sent along only when a full
 * group waits already: then the ledger never waits for this process, and otherwise gathering is worth more.
 */
export function openGroupCommit(
  append: (events: readonly NewEvent[]) => Promise<Appended[]>,
  options: { queueEvents: number; onCommit: () => void },
): GroupCommit {
  const queue: Waiting[] = []
  let waiting = 0
  /** When the ledger last answered, or was asked after it had nothing to do. */
  let heardAt = 0
  const running = new Set<Promise<void>>()
  /** Calls of which a part is being written. */
  const underWay = new Set<object>()
  /** Whether as many events as make a group are free to be written. Looks no further than those. */
  const hasFullGroup = () => {
    let events = 0
    for (const it of queue) {
      if (!underWay.has(it.call)) events += it.events.length
      if (events >= groupEvents) return true
    }
    return false
  }

  /** Commits one by one what a group could not: only the refused event is rejected. */
  async function commitRefused(events: readonly NewEvent[], error: unknown): Promise<Committed[]> {
    if (events.length === 1) {
      const [only] = events as [NewEvent]
      return [{ status: 'refused', id: only.event.id, cause: error instanceof Error ? error.message : String(error) }]
    }
    const middle = Math.ceil(events.length / 2)
    return [...(await commitGroup(events.slice(0, middle))), ...(await commitGroup(events.slice(middle)))]
  }

  async function commitGroup(events: readonly NewEvent[], attempt = 1): Promise<Committed[]> {
    try {
      return await append(events)
    } catch (error) {
      if (isRefusal(error)) return commitRefused(events, error)
      if (isCollision(error) && attempt < attempts) return commitGroup(events, attempt + 1)
      throw error
    }
  }

  function takeGroup(): Waiting[] {
    const group: Waiting[] = []
    let events = 0
    for (let at = 0; at < queue.length; ) {
      const next = queue[at] as Waiting
      if (underWay.has(next.call)) {
        at += 1
        continue
      }
      if (group.length > 0 && events + next.events.length > groupEvents) break
      events += next.events.length
      group.push(next)
      queue.splice(at, 1)
    }
    return group
  }

  /**
   * Refuses a group, and all callers behind it when the ledger is unavailable: each would only wait for the same error.
   */
  function fail(group: readonly Waiting[], error: unknown): void {
    const failure = failureOf(error)
    const behind = failure instanceof Failure ? queue.splice(0) : []
    for (const it of [...group, ...behind]) {
      waiting -= it.events.length
      it.reject(failure)
    }
  }

  function settle(group: readonly Waiting[], outcomes: readonly Committed[]): void {
    let from = 0
    for (const it of group) {
      waiting -= it.events.length
      it.resolve(outcomes.slice(from, from + it.events.length))
      from += it.events.length
    }
  }

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const group = takeGroup()
      // What is left are parts of calls that another transaction writes, which continues with them.
      if (group.length === 0) return
      for (const { call } of group) underWay.add(call)
      let outcomes: Committed[]
      try {
        outcomes = await commitGroup(group.flatMap((it) => it.events))
      } catch (error) {
        heardAt = performance.now()
        fail(group, error)
        continue
      } finally {
        for (const { call } of group) underWay.delete(call)
      }
      heardAt = performance.now()
      settle(group, outcomes)
      options.onCommit()
    }
  }

  function start(): void {
    if (running.size >= inFlight || (running.size > 0 && !hasFullGroup())) return
    if (running.size === 0) heardAt = performance.now()
    const one = run().finally(() => {
      running.delete(one)
      // What was queued after its last look and before now found it running, and would wait for the next caller.
      if (queue.length > 0) start()
    })
    running.add(one)
  }

  function admit(events: number): void {
    if (running.size > 0 && performance.now() - heardAt > silenceMs) {
      throw new Failure('ledger_unavailable', 'The ledger does not answer.', { retry_after: 5 })
    }
    if (waiting + events <= Math.max(options.queueEvents, events)) return
    throw new Failure('too_many_requests', `${waiting} events wait for the ledger.`, { retry_after: 1 })
  }

  return {
    admit,
    async commit(events) {
      if (events.length === 0) return []
      admit(events.length)
      waiting += events.length
      const parts: Promise<Committed[]>[] = []
      const call = {}
      for (let from = 0; from < events.length; from += groupEvents) {
        const part = events.slice(from, from + groupEvents)
        parts.push(new Promise((resolve, reject) => queue.push({ call, events: part, resolve, reject })))
      }
      start()
      return (await Promise.all(parts)).flat()
    },
    waiting: () => waiting,
    async drain() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
