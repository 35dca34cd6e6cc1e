import { backOffMs } from '../platform/backoff.ts'
import type { Logger } from '../platform/log.ts'
import { pause } from '../platform/pause.ts'
import { openFailureStreak, type Stuck } from './failure-streak.ts'

/** What carries events onwards until it is closed, and what is known of it from outside. */
export interface Consumer {
  /** Why it does not get on, for as long as it does not. */
  readonly stuck: Stuck | undefined
  /** Finishes what is at hand and stops. */
  close(): Promise<void>
}

/**
 * Runs a step over and over until it is closed; after a failure it backs off, with jitter.
 * @param step gives how long to pause before the next one, in milliseconds
 */
export function startLoop(options: {
  readonly name: string
  readonly log: Logger
  readonly step: (signal: AbortSignal) => Promise<number>
  /** Lets go of what may be broken. */
  readonly onFailure?: () => Promise<void>
  readonly onClose?: () => Promise<void>
}): Consumer {
  const stop = new AbortController()
  const { signal } = stop
  const troubles = openFailureStreak(options.log, options.name)

  async function run(): Promise<void> {
    while (!signal.aborted) {
      let pauseMs: number
      try {
        pauseMs = await options.step(signal)
        troubles.clear()
      } catch (error) {
        pauseMs = backOffMs(troubles.note(error), 100)
        await options.onFailure?.()
      }
      await pause(pauseMs, signal)
    }
    await options.onClose?.()
  }

  const running = run()
  return {
    get stuck() {
      return troubles.stuck
    },
    async close() {
      stop.abort()
      await running
    },
  }
}
