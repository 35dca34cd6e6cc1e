import type { Flaw } from './flaw.ts'

/** One thing that is wrong with a producer's events: where, how many of them, and some to look at. */
interface Kind extends Flaw {
  events: number
  readonly examples: string[]
}

interface OfProducer {
  readonly producer: string
  events: number
  failed: number
  /** The most frequent first. */
  readonly flaws: Kind[]
}

export interface Breakage {
  readonly events: number
  readonly failed: number
  /** Those whose events fail most, first. */
  readonly producers: readonly OfProducer[]
}

const examplesOfEach = 5
const mostKinds = 100

/** An element of a list is as wrong as the next one. */
const placeOf = (path: string) => path.replaceAll(/\/\d+(?=\/|$)/g, '/*')

/** Gathers what is wrong with events, by producer. */
export function collectBreakage() {
  const producers = new Map<string, OfProducer & { byKind: Map<string, Kind> }>()

  return {
    events: () => [...producers.values()].reduce((sum, { events }) => sum + events, 0),

    add({ producer, id }: { producer: string; id: string }, flaws: readonly Flaw[]): void {
      const mine = producers.get(producer) ?? { producer, events: 0, failed: 0, flaws: [], byKind: new Map() }
      producers.set(producer, mine)
      mine.events += 1
      if (flaws.length > 0) mine.failed += 1
      const places = new Map(
        flaws.map(({ path, message }) => [`${placeOf(path)} ${message}`, { path: placeOf(path), message }]),
      )
      for (const [name, flaw] of places) {
        const kind = mine.byKind.get(name) ?? { ...flaw, events: 0, examples: [] }
        if (!mine.byKind.has(name) && mine.byKind.size >= mostKinds) continue
        mine.byKind.set(name, kind)
        kind.events += 1
        if (kind.examples.length < examplesOfEach) kind.examples.push(id)
      }
    },

    result(): Breakage {
      const all = [...producers.values()].map(({ byKind, ...it }) => ({
        ...it,
        flaws: [...byKind.values()].toSorted((a, b) => b.events - a.events),
      }))
      const sum = (of: (it: OfProducer) => number) => all.reduce((total, it) => total + of(it), 0)
      return {
        events: sum(({ events }) => events),
        failed: sum(({ failed }) => failed),
        producers: all.toSorted((a, b) => b.failed - a.failed),
      }
    },
  }
}
