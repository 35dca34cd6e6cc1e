import type { AddressInfo } from 'node:net'
import type { Config } from '../platform/config.ts'
import type { Logger } from '../platform/log.ts'
import { openService, type Service } from './service.ts'

export interface Running {
  readonly service: Service
  readonly url: string
  readonly newAdminKey: string | undefined
  /** Resolves when the service has closed after SIGTERM or SIGINT. */
  readonly stopped: Promise<void>
  stop(): Promise<void>
}

const drainMs = 30_000
const signals = ['SIGTERM', 'SIGINT'] as const

/**
 * Opens the service, listens, and closes it when the process is asked to stop. A second signal, or 30 seconds without
 * an end, stops the process at once: everything acknowledged is durable already.
 */
export async function runService(config: Config, log: Logger): Promise<Running> {
  const onCrash = (error: Error) => {
    log.fatal({ err: error }, 'the process cannot go on and stops; what was acknowledged is stored')
    process.exit(70)
  }
  let stopInOrder: (() => void) | undefined
  const onLost = (error: Error) => {
    if (stopInOrder === undefined) return onCrash(error)
    log.fatal({ err: error }, 'another process took over what was claimed; the process stops')
    process.exitCode = 70
    stopInOrder()
  }
  const service = await openService(config, log, { onCrash, onLost })
  try {
    await service.app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await service.close()
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${config.port} of ${config.host} is taken; PORT names another`, { cause: error })
  }
  const { port } = service.app.server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host

  let closing: Promise<void> | undefined
  const ended = Promise.withResolvers<void>()
  const onSignal = (signal: NodeJS.Signals) => {
    if (closing !== undefined) process.exit(1)
    log.info({ signal }, 'stopping')
    drain()
  }
  const drain = () => {
    setTimeout(() => {
      log.error('not stopped within 30 seconds; giving up')
      process.exit(1)
    }, drainMs).unref()
    stop().then(ended.resolve, ended.reject)
  }
  const stop = () => {
    closing ??= service.close().finally(() => {
      for (const signal of signals) process.off(signal, onSignal)
    })
    return closing
  }
  for (const signal of signals) process.on(signal, onSignal)
  stopInOrder = drain
  return { service, url: `http://${host}:${port}`, newAdminKey: service.newAdminKey, stopped: ended.promise, stop }
}
