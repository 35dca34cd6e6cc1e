import { execFile, execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { readConfig } from '../../src/platform/config.ts'
import { roles } from '../../src/platform/settings.ts'
import { goProgram } from '../stack/go-program.ts'
import { addDefinitions, writeSchemas } from './schemas.ts'

const deploy = join(import.meta.dirname, '../../deploy')
const chart = join(deploy, 'helm/pocm-analytics')
const values = globSync('helm/values/*.yaml', { cwd: deploy }).map((file) => join(deploy, file))

const examples = globSync('kubernetes/*.yaml', { cwd: deploy }).map((file) => join(deploy, file))

interface Acl {
  readonly resource: { readonly type: string; readonly name: string; readonly patternType: string }
  readonly operations: readonly string[]
}
interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[]
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
  const kinds = [
    ...values.flatMap((file) => rendered(file)),
    ...examples.flatMap((file) => resourcesOf(basename(file))),
  ].map(({ kind }) => kind)
  schemas = await writeSchemas(new Set(kinds))
})
afterAll(() => rm(dirname(schemas), { recursive: true }))

const render = (...args: string[]) =>
  execFileSync(helm, ['template', 'pocm', chart, ...args], { encoding: 'utf8', stdio: 'pipe' })
const rendered = (file: string, ...args: string[]): Resource[] =>
  parseAllDocuments(render('-f', file, ...args))
    .map((document) => document.toJS())
    .filter((it) => it !== null)
const resourcesOf = (file: string): Resource[] =>
  parseAllDocuments(readFileSync(join(deploy, 'kubernetes', file), 'utf8')).map((document) => document.toJS())
const podsOf = (resources: readonly Resource[]) =>
  resources.flatMap(({ kind, spec }) => (kind === 'Deployment' || kind === 'Job' ? [spec.template.spec] : []))
const containersOf = (resources: readonly Resource[]): Container[] =>
  podsOf(resources).flatMap(({ containers }) => containers)
const small = join(deploy, 'helm/values/small.yaml')
const production = join(deploy, 'helm/values/production.yaml')

test('there are seven files of values', () => {
  expect(values).toHaveLength(7)
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
      const given = Object.fromEntries(
        container.env.map(({ name, value = 'from a Secret' }) => [
          name,
          name in secret ? secret[name as keyof typeof secret] : value,
        ]),
      )
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

test('examples of stores are what Kubernetes, the backup plug-in and KEDA take', async () => {
  const folder = dirname(schemas)
  await addDefinitions(
    folder,
    'github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0',
    'config/crd/bases/barmancloud.cnpg.io_objectstores.yaml',
  )
  await addDefinitions(folder, 'github.com/kedacore/keda/v2@v2.21.0', 'config/crd/bases/keda.sh_scaledobjects.yaml')
  // No package registry has the definitions of these (docs/kubernetes.md).
  const skipped = 'Cluster,ScheduledBackup,Kafka,KafkaNodePool,KafkaUser,ClickHouseCluster,KeeperCluster'
  const check = (...files: string[]) =>
    promisify(execFile)(kubeconform, ['-strict', '-summary', '-skip', skipped, '-schema-location', schemas, ...files])
  const { stdout } = await check(...examples)
  expect(stdout).toMatch(/Valid: 6, Invalid: 0, Errors: 0/)
  const wrong = join(folder, 'keda-wrong.yaml')
  await writeFile(
    wrong,
    readFileSync(join(deploy, 'kubernetes/keda.yaml'), 'utf8').replace('cooldownPeriod', 'coolDown'),
  )
  await expect(check(wrong)).rejects.toThrow()
})

test('the users of Kafka may do what acls.txt lets them', () => {
  const rights = readFileSync(join(deploy, 'kafka/acls.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/).join(' '))
  const users = resourcesOf('kafka.yaml').filter(({ kind }) => kind === 'KafkaUser')
  const given = users.flatMap(({ metadata, spec }) =>
    spec.authorization.acls.map(
      ({ resource: { type, name, patternType }, operations }: Acl) =>
        `${metadata.name} ${type} ${patternType === 'prefix' ? 'prefixed' : patternType} ${name} ${operations}`,
    ),
  )
  expect(given.sort()).toEqual(rights.sort())
})

test('the values for stores by operators name what the examples make', () => {
  const [kafka] = resourcesOf('kafka.yaml').filter(({ kind }) => kind === 'Kafka') as [Resource]
  const [cluster] = resourcesOf('postgresql.yaml').filter(({ kind }) => kind === 'Cluster') as [Resource]
  const users = resourcesOf('kafka.yaml').flatMap(({ kind, metadata }) => (kind === 'KafkaUser' ? metadata.name : []))
  const operators = rendered(join(deploy, 'helm/values/operators.yaml'))
  for (const role of roles) {
    const deployment = operators.find((it) => it.kind === 'Deployment' && it.metadata.name === `pocm-${role}`)
    const [{ env }] = containersOf(deployment === undefined ? [] : [deployment]) as [Container]
    const of = (name: string) => env.find((it) => it.name === name)
    expect(of('KAFKA_BROKERS')?.value).toBe(
      `${kafka.metadata.name}-kafka-bootstrap:${kafka.spec.kafka.listeners[0].port}`,
    )
    expect(of('DATABASE_URL')?.valueFrom).toEqual({
      secretKeyRef: { name: `${cluster.metadata.name}-app`, key: 'uri' },
    })
    expect(users).toContain(of('KAFKA_SASL_USERNAME')?.value)
    expect(of('KAFKA_SASL_PASSWORD')?.valueFrom).toEqual({ secretKeyRef: { name: role, key: 'password' } })
  }
  const [scaled] = resourcesOf('keda.yaml') as [Resource]
  const names = operators.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name)
  expect(names).toContain(scaled.spec.scaleTargetRef.name)
  const partitions = parseAllDocuments(readFileSync(join(deploy, 'helm/values/operators.yaml'), 'utf8'))[0]?.toJS()
  expect(scaled.spec.maxReplicaCount).toBeLessThanOrEqual(partitions.settings.KAFKA_PARTITIONS)
})
