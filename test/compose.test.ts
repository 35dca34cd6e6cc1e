import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig, roles } from '../src/platform/config.ts'

interface Container {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment?: Readonly<Record<string, string | number>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly volumes?: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
}

const folder = join(import.meta.dirname, '../deploy')
const compose: { services: Record<string, Container>; volumes: Record<string, null> } = parse(
  readFileSync(join(folder, 'compose.yaml'), 'utf8'),
  { merge: true },
)
const given: Record<string, string> = {
  POCM_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  POCM_ADMIN_KEY: 'pocm_0123456789abcdef',
}

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

test.each(roles)('the container %s has settings that are all known and all right', (role) => {
  const container = compose.services[role]
  if (container === undefined) throw new Error(`there is no container ${role}`)
  const settings = settingsOf(container)
  const known = new Set<string>()
  const config = readConfig(
    new Proxy(settings, {
      get(target, name: string) {
        known.add(name)
        return target[name]
      },
    }),
  )
  expect([...config.roles]).toEqual([role])
  expect(Object.keys(settings).filter((name) => !known.has(name))).toEqual([])
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
