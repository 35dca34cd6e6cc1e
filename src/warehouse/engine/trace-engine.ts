import { type Tracer, traced } from '../../platform/tracing.ts'
import type { Engine } from './engine.ts'

const attributes = { 'db.system.name': 'clickhouse' } as const

/** The same engine, each statement of a traced request in a span of its own; the statement itself is not recorded. */
export function traceEngine(engine: Engine, tracer: Tracer | undefined): Engine {
  if (tracer === undefined) return engine
  const options = { kind: 'client', attributes } as const
  return {
    ...engine,
    run: (...args) => traced(tracer, 'clickhouse.run', options, () => engine.run(...args)),
    read: (...args) => traced(tracer, 'clickhouse.read', options, () => engine.read(...args)),
    insert: (...args) => traced(tracer, 'clickhouse.insert', options, () => engine.insert(...args)),
  }
}
