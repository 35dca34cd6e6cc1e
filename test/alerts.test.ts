import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { roles } from '../src/platform/settings.ts'
import { anchorsOf } from './anchors.ts'
import { askedMetrics, knownMetrics } from './known-metrics.ts'

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels?: { readonly severity?: string }
  readonly annotations?: { readonly runbook: string }
}

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const files = globSync('deploy/prometheus/*.yaml', { cwd: root }).filter((file) => /^groups:/m.test(read(file)))
const rules = files.flatMap((file) =>
  (parse(read(file)) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
)
const alerts = rules.flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]))

const asked = rules.flatMap(({ expr }) => askedMetrics(expr))

test('the rules ask only for metrics that a process or an exporter has, or that are recorded', async () => {
  const names = await knownMetrics()
  expect(asked.filter((name) => !names.has(name))).toEqual([])
  expect(new Set(asked).size).toBeGreaterThan(40)
})

test('each rule leads to a part of the runbook, and is tested', () => {
  const anchors = anchorsOf(read('docs/runbook.md'))
  const fired = new Set<string>()
  for (const file of files) {
    const { tests }: { tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[] } = parse(
      read(file.replace('.yaml', '.test.yaml')),
    )
    for (const at of tests.flatMap((it) => it.alert_rule_test)) if (at.exp_alerts.length > 0) fired.add(at.alertname)
  }
  expect(files.length).toBe(3)
  for (const { alert, annotations, labels } of alerts) {
    const [file, anchor = ''] = annotations?.runbook.split('#') ?? []
    expect(file, alert).toBe('docs/runbook.md')
    expect(anchors, alert).toContain(anchor)
    expect(fired, alert).toContain(alert)
    expect(labels?.severity, alert).toMatch(/^(page|ticket)$/)
  }
})

test('an objective is missed by as many times its budget over a long window and a short one', () => {
  const burning = alerts.filter(({ alert }) => /Budget(Fast|Slow)$/.test(alert))
  expect(burning).toHaveLength(4)
  for (const { alert, expr } of burning) {
    const pairs = alert.endsWith('Fast')
      ? [/14\.4/, /ratio_1h.*ratio_5m/, /\b6 \*/, /ratio_6h.*ratio_30m/]
      : [/ratio_3d.*ratio_6h/]
    for (const part of pairs) expect(expr, alert).toMatch(part)
  }
})

test('Prometheus applies every file of rules, and scrapes every role', () => {
  const { scrape_configs: jobs, rule_files } = parse(read('deploy/prometheus/prometheus.yaml'))
  expect(rule_files.map((file: string) => `deploy/prometheus/${file}`).sort()).toEqual([...files].sort())
  const [{ names, port }] = jobs[0].dns_sd_configs
  expect(names).toEqual([...roles])
  const { services } = parse(read('deploy/compose.yaml'), { merge: true })
  for (const role of roles) expect(services[role].environment.POCM_METRICS_PORT, role).toBe(port)
})

test('Alertmanager sends pages and tickets to receivers that are there, and inhibits alerts that are there', () => {
  const { route, receivers, inhibit_rules } = parse(read('deploy/alertmanager/alertmanager.yaml'))
  const names = receivers.map(({ name }: { name: string }) => name)
  expect([route.receiver, ...route.routes.map((it: { receiver: string }) => it.receiver)].sort()).toEqual(names.sort())
  expect(route.routes[0].matchers).toEqual(['severity="page"'])
  const matched = inhibit_rules.flatMap((it: { source_matchers: string[]; target_matchers: string[] }) =>
    [it.source_matchers, it.target_matchers].map((matchers) => {
      const [, operator, value = ''] = /^alertname(=~?)"(.*)"$/.exec(matchers[0] as string) ?? []
      return operator === '=' ? [new RegExp(`^${value}$`)] : value.split('|').map((one) => new RegExp(`^(${one})$`))
    }),
  )
  expect(matched.length).toBeGreaterThan(8)
  for (const pattern of matched.flat()) {
    expect(alerts.filter(({ alert }) => pattern.test(alert)).length, String(pattern)).toBeGreaterThan(0)
  }
})
