import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const read = (path: string) => readFileSync(path, 'utf8').trim()

/**
 * The commit that a checkout is at, from git's own files (gitrepository-layout(5)): the service starts no program.
 * @returns undefined where the folder is none of git
 */
export function commitOf(root: string): string | undefined {
  const place = join(root, '.git')
  if (!existsSync(place)) return undefined
  // A work tree beside the repository has a file that says where its folder is.
  const folder = statSync(place).isFile() ? resolve(root, read(place).replace(/^gitdir: /, '')) : place
  const head = read(join(folder, 'HEAD'))
  if (!head.startsWith('ref: ')) return head
  const name = head.slice('ref: '.length)
  const common = join(folder, 'commondir')
  const shared = existsSync(common) ? resolve(folder, read(common)) : folder
  for (const at of [folder, shared]) if (existsSync(join(at, name))) return read(join(at, name))
  const packed = join(shared, 'packed-refs')
  const lines = existsSync(packed) ? read(packed).split('\n') : []
  return lines.find((line) => line.endsWith(` ${name}`))?.split(' ')[0]
}
