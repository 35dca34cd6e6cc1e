import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'

/** Whether a store's folder may have lost something. */
export interface Boot {
  /** The folder, or the boot of the machine, is new since the last check: what was not synced may be gone. */
  readonly isNew: boolean
  /** Records that the check was made. */
  settle(): void
}

/** Names this run of the machine: Linux gives it an id, elsewhere the minute of its start has to do. */
function nameBoot(): string {
  const path = '/proc/sys/kernel/random/boot_id'
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  return new Date(Math.round((Date.now() - uptime() * 1000) / 60_000) * 60_000).toISOString()
}

/**
 * Tells a machine that went down from a process that was killed: what a killed process has written is with the system
 * and reaches the disk, what a store does not sync is lost with the machine. An orderly end proves nothing, since the
 * power may go in the seconds behind it.
 */
export function noteBoot(folder: string, boot = nameBoot()): Boot {
  const path = join(folder, 'pocm.boot')
  const isNew = !existsSync(path) || readFileSync(path, 'utf8').trim() !== boot
  return { isNew, settle: () => writeFileSync(path, `${boot}\n`) }
}
