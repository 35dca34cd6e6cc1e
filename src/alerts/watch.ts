import type { Lease } from '../log/lease.ts'
import type { Now } from '../platform/clock.ts'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import { pause } from '../platform/pause.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Verdict } from './judge.ts'
import { look } from './look.ts'
import { noteVerdict } from './note.ts'
import type { StoredAlert } from './store.ts'
import { dueAlerts } from './store.ts'

export interface WatchDeps {
  readonly db: Database
  readonly warehouse: Warehouse
  readonly log: Logger
  readonly now: Now
  /** Where people reach the service, for links in messages. */
  readonly publicUrl: string | undefined
}

const lookEveryMs = 60_000
const lookSlowlyEveryMs = 600_000
const tickMs = 1_000
const perRound = 20

/** What a failure says is safe to show; anything else is a bug and may disclose internals. */
const reasonOf = (error: unknown) => (error instanceof Failure ? error.message : 'The look failed; it was logged.')

/** Evaluates one alert and records the result; a failed evaluation leaves the state unknown, with the reason. */
async function check(deps: WatchDeps, alert: StoredAlert): Promise<void> {
  const { db, log, now } = deps
  let verdict: Verdict
  try {
    verdict = await look(deps, alert.tenant_id, alert, now())
  } catch (error) {
    log.warn({ err: error, alert: alert.id, tenant_id: alert.tenant_id }, 'an alert could not be evaluated')
    verdict = { state: 'unknown', value: null, reason: reasonOf(error) }
  }
  const changed = await noteVerdict(db, alert, verdict, now(), deps.publicUrl)
  if (changed) log.info({ alert: alert.id, tenant_id: alert.tenant_id, state: verdict.state }, 'an alert changed')
}

/**
 * Evaluates every alert each minute, those on forecasts and lots every ten, a new or changed one at once, and delivers
 * its notifications. One process does it at a time; should two, they make one firing, and a receiver recognises a
 * repeated notification by its id.
 */
export function startWatch(
  deps: WatchDeps & {
    readonly lease: Lease | undefined
    readonly deliver: () => Promise<void>
    readonly noteDone: () => void
  },
) {
  const { db, lease, deliver, noteDone, log, now } = deps
  const stop = new AbortController()

  const every = async (task: string, act: () => Promise<void>) => {
    while (!stop.signal.aborted) {
      try {
        if (lease === undefined || (await lease.hold())) await act()
        noteDone()
      } catch (error) {
        log.error({ err: error, task }, 'alerts could not be seen to; it is tried again')
      }
      await pause(tickMs, stop.signal)
    }
  }
  const ago = (ms: number) => new Date(now() - ms).toISOString()
  const lookAtAll = async () => {
    const due = await dueAlerts(db, { since: ago(lookEveryMs), slowSince: ago(lookSlowlyEveryMs) }, perRound)
    for (const alert of due) if (!stop.signal.aborted) await check(deps, alert)
  }
  // A receiver that is slow must not hold up the looks.
  const running = [every('look', lookAtAll), every('deliver', deliver)]
  return {
    async close() {
      stop.abort()
      await Promise.all(running)
      await lease?.release()
    },
  }
}
