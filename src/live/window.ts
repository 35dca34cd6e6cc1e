import { isAfter, type LoggedEvent, type LogPosition } from '../ledger/read-log.ts'

/** The end of the log, kept at hand: every event after a floor up to and with a head. */
export interface Window {
  /** The last position that was read. */
  readonly head: LogPosition
  /** Moves the head to what follows it in the log, and lets go of the oldest. */
  push(news: readonly LoggedEvent[]): void
  /** Every event after `at`, or undefined where the window begins later than that. */
  after(at: LogPosition): readonly LoggedEvent[] | undefined
}

const mostEvents = 5_000
const mostCharacters = 16 * 1024 * 1024

const placeOf = ({ tx, position }: LogPosition): LogPosition => ({ tx, position })
const weigh = ({ event }: LoggedEvent) => JSON.stringify(event.data).length

/** A window that is empty and begins behind `start`. It holds at most 5 000 events with 16 Mi characters of data. */
export function openWindow(start: LogPosition, most = { events: mostEvents, characters: mostCharacters }): Window {
  let recent: { logged: LoggedEvent; weight: number }[] = []
  let weight = 0
  let floor = placeOf(start)
  let head = floor

  function letGo(): void {
    let gone = 0
    for (const it of recent) {
      if (recent.length - gone <= most.events && weight <= most.characters) break
      weight -= it.weight
      floor = placeOf(it.logged)
      gone += 1
    }
    if (gone > 0) recent = recent.slice(gone)
  }

  return {
    get head() {
      return head
    },
    push(news) {
      for (const logged of news) {
        const its = weigh(logged)
        recent.push({ logged, weight: its })
        weight += its
        head = placeOf(logged)
      }
      letGo()
    },
    after(at) {
      if (isAfter(floor, at)) return undefined
      const from = recent.findLastIndex(({ logged }) => !isAfter(logged, at)) + 1
      return recent.slice(from).map(({ logged }) => logged)
    },
  }
}
