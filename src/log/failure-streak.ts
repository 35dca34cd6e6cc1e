import { codeOf, messageOf } from '../platform/error-causes.ts'
import type { Logger } from '../platform/log.ts'

/** Why a consumer does not get on. */
export interface Stuck {
  readonly failures: number
  /** Unix time in milliseconds of the first failure in a row. */
  readonly since: number
  readonly message: string
  /** What may be shown to all: a code, without names, places or values. */
  readonly code: string
}

/** Failures in a row of one consumer: what is known from outside, and what is logged of them. */
export interface FailureStreak {
  readonly stuck: Stuck | undefined
  /** Of many in a row the first, second, fourth, eighth and so on are logged. @returns how many it are now. */
  note(error: unknown): number
  clear(): void
}

export function openFailureStreak(log: Logger, consumer: string): FailureStreak {
  let stuck: Stuck | undefined
  return {
    get stuck() {
      return stuck
    },
    note(error) {
      const failures = (stuck?.failures ?? 0) + 1
      if (Number.isInteger(Math.log2(failures))) {
        log.error({ err: error, consumer, failures }, 'a consumer does not get on; it will try again')
      }
      stuck = { failures, since: stuck?.since ?? Date.now(), message: messageOf(error), code: codeOf(error) }
      return failures
    },
    clear() {
      stuck = undefined
    },
  }
}
