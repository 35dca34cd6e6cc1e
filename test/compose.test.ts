import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../src/platform/config.ts'
import { allSettings, roles, type SettingName } from '../src/platform/settings.ts'

interface Container {
  readonly image?: string
  readonly pull_policy?: string
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly read_only?: boolean
  readonly privileged?: boolean
  readonly cap_add?: readonly string[]
  readonly pids_limit?: number
  readonly cpus?: number
  readonly mem_limit?: string
  readonly networks?: readonly string[]
  readonly ports?: readonly string[]
  readonly command?: readonly string[]
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment?: Readonly<Record<string, string | number>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly volumes?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
}

const folder = join(import.meta.dirname, '../deploy')
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8')
const compose: {
  services: Record<string, Container>
  volumes: Record<string, null>
  networks: Record<string, { readonly internal?: boolean } | null>
  configs: Record<string, { readonly content: string }>
} = parse(text, { merge: true })

/** What deploy/init writes, as it writes it. */
function newSettings(): Record<string, string> {
  const place = mkdtempSync(join(tmpdir(), 'pocm-init-'))
  try {
    const file = join(place, '.env')
    execFileSync('sh', [join(folder, 'init'), file])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(() => execFileSync('sh', [join(folder, 'init'), file], { stdio: 'pipe' })).toThrow('stays as it is')
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
  } finally {
    rmSync(place, { recursive: true })
  }
}
const given = newSettings()

/** Puts in what `docker compose` would: the environment's value, or the default behind `:-`. */
function settingsOf({ environment = {} }: Container): Record<string, string> {
  const filled = Object.entries(environment).map(([name, value]) => [
    name,
    String(value).replaceAll(/\$\{(\w+):([-?])([^}]*)\}/g, (_, variable, kind, text) => {
      const set = given[variable] ?? (kind === '-' ? text : undefined)
      if (set === undefined) throw new Error(`${name} needs ${variable}`)
      return set
    }),
  ])
  return Object.fromEntries(filled)
}

/** Settings that a container does without: its broker is plain and inside, its ClickHouse one server, its metrics on all addresses. */
const undecided: readonly SettingName[] = ['KAFKA_TLS', 'KAFKA_TLS_CA', 'CLICKHOUSE_CLUSTER', 'POCM_METRICS_HOST']

test.each(roles)('the container %s has settings that are all known and all right, and lacks none', (role) => {
  const container = compose.services[role]
  if (container === undefined) throw new Error(`there is no container ${role}`)
  const settings = settingsOf(container)
  const config = readConfig(settings)
  expect([...config.roles]).toEqual([role])
  const known = allSettings.filter(([, { group }]) => group !== 'client').map(([name]) => name)
  expect(Object.keys(settings).filter((name) => !(known as string[]).includes(name))).toEqual([])
  // Every setting may be chosen in deploy/.env, or compose.yaml decides it.
  expect(known.filter((name) => !(name in settings) && !undecided.includes(name))).toEqual([])
  expect(
    container.healthcheck?.test.slice(1).every((part) => !part.endsWith('.ts') || existsSync(join(folder, '..', part))),
  ).toBe(true)
})

test('each store that the service knows is there under the name that the settings call', () => {
  const config = readConfig(settingsOf(compose.services.api ?? {}))
  const urls = [config.databaseUrl, config.clickhouseUrl, config.redisUrl, config.s3?.endpoint]
  const hosts = [...urls.map((url) => new URL(url ?? '').hostname), config.kafka?.brokers[0]?.split(':')[0] ?? '']
  expect(hosts.map((host) => compose.services[host]?.image?.split(':')[0])).toEqual([
    'postgres',
    'clickhouse/clickhouse-server',
    'redis',
    'versity/versitygw',
    'apache/kafka',
  ])
})

test('what a container waits for and stores into is there, and can be waited for', () => {
  for (const [name, { depends_on = {}, volumes = [], image, build }] of Object.entries(compose.services)) {
    expect(image ?? build, name).toBeDefined()
    if (build !== undefined) expect(existsSync(join(folder, build.context, build.dockerfile)), name).toBe(true)
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect(compose.services, name).toHaveProperty(other)
      if (condition === 'service_healthy') expect(compose.services[other]?.healthcheck, other).toBeDefined()
    }
    for (const volume of volumes) {
      const [source = ''] = volume.split(':')
      if (source.startsWith('.')) expect(existsSync(join(folder, source)), volume).toBe(true)
      else expect(compose.volumes, name).toHaveProperty(source)
    }
  }
})

