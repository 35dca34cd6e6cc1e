import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { builtOnce, goProgram } from './go-program.ts'
import { freePort, type Server, startServer } from './server.ts'

const run = promisify(execFile)
const version = 'v0.165.0'

/** The OpenTelemetry collector with the parts of otelcol.yaml, built by its own builder; two minutes on two cores. */
export const collector = (): Promise<string> =>
  builtOnce(`otelcol-${version}`, async (folder) => {
    const builder = await goProgram('go.opentelemetry.io/collector/cmd/builder', version)
    await run(builder, [`--config=${join(import.meta.dirname, 'otelcol.yaml')}`, `--output-path=${folder}`], {
      maxBuffer: 64 * 1024 * 1024,
    })
    return join(folder, 'otelcol')
  })

export interface CollectorServer extends Server {
  /** Where it takes spans over HTTP. */
  readonly url: string
}

/**
 * Starts a collector on a configuration.
 * @param configure writes it for the port that it is to take spans on
 */
export async function startCollector(configure: (port: number) => string): Promise<CollectorServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-collector-'))
  const port = await freePort()
  const config = join(folder, 'config.yaml')
  await writeFile(config, configure(port))
  const url = `http://127.0.0.1:${port}`
  const server = await startServer({
    name: 'the OpenTelemetry collector',
    command: await collector(),
    args: [`--config=${config}`],
    cwd: folder,
    ask: () =>
      fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
  })
  return Object.assign(Object.create(server) as Server, {
    url,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  })
}
