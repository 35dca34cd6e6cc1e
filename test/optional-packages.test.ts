import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { needPackage } from '../src/platform/optional-package.ts'

/** What embedded engines need is installed where they serve, and nowhere else: an image for servers goes without it. */
const root = join(import.meta.dirname, '..')
const optional = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies)

/** Specifiers of a file that are loaded with it: no types, and nothing that is imported while it runs. */
function loadedWith(file: string): string[] {
  const lines = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type\b)[^;]*?from '([^']+)'|^import '([^']+)'/gm,
  )
  return [...lines].map(([, from, bare]) => from ?? bare ?? '')
}

test('nothing that is loaded with the command line needs an optional package', () => {
  const seen = new Set<string>()
  const needed: string[] = []
  const visit = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const specifier of loadedWith(file)) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier))
      else if (optional.some((name) => specifier === name || specifier.startsWith(`${name}/`))) {
        needed.push(`${file.slice(root.length + 1)} needs ${specifier}`)
      }
    }
  }
  visit(join(root, 'src/main.ts'))
  expect(seen.size).toBeGreaterThan(200)
  expect(needed).toEqual([])
})

const refusing = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
registerHooks({ resolve(specifier, context, next) {
  if (${JSON.stringify(optional)}.some((name) => specifier === name || specifier.startsWith(name + '/'))) {
    console.error('OPTIONAL PACKAGE ' + specifier)
    process.exit(97)
  }
  return next(specifier, context)
} })`)}`

/** Starts the service where optional packages cannot be loaded, until it ends or says what is looked for. */
async function startWithout(env: Readonly<Record<string, string>>, stopAt: RegExp) {
  const child = spawn(process.execPath, ['--import', refusing, join(root, 'src/main.ts'), 'start'], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', POCM_LOG_LEVEL: 'info', POCM_ALLOW_PLAIN_HTTP: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      if (stopAt.test(said)) child.kill('SIGKILL')
    })
  }
  await once(child, 'close')
  return said
}

test('a start with servers loads none of them, and one without does', async () => {
  // Nothing listens there: the start goes as far as to ask each server for the first time.
  const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const servers = {
    ...{ DATABASE_URL: 'postgres://pocm:pocm@127.0.0.1:9/pocm', CLICKHOUSE_URL: 'http://127.0.0.1:9' },
    ...{ KAFKA_BROKERS: '127.0.0.1:9', REDIS_URL: 'redis://127.0.0.1:9', S3_ENDPOINT: 'http://127.0.0.1:9' },
    ...{ S3_BUCKET: 'archive', POCM_DATA_DIR: folder, POCM_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') },
  }
  const withServers = await startWithout(servers, /ECONNREFUSED|ledger/)
  expect(withServers).toMatch(/ECONNREFUSED|ledger/)
  expect(withServers).not.toContain('OPTIONAL PACKAGE')
  const { CLICKHOUSE_URL: _, ...withoutWarehouse } = servers
  expect(await startWithout(withoutWarehouse, /OPTIONAL PACKAGE/)).toContain('OPTIONAL PACKAGE chdb')
})

test('where one is missing the start says which server would take its place', () => {
  expect(() => needPackage('no-such-engine', 'CLICKHOUSE_URL')).toThrow(
    'no-such-engine is not installed here: set CLICKHOUSE_URL',
  )
  expect(() => needPackage('chdb', 'CLICKHOUSE_URL')).not.toThrow()
})
