import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where programs are kept that are built once for this user. */
export const programs = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pocm-analytics')

/**
 * A program that is built once for this user and version, and kept among the user's caches.
 * @param name its file in the cache, version included
 * @param build makes it in an empty folder. @returns its path there
 */
export async function builtOnce(name: string, build: (folder: string) => Promise<string>): Promise<string> {
  const program = join(programs, name)
  if (existsSync(program)) return program
  await mkdir(programs, { recursive: true })
  // Two builds at once do not meet, and a broken one leaves no program.
  const building = await mkdtemp(join(programs, 'building-'))
  try {
    await rename(await build(building), program)
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  return program
}

/**
 * A program of a Go module, which takes minutes to build.
 * @param path of its main package; the last part is its name
 */
export function goProgram(path: string, version: string): Promise<string> {
  const name = path.split('/').at(-1) as string
  return builtOnce(`${name}-${version}`, async (folder) => {
    await run('go', ['install', `${path}@${version}`], { env: { ...process.env, GOBIN: folder } })
    return join(folder, name)
  })
}
