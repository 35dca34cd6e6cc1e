import type { LoggedEvent } from '../ledger/read-log.ts'
import { positionsSetAside, type Refused, setAside } from '../ledger/set-aside.ts'
import { messageOf } from '../platform/error-causes.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'

interface Taken {
  readonly token: string
  readonly events: readonly LoggedEvent[]
}

export interface SetAsideDeps {
  readonly db: Database
  readonly consumer: string
  readonly log: Logger
  /**
   * Which of these events the store refuses for their own sake, after a batch failed with this error. None where the failure
   * lies with the store or the way there: then the batch is repeated as it is.
   */
  readonly findRefused: (events: readonly LoggedEvent[], error: unknown) => Promise<readonly Refused[]>
  /** Keeps refused events as dead letters; called with the same ones again after a failure. */
  readonly keepLetters: (consumer: string, refused: readonly Refused[]) => Promise<void>
}

/**
 * Takes batches for a store that may refuse single events for their own sake. Such an event becomes a dead letter, is
 * recorded as set aside by this consumer, and the rest of its batch continues under the same token: one event never
 * blocks the others. A repeat of the batch, also by another process, leaves out the same events.
 */
export const settingAside =
  <B extends Taken>(deps: SetAsideDeps, handle: (batch: B, repeated: boolean) => Promise<void>) =>
  async (batch: B, repeated: boolean): Promise<void> => {
    const { db, consumer, log } = deps
    let aside: ReadonlySet<string> = repeated ? await positionsSetAside(db, consumer, batch.events) : new Set()
    for (let again = repeated; ; again = true) {
      const events = batch.events.filter(({ position }) => !aside.has(position))
      try {
        return await handle({ ...batch, events }, again)
      } catch (error) {
        const refused = await deps.findRefused(events, error)
        if (refused.length === 0) throw error
        // The letter first: what is recorded as set aside is never without one.
        await deps.keepLetters(consumer, refused)
        await setAside(db, consumer, refused)
        aside = new Set([...aside, ...refused.map(({ logged }) => logged.position)])
        const causes = [...new Set(refused.map(({ cause }) => cause))]
        log.error({ consumer, events: refused.length, causes, reason: messageOf(error) }, 'set events aside')
      }
    }
  }
