import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { adminKey } from '../service.ts'

const main = join(import.meta.dirname, '../../src/main.ts')

export interface ServiceProcess {
  readonly url: string
  /** Ends it as a power cut would: nothing of it runs on. */
  kill(): Promise<void>
  /** Asks it to stop; gives its exit code. */
  terminate(): Promise<number | null>
}

/** `pocm start` on a folder, a free port and other settings where given; what it says on standard error is kept for the message of a failure. */
export function spawnService(folder: string, settings: Record<string, string> = {}): ChildProcess {
  const ours = { PORT: '0', POCM_DATA_DIR: folder, POCM_ADMIN_KEY: adminKey, POCM_LOG_LEVEL: 'error' }
  const env = { ...process.env, ...ours, ...settings }
  return spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Starts the service and resolves when it listens. */
export async function startProcess(folder: string, settings: Record<string, string> = {}): Promise<ServiceProcess> {
  const child = spawnService(folder, settings)
  const exited = once(child, 'exit') as Promise<[number | null]>
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  if (child.stdout === null) throw new Error('the service has no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listens on (\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    return {
      url,
      async kill() {
        child.kill('SIGKILL')
        await exited
      },
      async terminate() {
        child.kill('SIGTERM')
        const [code] = await exited
        return code
      },
    }
  }
  throw new Error(`the service did not start: ${said}`)
}
