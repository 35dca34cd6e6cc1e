import { execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const version = '3.16.0'
const simulations = ['Ingest.java', 'Dashboards.java'].map((name) => join(import.meta.dirname, name))
const cacheFolder = () => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pocm-analytics')

/** Gatling's jars, brought from Maven Central once for this user. */
export const gatling = (): Promise<string> =>
  made(join(cacheFolder(), `gatling-${version}`), async (making) => {
    const pom = join(import.meta.dirname, 'gatling.pom.xml')
    await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${making}`])
  })

/** The simulations compiled, once for each text of them. */
async function compiled(jars: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of simulations) hash.update(await readFile(file))
  const folder = join(tmpdir(), `pocm-load-${hash.digest('hex').slice(0, 16)}`)
  return made(folder, async (making) => {
    await run('javac', ['-cp', join(jars, '*'), '-d', making, ...simulations])
  })
}

/** Makes a folder that others may be making at the same time: the first one stays. */
async function made(folder: string, make: (making: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder
  const making = `${folder}-${randomBytes(4).toString('hex')}`
  await mkdir(making, { recursive: true })
  try {
    await make(making)
    await rename(making, folder).catch((error) => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return folder
}

/**
 * Runs a simulation to its end.
 * @param properties system properties of the simulation
 * @param reports where the report goes, in a folder of its own
 * @returns whether its assertions hold
 * @throws Error where Gatling itself failed
 */
export async function simulate(
  simulation: 'Ingest' | 'Dashboards',
  properties: Readonly<Record<string, string | number>>,
  { key, reports }: { readonly key: string; readonly reports: string },
): Promise<boolean> {
  const jars = await gatling()
  const classes = await compiled(jars)
  const child = spawn(
    'java',
    [
      ...['-Xmx512m', '--add-opens=java.base/java.lang=ALL-UNNAMED', '-cp', `${classes}:${join(jars, '*')}`],
      `-Dlogback.configurationFile=${join(import.meta.dirname, 'logback.xml')}`,
      ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
      ...['io.gatling.app.Gatling', '-s', simulation, '-rf', reports],
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, LOAD_KEY: key } },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  // Gatling ends with 2 where an assertion does not hold.
  if (code !== 0 && code !== 2) throw new Error(`Gatling ended with ${code}`)
  return code === 0
}
