import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const version = 'v1.8.0'

/**
 * The program of the S3 server. It is built by Go once for this user and version, which takes minutes, and kept among
 * the user's caches.
 */
export async function versitygw(): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pocm-analytics')
  const program = join(folder, `versitygw-${version}`)
  const isBuilt = await access(program).then(
    () => true,
    () => false,
  )
  if (isBuilt) return program
  await mkdir(folder, { recursive: true })
  // Two builds at once do not meet, and a broken one leaves no program.
  const building = await mkdtemp(join(folder, 'building-'))
  try {
    await run('go', ['install', `github.com/versity/versitygw/cmd/versitygw@${version}`], {
      env: { ...process.env, GOBIN: building },
    })
    await rename(join(building, 'versitygw'), program)
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  return program
}
