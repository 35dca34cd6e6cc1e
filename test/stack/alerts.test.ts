import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Prometheus's own checker, of Debian's package `prometheus`; without it this fails. */
const promtool = (...args: string[]) => promisify(execFile)('promtool', args)
const folder = join(import.meta.dirname, '../../deploy/prometheus')

test('every alert fires when it should and is silent when it should be', async () => {
  const { stdout } = await promtool('test', 'rules', join(folder, 'alerts.test.yaml'))
  expect(stdout).toContain('SUCCESS')
})

test('Prometheus takes its configuration, with the rules that it names', async () => {
  const { stdout } = await promtool('check', 'config', join(folder, 'prometheus.yaml'))
  expect(stdout).toMatch(/SUCCESS: \d+ rules found/)
})
