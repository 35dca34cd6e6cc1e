/** An activity in the world: it yields how many milliseconds it waits until its next step. */
export type Process<T = void> = Generator<number, T, void>

interface Due {
  readonly at: number
  readonly turn: number
  readonly process: Process
}

const sooner = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.turn < b.turn)

/**
 * Runs processes in the order of simulated time. What is due at the same millisecond runs in the order in which it
 * was put down, so that cutting the time into pieces changes nothing.
 */
export class Schedule {
  now: number
  #turn = 0
  readonly #heap: Due[] = []

  constructor(now: number) {
    this.now = now
  }

  start(process: Process, afterMs = 0): void {
    this.#put({ at: this.now + Math.max(0, Math.round(afterMs)), turn: this.#turn++, process })
  }

  /** Runs all that is due before `to`, which itself is not included. */
  advance(to: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at < to; next = this.#heap[0]) {
      this.#takeFirst()
      this.now = next.at
      const step = next.process.next()
      if (!step.done) this.start(next.process, step.value)
    }
    this.now = Math.max(this.now, to)
  }

  #put(due: Due): void {
    const heap = this.#heap
    let place = heap.length
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above] as Due
      if (!sooner(due, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = due
  }

  #takeFirst(): void {
    const heap = this.#heap
    const last = heap.pop() as Due
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && sooner(heap[below + 1] as Due, heap[below] as Due)) below++
      const child = heap[below] as Due
      if (!sooner(child, last)) break
      heap[place] = child
      place = below
    }
    heap[place] = last
  }
}
