import { Type } from 'typebox'
import type { Consumer } from '../log/loop.ts'
import { type Breaker, breakerStates } from '../platform/breaker.ts'
import { codeOf } from '../platform/error-causes.ts'
import { signOfLife } from '../postgres/pool-breaker.ts'
import type { HttpDeps } from './deps.ts'

const BreakerSchema = Type.Object(
  {
    state: Type.String({ enum: [...breakerStates] }),
    since: Type.String({ format: 'date-time' }),
    last_error: Type.Optional(Type.String()),
  },
  { description: 'open: calls are refused at once; half_open: a probe is under way' },
)
const StateSchema = Type.Object({
  status: Type.String({ enum: ['up', 'down'] }),
  detail: Type.Optional(Type.String()),
  breaker: Type.Optional(BreakerSchema),
})
/** What a process stands on, by name. */
export const DependenciesSchema = Type.Record(Type.String(), StateSchema)

interface State {
  readonly status: 'up' | 'down'
  readonly detail?: string
}

async function stateOf(ping: () => Promise<unknown>): Promise<State> {
  try {
    await ping()
    return { status: 'up' }
  } catch (error) {
    return { status: 'down', detail: codeOf(error) }
  }
}

const consumerState = ({ stuck }: Pick<Consumer, 'stuck'>) =>
  stuck === undefined
    ? { status: 'up' as const }
    : {
        status: 'down' as const,
        detail: `it failed ${stuck.failures} times since ${new Date(stuck.since).toISOString()}: ${stuck.code}`,
      }

const breakerOf = ({ state, since, lastErrorCode }: Breaker) => ({
  state,
  since: new Date(since).toISOString(),
  ...(lastErrorCode !== undefined && { last_error: lastErrorCode }),
})

/** Adds each dependency's breaker. A dependency without a ping is up for as long as calls to it go through. */
function withBreakers(states: Record<string, State>, { breakers }: HttpDeps) {
  const guarded = [...breakers.all()].map(([name, breaker]) => {
    const state = states[name] ?? { status: breaker.state === 'closed' ? 'up' : 'down' }
    return [name, { ...state, breaker: breakerOf(breaker) }]
  })
  return { ...states, ...Object.fromEntries(guarded) }
}

/** Whether a process can serve, and on what it stands. Ledger and disk decide: without them nothing is taken. */
export async function lookAtDependencies(deps: HttpDeps) {
  const { schemaRegistry } = deps
  const [ledger, warehouse, disk, schema_registry] = await Promise.all([
    stateOf(() => deps.db.query(signOfLife)),
    stateOf(() => deps.warehouse.ping()),
    stateOf(() => deps.diskSpace.check()),
    schemaRegistry && stateOf(schemaRegistry.check),
  ])
  const consumers = Object.fromEntries([...deps.consumers].map(([name, it]) => [name, consumerState(it)]))
  const room = disk.status === 'up' || deps.ingest.diskSpace === undefined
  const states = { ledger, warehouse, ...consumers, disk, ...(schema_registry && { schema_registry }) }
  return { ready: ledger.status === 'up' && room, dependencies: withBreakers(states, deps) }
}
