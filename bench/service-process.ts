import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const benchKey = 'pocm_bench_key_0123456789abcdef'

/** The service as its users run it: a process of its own. */
export interface ServiceProcess {
  readonly url: string
  /** From the spawn to the line that says where it listens. */
  readonly startMs: number
  /** The most memory that the process held since its start, or since the last forgetPeak, in MiB. */
  peakMiB(): number
  /** Sets the peak back to what the process holds now (proc(5), clear_refs). */
  forgetPeak(): void
  stop(): Promise<void>
}

/** @param settings environment variables beside those of every bench */
export async function startServiceProcess(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const began = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), 'start'], {
    env: {
      ...process.env,
      ...{ PORT: '0', POCM_DATA_DIR: folder, POCM_ADMIN_KEY: benchKey, POCM_LOG_LEVEL: 'error' },
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listens on (\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    const startMs = performance.now() - began
    return {
      url,
      startMs,
      peakMiB: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
      forgetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
      async stop() {
        child.kill('SIGTERM')
        await exited
      },
    }
  }
  throw new Error('the service ended before it listened')
}
