import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const version = '0.5.2'
const client = '0.13.2'

/**
 * A Python of its own with scim2-tester, brought from PyPI once for this user. A virtual environment holds its own path, so
 * that it is made where it stays; a file says that it is whole.
 */
export async function scimTester(): Promise<string> {
  const caches = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pocm-analytics')
  const folder = join(caches, `scim2-tester-${version}`)
  const python = join(folder, 'bin/python')
  if (existsSync(join(folder, 'whole'))) return python
  await mkdir(caches, { recursive: true })
  // What another run left half made is put aside.
  const old = `${folder}-${randomBytes(4).toString('hex')}`
  await rename(folder, old).catch((error) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rm(old, { recursive: true, force: true })
  await run('python3', ['-m', 'venv', folder])
  const packages = [`scim2-tester==${version}`, `scim2-client[httpx2]==${client}`]
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages])
  await writeFile(join(folder, 'whole'), '')
  return python
}

export interface ScimCheck {
  readonly status: string
  readonly title: string
  readonly reason: string
}

/** Every check of scim2-tester against a service. @param url of its SCIM, such as http://127.0.0.1:8080/scim/v2 */
export async function checkScim(url: string, token: string): Promise<ScimCheck[]> {
  const script = join(import.meta.dirname, 'scim-conformance.py')
  const { stdout } = await run(await scimTester(), [script, url, token], { maxBuffer: 16 * 1024 * 1024 })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ScimCheck)
}
