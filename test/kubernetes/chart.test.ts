import { execFile, execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { readConfig } from '../../src/platform/config.ts'
import { roles } from '../../src/platform/settings.ts'
import { goProgram } from '../stack/go-program.ts'
import { writeSchemas } from './schemas.ts'

const deploy = join(import.meta.dirname, '../../deploy')
const chart = join(deploy, 'helm/pocm-analytics')
const values = globSync('helm/values/*.yaml', { cwd: deploy }).map((file) => join(deploy, file))

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly securityContext: object
  readonly image: string
  readonly command?: readonly string[]
}
interface Resource {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly annotations?: Record<string, string> }
  // biome-ignore lint/suspicious/noExplicitAny: resources of many kinds
  readonly spec: any
}

let helm: string
let kubeconform: string
let schemas: string
beforeAll(async () => {
  helm = await goProgram('helm.sh/helm/v4/cmd/helm', 'v4.3.1')
  kubeconform = await goProgram('github.com/yannh/kubeconform/cmd/kubeconform', 'v0.8.0')
  const kinds = values.flatMap((file) => rendered(file).map(({ kind }) => kind))
  schemas = await writeSchemas(new Set(kinds))
})
afterAll(() => rm(dirname(schemas), { recursive: true }))

const render = (...args: string[]) =>
  execFileSync(helm, ['template', 'pocm', chart, ...args], { encoding: 'utf8', stdio: 'pipe' })
const rendered = (file: string, ...args: string[]): Resource[] =>
  parseAllDocuments(render('-f', file, ...args))
    .map((document) => document.toJS())
    .filter((it) => it !== null)
const podsOf = (resources: readonly Resource[]) =>
  resources.flatMap(({ kind, spec }) => (kind === 'Deployment' || kind === 'Job' ? [spec.template.spec] : []))
const containersOf = (resources: readonly Resource[]): Container[] =>
  podsOf(resources).flatMap(({ containers }) => containers)
const small = join(deploy, 'helm/values/small.yaml')
const production = join(deploy, 'helm/values/production.yaml')

test('there are six files of values', () => {
  expect(values).toHaveLength(6)
})

test.each(values.map((file) => [basename(file), file]))('%s renders what Kubernetes takes', async (_, file) => {
  const { stdout } = await promisify(execFile)(helm, ['lint', chart, '-f', file, '--strict'])
  expect(stdout).toContain('0 chart(s) failed')
  const manifest = join(dirname(schemas), `manifest-${basename(file)}`)
  await writeFile(manifest, render('-f', file))
  // Kinds of the Prometheus operator are no part of Kubernetes.
  const skipped = 'PodMonitor,PrometheusRule'
  const args = ['-strict', '-summary', '-skip', skipped, '-schema-location', schemas, manifest]
  const { stdout: told } = await promisify(execFile)(kubeconform, args)
  expect(told).toMatch(/Invalid: 0, Errors: 0/)
  expect(Number(/Valid: (\d+)/.exec(told)?.[1])).toBeGreaterThanOrEqual(10)
})

test('a manifest with a field that Kubernetes does not know is found', async () => {
  const manifest = join(dirname(schemas), 'manifest-wrong.yaml')
  await writeFile(manifest, render('-f', small).replaceAll('enableServiceLinks: false', 'enableServiceLink: false'))
  const args = ['-strict', '-summary', '-schema-location', schemas, manifest]
  await expect(promisify(execFile)(kubeconform, args)).rejects.toThrow()
})

test.each(values.map((file) => [basename(file), file]))(
  'with %s each role has settings that the service takes',
  (_, file) => {
    const resources = rendered(file)
    for (const role of roles) {
      const deployment = resources.find(
        ({ kind, metadata }) => kind === 'Deployment' && metadata.name === `pocm-${role}`,
      )
      const [container] = containersOf(deployment === undefined ? [] : [deployment]) as [Container]
      const secret = {
        DATABASE_URL: 'postgres://p@db/p',
        CLICKHOUSE_URL: 'http://ch:8123',
        S3_ACCESS_KEY_ID: 'a',
        S3_SECRET_ACCESS_KEY: 'b',
      }
      const given = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
      expect([...readConfig({ ...secret, ...given }).roles]).toEqual([role])
    }
  },
)

test.each(values.map((file) => [basename(file), file]))('with %s every container is confined', (_, file) => {
  for (const { securityContext, image } of containersOf(rendered(file))) {
    expect(securityContext).toEqual({
      ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
      capabilities: { drop: ['ALL'] },
    })
    expect(image).not.toMatch(/:latest$|:$/)
  }
  for (const pod of podsOf(rendered(file))) {
    expect(pod.automountServiceAccountToken).toBe(false)
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
  }
})

test('no secret is rendered, and none can be set among the settings', () => {
  for (const file of values) expect(rendered(file).filter(({ kind }) => kind === 'Secret')).toEqual([])
  expect(() => render('-f', small, '--set', 'settings.POCM_MASTER_KEY=x')).toThrow()
})

test('what would lose data or never start is refused', () => {
  const refused = (...args: string[]) => {
    try {
      render(...args)
    } catch (error) {
      return String((error as { stderr?: unknown }).stderr)
    }
    return 'it rendered'
  }
  expect(refused('--set', 'existingSecret=')).toMatch(/existingSecret/)
  expect(refused('-f', production, '--set', 'ingress.tlsSecret=')).toMatch(/tlsSecret/)
  expect(refused('-f', small, '--set', 'roles.relay.replicas=1')).toMatch(/KAFKA_BROKERS/)
  expect(refused('-f', small, '--set', 'image.tag=latest')).toMatch(/tag/)
  expect(refused('-f', small, '--set', 'unheardOf=1')).toMatch(/unheardOf/)
  expect(refused('-f', small, '--set', 'terminationGracePeriodSeconds=10')).toMatch(/terminationGracePeriodSeconds/)
})

test('migrations are made before processes, by the same image, and in bounded time', () => {
  const job = rendered(production).find(({ kind }) => kind === 'Job')
  expect(job?.metadata.annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade')
  const [container] = containersOf(job === undefined ? [] : [job]) as [Container]
  expect(container.command).toEqual(['bin/pocm', 'migrate'])
  expect(job?.spec.activeDeadlineSeconds).toBeGreaterThan(0)
  expect(new Set(containersOf(rendered(production)).map(({ image }) => image)).size).toBe(1)
})

test('what is scaled has no fixed number of replicas, and what has several is never away as a whole', () => {
  const resources = rendered(join(deploy, 'helm/values/autoscaling.yaml'))
  const scaled = resources
    .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
    .map(({ spec }) => spec.scaleTargetRef.name)
  expect(scaled.sort()).toEqual(['pocm-api', 'pocm-sink'])
  for (const { kind, metadata, spec } of resources) {
    if (kind === 'Deployment') expect(spec.replicas === undefined, metadata.name).toBe(scaled.includes(metadata.name))
    if (kind === 'PodDisruptionBudget') expect(spec.maxUnavailable).toBe(1)
  }
})

test('the chart brings the rules of alerts and objectives', () => {
  const found = rendered(production).filter(({ kind }) => kind === 'PrometheusRule')
  expect(found.map(({ spec }) => spec.groups[0].name).sort()).toEqual(['pocm', 'pocm objectives'])
})
