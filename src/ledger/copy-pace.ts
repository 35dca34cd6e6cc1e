import type { Now } from '../platform/clock.ts'

/** Whether to add events by COPY first, which is given up where a key is taken and then costs both ways. */
export interface CopyPace {
  mayCopy(events: number): boolean
  /** To be called when it was tried. @param isTaken whether it was given up */
  note(isTaken: boolean): void
}

/** Below this many events a COPY saves nothing. */
const leastEvents = 20
const groupsAtOnce = 20
/** Of these groups may be given up. */
const mostTaken = 1
const restMs = 60_000

/** COPY is left alone for a minute when more than one group in twenty was given up. */
export function openCopyPace(now: Now): CopyPace {
  let tried = 0
  let taken = 0
  let restsUntil = 0
  return {
    mayCopy: (events) => events >= leastEvents && now() >= restsUntil,
    note(isTaken) {
      tried += 1
      if (isTaken) taken += 1
      if (taken > mostTaken) restsUntil = now() + restMs
      if (taken > mostTaken || tried === groupsAtOnce) [tried, taken] = [0, 0]
    },
  }
}

/** Always the statement: the embedded server's front takes turns by message and feeds no COPY. */
export const neverCopy: CopyPace = { mayCopy: () => false, note() {} }
