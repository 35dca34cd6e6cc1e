import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { openMetrics } from '../src/platform/metrics.ts'
import { roles } from '../src/platform/settings.ts'
import { anchorsOf } from './anchors.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly runbook: string }
}

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const { groups }: { groups: { rules: Rule[] }[] } = parse(read('deploy/prometheus/alerts.yaml'))
const rules = groups.flatMap((group) => group.rules)

test('the rules ask only for metrics that every process has', async () => {
  const exposed = await openMetrics().registry.getMetricsAsJSON()
  const names = new Set(
    exposed.flatMap(({ name, type }) => (String(type) === 'histogram' ? [`${name}_bucket`, `${name}_count`] : [name])),
  )
  const asked = rules.flatMap(({ expr }) => expr.match(/\bpocm_\w+/g) ?? [])
  expect(asked.filter((name) => !names.has(name))).toEqual([])
  expect(new Set(asked).size).toBeGreaterThan(10)
})

test('each rule leads to a part of the runbook, and is tested', () => {
  const anchors = anchorsOf(read('docs/runbook.md'))
  const { tests }: { tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[] } = parse(
    read('deploy/prometheus/alerts.test.yaml'),
  )
  const fired = new Set(
    tests.flatMap((it) => it.alert_rule_test.filter((at) => at.exp_alerts.length > 0).map((at) => at.alertname)),
  )
  for (const { alert, annotations } of rules) {
    const [file, anchor = ''] = annotations.runbook.split('#')
    expect(file, alert).toBe('docs/runbook.md')
    expect(anchors, alert).toContain(anchor)
    expect(fired, alert).toContain(alert)
  }
})

test('Prometheus scrapes every role', () => {
  const { scrape_configs: jobs } = parse(read('deploy/prometheus/prometheus.yaml'))
  const [{ names, port }] = jobs[0].dns_sd_configs
  expect(names).toEqual([...roles])
  const { services } = parse(read('deploy/compose.yaml'), { merge: true })
  for (const role of roles) expect(services[role].environment.POCM_METRICS_PORT, role).toBe(port)
})
