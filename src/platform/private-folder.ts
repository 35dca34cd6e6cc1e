import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type { Logger } from './log.ts'

/** Permission bits for the group and for others. */
const shared = 0o077
/** Says that all that is below was looked at once; what is made since then is private by umask. */
const markName = 'pocm.private'

/**
 * Makes the data folder, or takes one that is there, so that only this user of the machine reaches what is in it, as
 * PostgreSQL demands of its own. A folder of an earlier release is tightened once.
 * @throws Error that names the command to run, for a folder that others reach and this user may not change.
 */
export function takePrivateFolder(folder: string, log: Logger): void {
  // A thread cannot set what belongs to its process.
  if (isMainThread) process.umask(shared)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Windows has no such bits.
  const user = process.getuid?.()
  if (user === undefined) return

  const wide = (statSync(folder).mode & shared) !== 0
  const mark = join(folder, markName)
  if (!wide && existsSync(mark)) return
  if (wide && statSync(folder).uid !== user) throw refusal(folder, 'belongs to another user')
  const tightened = tighten(folder)
  if (tightened > 0)
    log.warn({ folder, tightened }, 'the data folder was open to other users of the machine; it is private now')
  writeFileSync(mark, '')
}

/** Takes the bits for others from a folder and all that is below it. @returns how many paths had some */
function tighten(folder: string): number {
  let tightened = 0
  // The folder itself first: what is below it is out of reach from then on.
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const whole = join(folder, path)
    const stat = path === '' ? statSync(whole) : lstatSync(whole, { throwIfNoEntry: false })
    if (stat === undefined || stat.isSymbolicLink() || (stat.mode & shared) === 0) continue
    try {
      chmodSync(whole, stat.mode & 0o7700)
    } catch (error) {
      throw refusal(folder, `holds ${whole}, whose permissions cannot be changed`, error)
    }
    tightened += 1
  }
  return tightened
}

const refusal = (folder: string, why: string, cause?: unknown) =>
  new Error(
    `The data folder ${folder} is open to other users of the machine and ${why}. As its owner run: ` +
      `chmod -R go-rwx ${folder}  (or name a folder of this user's own in POCM_DATA_DIR)`,
    { cause },
  )
