import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, type Server, startServer } from './server.ts'

const run = promisify(execFile)
const version = '26.7.3'

export interface KeycloakServer extends Server {
  /** `http://host:port` */
  readonly url: string
  /**
   * One call of the admin API as the first admin.
   * @param path below `/admin`
   * @returns the answer as JSON; undefined where it has no body
   * @throws Error for any answer that is no success
   */
  admin(method: string, path: string, body?: unknown): Promise<unknown>
}

/** The distribution, brought from Maven Central and built for its embedded database once for this user. */
export async function keycloak(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pocm-analytics', `keycloak-${version}`)
  if (existsSync(folder)) return folder
  const making = `${folder}-${randomBytes(4).toString('hex')}`
  await mkdir(making, { recursive: true })
  try {
    const pom = join(import.meta.dirname, 'keycloak.pom.xml')
    const places = [`-DoutputDirectory=${making}`, `-DmarkersDirectory=${making}`]
    await run('mvn', ['-q', '-B', '-f', pom, 'dependency:unpack-dependencies', ...places])
    const home = join(making, `keycloak-${version}`)
    await run('sh', [join(home, 'bin/kc.sh'), 'build', '--db=dev-mem', '--cache=local'])
    await rename(home, folder).catch((error) => {
      // Another test was faster.
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return folder
}

const user = 'admin'
const password = randomBytes(12).toString('hex')

/** Starts Keycloak on a free port; its database is in memory and goes with it. */
export async function startKeycloak(): Promise<KeycloakServer> {
  const home = await keycloak()
  const folder = await mkdtemp(join(tmpdir(), 'pocm-stack-keycloak-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = await startServer({
    name: 'Keycloak',
    command: 'sh',
    args: [
      ...[join(home, 'bin/kc.sh'), 'start', '--optimized', '--http-enabled=true', '--http-host=127.0.0.1'],
      ...[`--http-port=${port}`, `--hostname=${url}`, '--log-level=warn'],
    ],
    cwd: folder,
    env: {
      ...{ KC_BOOTSTRAP_ADMIN_USERNAME: user, KC_BOOTSTRAP_ADMIN_PASSWORD: password },
      JAVA_OPTS: '-Xms64m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true',
    },
    startsWithinMs: 180_000,
    ask: async () => {
      const answer = await fetch(`${url}/realms/master`)
      if (!answer.ok) throw new Error(await answer.text())
    },
  })
  /** Tokens of the admin are good for a minute: each call has one of its own. */
  async function token(): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: user, password })
    const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, { method: 'POST', body })
    if (!answer.ok) throw new Error(await answer.text())
    return ((await answer.json()) as { access_token: string }).access_token
  }
  return Object.assign(Object.create(server) as Server, {
    url,
    async admin(method: string, path: string, body?: unknown) {
      const answer = await fetch(`${url}/admin${path}`, {
        method,
        headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  })
}
