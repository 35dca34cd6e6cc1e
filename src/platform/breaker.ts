import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleAll,
  isBrokenCircuitError,
} from 'cockatiel'
import type { Now } from './clock.ts'
import { codeOf } from './error-causes.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

/** What this service stands on and can, for a while, be without. */
export type Dependency = 'ledger' | 'warehouse' | 'kafka' | 'redis' | 's3' | 'schema_registry' | 'model_server'

/** As numbers in the metrics: 0, 1, 2. */
export const breakerStates = ['closed', 'open', 'half_open'] as const
export type BreakerState = (typeof breakerStates)[number]

/** Which errors count, and what a caller gets without its call being made. */
export interface GuardRules {
  /** Whether an error means that the dependency is unavailable: decided by its code, never by the request. */
  readonly counts: (error: unknown) => boolean
  /** The room's own failure; `cause` is the last error that counted. */
  readonly refuse: (cause: unknown) => Error
  /**
   * Asks whether the dependency is back, within a second or two. Without it the next call is the probe, and must end
   * by itself as soon.
   */
  readonly probe?: () => Promise<unknown>
}

/** Makes a call, or refuses it at once while the dependency is known to be unavailable. */
export type Guard = <T>(act: () => Promise<T>) => Promise<T>

export interface Breaker {
  readonly state: BreakerState
  /** When it came into this state, in milliseconds since 1970. */
  readonly since: number
  /** The message of the last error that counted. */
  readonly lastError: string | undefined
  /** Its code, which may be shown to all. */
  readonly lastErrorCode: string | undefined
  /** Guards of one breaker share its state, whatever their rules. */
  guard(rules: GuardRules): Guard
}

export interface Breakers {
  /** The breaker of a dependency, the same one each time. */
  of(dependency: Dependency): Breaker
  /** All breakers that `of` has made. */
  all(): ReadonlyMap<Dependency, Breaker>
}

/** So many failures in a row open a breaker; one alone may be a connection that broke. */
const failuresToOpen = 3
/** The longest pause between two probes, which bounds how long after its return a dependency is still refused. */
const probeMs = 1_000

export function openBreakers(
  metrics: Pick<Metrics, 'breakerState' | 'breakerOpened'>,
  log: Logger,
  now: Now,
): Breakers {
  const breakers = new Map<Dependency, Breaker>()
  return {
    of(dependency) {
      const breaker = breakers.get(dependency) ?? openBreaker(dependency, metrics, log, now)
      breakers.set(dependency, breaker)
      return breaker
    },
    all: () => breakers,
  }
}

function openBreaker(
  dependency: Dependency,
  metrics: Pick<Metrics, 'breakerState' | 'breakerOpened'>,
  log: Logger,
  now: Now,
): Breaker {
  const policy = circuitBreaker(handleAll, {
    breaker: new ConsecutiveBreaker(failuresToOpen),
    // Many processes lose a dependency in the same moment; their probes must not come in step.
    halfOpenAfter: new DelegateBackoff(() => probeMs * (0.5 + Math.random() / 2)),
  })
  let since = now()
  const lastCause = () => {
    const last = policy.lastFailure
    return last !== undefined && 'error' in last ? last.error : undefined
  }
  const show = () => metrics.breakerState.set({ dependency }, breakerStates.indexOf(stateOf(policy)))
  show()
  let failing = false
  policy.onStateChange((state) => {
    since = now()
    show()
    // A probe that fails opens it again; that is the same outage still.
    if (state === CircuitState.Open && !failing) {
      failing = true
      metrics.breakerOpened.inc({ dependency })
      log.warn(
        { dependency, err: lastCause() },
        'a dependency is unavailable; calls are refused until a probe succeeds',
      )
    }
    if (state === CircuitState.Closed) {
      failing = false
      log.info({ dependency }, 'a dependency is back')
    }
  })

  return {
    get state() {
      return stateOf(policy)
    },
    get since() {
      return since
    },
    get lastError() {
      const cause = lastCause()
      return cause instanceof Error ? cause.message : undefined
    },
    get lastErrorCode() {
      const cause = lastCause()
      return cause === undefined ? undefined : codeOf(cause)
    },
    guard: ({ counts, refuse, probe }) => {
      const run = <T>(act: () => Promise<T>) => countOnly(policy, counts, act)
      return async (act) => {
        // While a probe is under way the library would make all other callers wait for its end.
        if (policy.state === CircuitState.HalfOpen) throw refuse(lastCause())
        try {
          if (policy.state === CircuitState.Open && probe !== undefined) await policy.execute(probe)
          return await run(act)
        } catch (error) {
          throw isBrokenCircuitError(error) ? refuse(lastCause()) : error
        }
      }
    },
  }
}

/** An error that does not count is an answer: it ends a row of failures as any other answer does. */
async function countOnly<T>(
  policy: CircuitBreakerPolicy,
  counts: (error: unknown) => boolean,
  act: () => Promise<T>,
): Promise<T> {
  const answer = await policy.execute(async () => {
    try {
      return { value: await act() }
    } catch (error) {
      if (counts(error)) throw error
      return { error }
    }
  })
  if ('error' in answer) throw answer.error
  return answer.value
}

function stateOf({ state }: CircuitBreakerPolicy): BreakerState {
  if (state === CircuitState.Closed) return 'closed'
  return state === CircuitState.HalfOpen ? 'half_open' : 'open'
}
