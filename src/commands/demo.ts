import { Command } from 'commander'
import { fillAndLive } from '../../simulator/demo.ts'
import { replaceApiKey } from '../access/api-keys.ts'
import { scopes } from '../access/principal.ts'
import { readConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { runService } from '../roles/run.ts'

interface Flags {
  readonly days: string
  readonly seed: string
  readonly scale: string
  readonly live: boolean
  readonly crowd: string
}

const print = (text: string) => process.stdout.write(`${text}\n`)

/** `pocm demo`: the service with a simulated business in it, which runs until it is stopped. */
export const demoCommand = (): Command =>
  new Command('demo')
    .description('Start the service with 90 days of a simulated business and live traffic')
    .option('--days <n>', 'days of past to fill', '90')
    .option('--seed <n>', 'another seed, another business', '1')
    .option('--scale <x>', 'how large the business is', '1')
    .option('--crowd <n>', 'send the live traffic of n times as many visitors: busier, and so is today', '0')
    .option('--no-live', 'stop sending once the past is filled')
    .action(async ({ days, seed, scale, live, crowd }: Flags) => {
      const config = readConfig()
      const log = openLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
      const running = await runService(config, log)
      const { adminKey, adminTenant: tenantId } = config
      const apiKey = adminKey ?? (await replaceApiKey(running.service.db, { tenantId, name: 'demo', scopes }))
      const signIn = `${running.url}/sign-in#key=${encodeURIComponent(apiKey)}`
      print(`\n  POCM Analytics  ${running.url}\n  Sign in at once  ${signIn}\n`)

      const stop = new AbortController()
      void running.stopped.then(() => stop.abort())
      const filling = fillAndLive({
        url: running.url,
        apiKey,
        seed: Number(seed),
        days: Number(days),
        scale: Number(scale),
        crowd: Number(crowd),
        progress: process.stderr,
        signal: stop.signal,
        stopAfterFill: !live,
        onFilled: () => {
          // The archive would write at the end of the hour, and until then each hour of the past would lack it.
          void running.service.deps.archive
            .run(true)
            .catch((error) => log.warn({ err: error }, 'the archive did not run'))
          print(`\n  The dashboard is ready: ${signIn}\n  Ctrl-C stops it; what it holds stays in ${config.dataDir}\n`)
        },
      })
      await Promise.race([filling.then(() => running.stopped), running.stopped])
    })