const containers = Object.entries(compose.services)
const isOurs = (image?: string) => image?.startsWith('pocm-analytics') === true

test('one image is built, once, and every role runs it', () => {
  expect(containers.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual(['api'])
  const ours = roles.map((role) => compose.services[role])
  expect(new Set(ours.map((it) => it?.image)).size).toBe(1)
  expect(ours.every((it) => it?.pull_policy === 'never')).toBe(true)
})

test.each(containers)('%s is confined: no rights of root, a fixed root folder, and bounds', (name, container) => {
  expect(container.cap_drop).toEqual(['ALL'])
  expect(container.cap_add).toBeUndefined()
  expect(container.privileged).toBeUndefined()
  expect(container.security_opt).toEqual(['no-new-privileges:true'])
  // The broker's start writes its settings beside those of the image.
  expect(container.read_only).toBe(name !== 'kafka')
  expect(container.pids_limit).toBeGreaterThan(0)
  expect(container.cpus).toBeGreaterThan(0)
  expect(container.mem_limit).toMatch(/^\d+[mg]$/)
})

test.each(containers)('%s has an image of a named version', (_, { image }) => {
  expect(image).toMatch(isOurs(image) ? /:local$/ : /:v?\d/)
})

test('every secret comes from deploy/init, at random, and none has a default', () => {
  const all = [...text.matchAll(/\$\{(\w+)(:[-?])([^}]*)\}/g)]
  /** What may be given, and is not set where it is not: `NAME: ${NAME:-}`. */
  const isOptional = ([whole, variable]: RegExpExecArray) =>
    whole === `\${${variable}:-}` && new RegExp(`^ +${variable}: \\$\\{${variable}:-\\}$`, 'm').test(text)
  const asked = all.filter((it) => !isOptional(it))
  for (const [, variable = '', kind] of asked) {
    expect(given, variable).toHaveProperty(variable)
    if (/PASSWORD|KEY|SECRET/.test(variable)) expect(kind, variable).toBe(':?')
  }
  expect(text).not.toMatch(/\$\{?\w+\}?(?![\w:?\-}])/)
  expect(Object.keys(given).filter((name) => !asked.some(([, variable]) => variable === name))).toEqual([])
  const secrets = Object.entries(given).filter(([name]) => name !== 'POCM_ADMIN_TENANT')
  const again = newSettings()
  for (const [name, value] of secrets) {
    expect(value.length, name).toBeGreaterThanOrEqual(20)
    expect(again[name], name).not.toBe(value)
  }
  expect(new Set(secrets.map(([, value]) => value)).size).toBe(secrets.length)
})

test('networks are split: stores are reached from within alone, and what is published is for this machine', () => {
  const inside = Object.entries(compose.networks).filter(([, it]) => it?.internal === true)
  expect(inside.map(([name]) => name).sort()).toEqual(['metrics', 'stores'])
  for (const store of ['postgres', 'clickhouse', 'kafka', 'acls', 'redis', 'bucket', 's3']) {
    // ClickHouse measures itself, and Grafana asks it as an analyst.
    const networks = store === 'clickhouse' ? ['stores', 'metrics'] : ['stores']
    expect(compose.services[store]?.networks, store).toEqual(networks)
    expect(compose.services[store]?.ports, store).toBeUndefined()
  }
  expect(compose.services.prometheus?.networks).not.toContain('stores')
  for (const [name, { ports = [], networks = [] }] of containers) {
    // The reverse proxy is what others reach; it runs only where it is asked for.
    if (name === 'tls') expect(ports).toEqual(['80:8080', '443:8443'])
    else for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/)
    if (ports.length > 0) expect(networks, name).toContain('front')
  }
})

test('each role has a user and a password of its own on the broker, which refuses all others', () => {
  const broker = settingsOf(compose.services.kafka as Container)
  const jaas = broker.KAFKA_LISTENER_NAME_SASL_PLAIN_SASL_JAAS_CONFIG ?? ''
  const users = new Set<string>()
  for (const role of roles) {
    const { KAFKA_SASL_USERNAME: user = '', KAFKA_SASL_PASSWORD: password } = settingsOf(
      compose.services[role] as Container,
    )
    expect(jaas).toContain(`user_${user}="${password}"`)
    users.add(user)
  }
  expect(users.size).toBe(roles.length)
  const listed = readFileSync(join(folder, 'kafka/acls.txt'), 'utf8')
  for (const user of users) expect(listed).toMatch(new RegExp(`^${user} `, 'm'))
  expect(broker).toMatchObject({
    KAFKA_AUTHORIZER_CLASS_NAME: 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND: 'false',
  })
  expect(broker.KAFKA_LISTENERS).toBe('SASL://:9092,CONTROLLER://127.0.0.1:9093')
})

