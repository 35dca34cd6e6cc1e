import { setTimeout as sleep } from 'node:timers/promises'
import { statesOf } from '../stack/server.ts'
import type { Load } from './load.ts'
import type { Target } from './stack.ts'

export interface Fault {
  readonly target: string
  readonly kind: 'kill' | 'pause'
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
}

/** The longest pauses are longer than any time-out of ours that a request waits for. */
const pausesMs = [3_000, 8_000, 16_000, 25_000]
const awayMs = [0, 2_000, 5_000]
const betweenMs = 4_000

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = <T>(values: readonly T[], random: () => number) => values[Math.floor(random() * values.length)] as T

/** Brings a process back, again and again as a supervisor does: while its stores are unavailable it cannot start. */
async function revive({ server }: Target): Promise<void> {
  for (;;) {
    try {
      await server.comeBack()
      return
    } catch {
      await sleep(500)
    }
  }
}

const isDead = ({ server }: Target) => statesOf(server.pid).length === 0

/** Restarts processes that ended by themselves. @returns the names of those that did, and a way to stop looking. */
export function supervise(targets: readonly Target[], busy: ReadonlySet<Target>) {
  const fallen: string[] = []
  const stop = new AbortController()
  const watch = async () => {
    while (!stop.signal.aborted) {
      for (const target of targets) {
        if (busy.has(target) || !isDead(target)) continue
        fallen.push(`${target.name}: ${target.server.said().slice(-300)}`)
        await revive(target)
      }
      await sleep(500)
    }
  }
  const watching = watch()
  return {
    fallen,
    async close() {
      stop.abort()
      await watching
    },
  }
}

/** Lets `count` faults befall random targets, now and then two at once, and says when each was. */
export async function befall(
  targets: readonly Target[],
  busy: Set<Target>,
  count: number,
  random: () => number,
  say: (fault: Fault) => void,
): Promise<Fault[]> {
  const faults: Fault[] = []
  const underWay = new Set<Promise<void>>()
  const one = async (target: Target) => {
    const kind = random() < 0.6 ? 'kill' : 'pause'
    const from = Date.now()
    if (kind === 'kill') {
      const away = pick(awayMs, random)
      await target.server.goAway()
      await sleep(away)
      await revive(target)
    } else {
      target.server.pause()
      await sleep(pick(pausesMs, random))
      target.server.resume()
    }
    const fault = { target: target.name, kind, from, to: Date.now() } as const
    faults.push(fault)
    say(fault)
    busy.delete(target)
  }
  for (let begun = 0; begun < count; begun++) {
    while (underWay.size >= 2) await Promise.race(underWay)
    const target = pick(
      targets.filter((it) => !busy.has(it)),
      random,
    )
    busy.add(target)
    const fault = one(target).finally(() => underWay.delete(fault))
    underWay.add(fault)
    await sleep(betweenMs * (0.5 + random()))
  }
  await Promise.all(underWay)
  return faults
}

const afterMs = 5_000

/** What a fault cost those who were sending: the longest silence, and how many requests had to be repeated. */
export function costOf({ from, to }: Fault, { acknowledgedAt, failedAt }: Load): { silenceMs: number; failed: number } {
  const within = (moment: number) => moment >= from && moment <= to + afterMs
  const moments = [from, ...acknowledgedAt.filter(within)]
  const silences = moments.slice(1).map((moment, index) => moment - (moments[index] as number))
  return { silenceMs: Math.max(0, ...silences), failed: failedAt.filter(within).length }
}
