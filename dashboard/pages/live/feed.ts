import type { Schemas } from '../../api/generated/contract.ts'
import { createRate } from './rate.ts'

/** An event as the stream sends it; a stream of a later version may leave fields out or add some, which are shown as they came. */
export type LiveEvent = Pick<StoredEvent, 'id' | 'type' | 'action' | 'occurred_at'> & Partial<StoredEvent>

type StoredEvent = Schemas['StoredEvent']

export interface FeedView {
  /** The newest first; stands still while paused. */
  readonly events: readonly LiveEvent[]
  readonly paused: boolean
  /** How many came since the pause. */
  readonly waiting: number
  /** How many came at all. */
  readonly total: number
}

export interface Feed {
  readonly push: (event: LiveEvent) => void
  /** Puts what happened before below what came since; it does not count as having come. Newest first. */
  readonly seed: (past: readonly LiveEvent[]) => void
  readonly pause: () => void
  readonly resume: () => void
  readonly clear: () => void
  readonly view: () => FeedView
  readonly seconds: () => number[]
  readonly subscribe: (onChange: () => void) => () => void
}

interface FeedDeps {
  now: () => number
  /** Runs a task soon; many events share one drawing. */
  schedule: (task: () => void) => void
}

/** How many events are kept. What came before them is forgotten, paused or not. */
export const kept = 200

const nothing: FeedView = { events: [], paused: false, waiting: 0, total: 0 }

/** The newest events of a stream, in bounded memory. */
export function createFeed({ now, schedule }: FeedDeps): Feed {
  const listeners = new Set<() => void>()
  const rate = createRate()
  let newest: LiveEvent[] = []
  let known = new Set<string>()
  let shown = nothing
  let scheduled = false

  const publish = (view: FeedView) => {
    shown = view
    for (const listener of listeners) listener()
  }

  let waiting = 0
  let total = 0
  const draw = () => {
    scheduled = false
    publish({ ...shown, events: shown.paused ? shown.events : newest.toReversed(), waiting, total })
  }

  return {
    push(event) {
      // A resumed stream may repeat its last event.
      if (known.has(event.id)) return
      known.add(event.id)
      newest.push(event)
      if (newest.length > kept) {
        for (const { id } of newest.splice(0, newest.length - kept)) known.delete(id)
      }
      total += 1
      if (shown.paused) waiting += 1
      rate.record(now())
      if (scheduled) return
      scheduled = true
      schedule(draw)
    },
    seed(past) {
      const older = past.filter(({ id }) => !known.has(id)).slice(0, kept - newest.length)
      for (const { id } of older) known.add(id)
      newest = [...older.toReversed(), ...newest]
      draw()
    },
    pause() {
      waiting = 0
      publish({ ...shown, events: newest.toReversed(), paused: true, waiting, total })
    },
    resume() {
      waiting = 0
      publish({ ...shown, events: newest.toReversed(), paused: false, waiting, total })
    },
    clear() {
      newest = []
      known = new Set()
      waiting = 0
      publish({ ...shown, events: [], waiting, total })
    },
    view: () => shown,
    seconds: () => rate.seconds(now()),
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
  }
}