test('Redis knows one user, who cannot administer it', () => {
  const { content } = compose.configs.redis as { content: string }
  expect(content).toContain('user default off')
  expect(content).toMatch(/user pocm on >\$\{REDIS_PASSWORD:\?[^}]*\} .*-@admin -@dangerous/)
})

test('Prometheus reads the port that metrics have for themselves', () => {
  const { scrape_configs: jobs } = parse(readFileSync(join(folder, 'prometheus/prometheus.yaml'), 'utf8'))
  const config = readConfig(settingsOf(compose.services.api as Container))
  expect(jobs[0].dns_sd_configs[0].port).toBe(config.metrics?.port)
  for (const role of roles) expect(compose.services[role]?.networks).toContain('metrics')
})

test('each target of Prometheus is a container on its network, and Prometheus sends alerts to one that is there', () => {
  const { scrape_configs: jobs, alerting } = parse(readFileSync(join(folder, 'prometheus/prometheus.yaml'), 'utf8'))
  const targets = [...jobs, ...alerting.alertmanagers].flatMap(
    ({ static_configs = [] }: { static_configs?: { targets: string[] }[] }) =>
      static_configs.flatMap((it) => it.targets),
  )
  expect(targets).toHaveLength(5)
  for (const target of targets) {
    expect(compose.services[target.split(':')[0] as string]?.networks, target).toContain('metrics')
  }
})

test('exporters read stores by accounts of their own, which may look and nothing else', () => {
  const exporters = ['postgres-exporter', 'kafka-exporter', 'redis-exporter'].map((name) => compose.services[name])
  expect(exporters.map((it) => it?.networks)).toEqual(exporters.map(() => ['stores', 'metrics']))
  expect(compose.services['postgres-exporter']?.environment?.DATA_SOURCE_USER).toBe('monitor')
  expect(compose.services['kafka-exporter']?.command).toContain('--sasl.username=monitor')
  expect(compose.services['redis-exporter']?.environment?.REDIS_USER).toBe('monitor')
  const listed = readFileSync(join(folder, 'kafka/acls.txt'), 'utf8').split('\n')
  const operations = listed
    .filter((line) => line.startsWith('monitor '))
    .flatMap((line) => line.split(/\s+/)[4]?.split(','))
  expect(new Set(operations)).toEqual(new Set(['Describe', 'DescribeConfigs']))
  expect(compose.configs.redis?.content).toMatch(/user monitor on >\S+ .*resetkeys .*-@all \+info \+ping\n/)
  expect(readFileSync(join(folder, 'postgres/monitor.sh'), 'utf8')).toContain('IN ROLE pg_monitor')
})

test('Grafana is signed in to, sends nothing home, and has a data source for each that dashboards name', () => {
  const { environment = {} } = compose.services.grafana ?? {}
  expect(environment).toMatchObject({ GF_USERS_ALLOW_SIGN_UP: 'false', GF_ANALYTICS_REPORTING_ENABLED: 'false' })
  const sources = readFileSync(join(folder, 'grafana/provisioning/datasources/stores.yaml'), 'utf8')
  const { datasources }: { datasources: { uid: string; url?: string; jsonData?: { host: string } }[] } = parse(sources)
  expect(datasources.map(({ uid }) => uid)).toEqual(['prometheus', 'clickhouse'])
  for (const { url, jsonData } of datasources) {
    const host = url === undefined ? (jsonData?.host ?? '') : new URL(url).hostname
    expect(compose.services[host]?.networks, host).toContain('metrics')
  }
  expect(sources).toContain('$CLICKHOUSE_ANALYST_PASSWORD')
})

test('the proxy asks for TLS in front of the service and has no interface of its own', () => {
  const caddy = readFileSync(join(folder, 'caddy/Caddyfile'), 'utf8')
  expect(caddy).toMatch(/admin off/)
  const [, host = '', port] = /reverse_proxy ([\w-]+):(\d+)/.exec(caddy) ?? []
  expect(port).toBe(String(readConfig(settingsOf(compose.services[host] as Container)).port))
})
