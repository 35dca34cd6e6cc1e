import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, type Server, startServer } from './server.ts'

const run = promisify(execFile)

export interface SchemaRegistryServer extends Server {
  /** Of its Confluent-compatible API, for SCHEMA_REGISTRY_URL. */
  readonly url: string
}

const version = '3.0.9'
const artifact = `io.apicurio:apicurio-registry-app:${version}:tar.gz:all`
const folderOfMaven = join(homedir(), '.m2/repository/io/apicurio/apicurio-registry-app', version)

/** Starts Apicurio Registry, which Maven fetches once, on a free port; its data go with it. */
export async function startSchemaRegistry(): Promise<SchemaRegistryServer> {
  const offline = await fetchArtifact('--offline').catch(() => 'missing')
  if (offline === 'missing') await fetchArtifact()
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-registry-'))
  await run('tar', ['-xzf', join(folderOfMaven, `apicurio-registry-app-${version}-all.tar.gz`), '-C', folder])
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`
  const settings = {
    'quarkus.http.host': '127.0.0.1',
    'quarkus.http.port': port,
    'apicurio.storage.kind': 'sql',
    'apicurio.storage.sql.kind': 'h2',
  }
  const server = await startServer({
    name: 'Apicurio Registry',
    command: 'java',
    args: [
      ...['-XX:TieredStopAtLevel=1', '-Xmx256m'],
      ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
      ...['-jar', `apicurio-registry-app-${version}-runner.jar`],
    ],
    cwd: folder,
    ask: async () => {
      const answer = await fetch(`${url}/subjects`)
      if (!answer.ok) throw new Error(await answer.text())
    },
  })
  return Object.assign(server, {
    url,
    async stop() {
      await server.goAway()
      await rm(folder, { recursive: true, force: true })
    },
  })
}

async function fetchArtifact(...options: string[]): Promise<string> {
  const { stdout } = await run('mvn', [
    ...['--quiet', '--batch-mode', ...options],
    ...['dependency:get', `-Dartifact=${artifact}`, '-Dtransitive=false'],
  ])
  return stdout
}
