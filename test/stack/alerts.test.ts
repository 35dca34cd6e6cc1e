import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { amtool } from './amtool.ts'

/** Prometheus's own checker, of Debian's package `prometheus`; without it this fails. */
const promtool = (...args: string[]) => promisify(execFile)('promtool', args)
const deploy = join(import.meta.dirname, '../../deploy')
const folder = join(deploy, 'prometheus')

test.each(globSync('*.test.yaml', { cwd: folder }))(
  'every alert of %s fires when it should and is silent when it should be',
  async (file) => {
    const { stdout } = await promtool('test', 'rules', join(folder, file))
    expect(stdout).toContain('SUCCESS')
  },
)

test('Prometheus takes its configuration, with the rules that it names', async () => {
  const { stdout } = await promtool('check', 'config', join(folder, 'prometheus.yaml'))
  expect(stdout.match(/SUCCESS: \d+ rules found/g)).toHaveLength(3)
})

test('Prometheus understands every expression of the dashboards', async () => {
  const { panels } = JSON.parse(await readFile(join(deploy, 'grafana/dashboards/operations.json'), 'utf8')) as {
    panels: { targets?: { expr: string }[] }[]
  }
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  const rules = expressions.map((expr, index) => ({ record: `dashboard:expression:${index}`, expr }))
  const place = await mkdtemp(join(tmpdir(), 'pocm-dashboards-'))
  onTestFinished(() => rm(place, { recursive: true }))
  await writeFile(join(place, 'rules.yaml'), stringify({ groups: [{ name: 'dashboards', rules }] }))
  const { stdout } = await promtool('check', 'rules', join(place, 'rules.yaml'))
  expect(stdout).toContain(`SUCCESS: ${expressions.length} rules found`)
  expect(expressions.length).toBeGreaterThan(30)
})

const configuration = join(deploy, 'alertmanager/alertmanager.yaml')

test('Alertmanager takes its configuration, and sends pages to who is on call and tickets elsewhere', async () => {
  const run = async (...args: string[]) => (await promisify(execFile)(await amtool(), args)).stdout
  expect(await run('check-config', configuration)).toContain('SUCCESS')
  const receiver = async (...labels: string[]) =>
    (await run('config', 'routes', 'test', `--config.file=${configuration}`, ...labels)).trim()
  expect(await receiver('alertname=PocmLedgerAway', 'severity=page')).toBe('on-call')
  expect(await receiver('alertname=PocmArchiveLate', 'severity=ticket')).toBe('tickets')
  expect(await receiver('alertname=unheard-of')).toBe('tickets')
}, 600_000)
