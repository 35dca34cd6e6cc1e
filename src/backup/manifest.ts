import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export const manifestName = 'backup.json'

/** What a backup is, and what must be in it for it to be whole. */
export interface Manifest {
  readonly format: 1
  /** Everything that was acknowledged before this moment is in the backup. ISO 8601 in UTC. */
  readonly recovery_point: string
  /** Whether the service ran meanwhile. */
  readonly online: boolean
  /** SHA-256 of each file in hexadecimal digits, by its path. */
  readonly files: Readonly<Record<string, string>>
}

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** @throws Error where the folder is no backup of a form that this release knows */
export function readManifest(folder: string): Manifest {
  const path = join(folder, manifestName)
  if (!existsSync(path)) throw new Error(`${folder} is no backup: it has no ${manifestName}`)
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  if (manifest.format !== 1) throw new Error(`${folder} is a backup of another form (${String(manifest.format)})`)
  return manifest
}

/** @throws Error that names the first file that is not as it was when the backup was made */
export async function checkFiles(folder: string, { files }: Manifest): Promise<void> {
  for (const [path, expected] of Object.entries(files)) {
    const whole = join(folder, path)
    if (!existsSync(whole)) throw new Error(`the backup is not whole: ${path} is missing`)
    if ((await hashOf(whole)) !== expected) throw new Error(`the backup is not whole: ${path} has changed`)
  }
}
