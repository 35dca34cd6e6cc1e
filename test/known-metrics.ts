import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openMetrics } from '../src/platform/metrics.ts'
import { exporterMetrics } from './exporter-metrics.ts'

const folder = join(import.meta.dirname, '../deploy/prometheus')

/** Names of metrics in an expression of PromQL; those with a colon are recorded by rules. */
export const askedMetrics = (expr: string): string[] =>
  expr.match(/\b(?:pocm|pg|kafka|redis|node|ClickHouse)[\w:]*[_:][\w:]+/g) ?? []

/** Every metric that a process of the service exposes, an exporter has, or a rule records. */
export async function knownMetrics(): Promise<Set<string>> {
  const exposed = await openMetrics().registry.getMetricsAsJSON()
  const recorded = globSync('*.yaml', { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/- record: (\S+)/g)].map(([, name = '']) => name),
  )
  return new Set([
    ...exposed.flatMap(({ name, type }) =>
      String(type) === 'histogram' ? [`${name}_bucket`, `${name}_count`] : [name],
    ),
    ...exporterMetrics,
    ...recorded,
  ])
}
