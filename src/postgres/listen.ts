import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../platform/log.ts'

const againMs = 1_000

/**
 * Listens to a channel of PostgreSQL (`NOTIFY`) over a connection of its own, and opens another one when that breaks.
 * @param onMessage called for each message, and whenever the connection was opened anew: one may have been missed
 */
export async function listen(
  databaseUrl: string,
  channel: string,
  onMessage: () => void,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController()
  let client: pg.Client | undefined

  async function open(): Promise<void> {
    const opened = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, keepAlive: true })
    opened.on('notification', onMessage)
    opened.on('error', (error) => log.debug({ err: error }, 'the connection that listens to PostgreSQL broke'))
    try {
      await opened.connect()
      await opened.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await opened.end().catch((cause) => log.debug({ err: cause }, 'a connection that did not open was not ended'))
      throw error
    }
    opened.once('end', () => {
      if (!closing.signal.aborted) reopening = reopen()
    })
    client = opened
    onMessage()
  }

  async function reopen(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await sleep(againMs, undefined, { signal: closing.signal })
        await open()
        return
      } catch (error) {
        log.debug({ err: error }, 'PostgreSQL could not be listened to; it is tried again')
      }
    }
  }

  let reopening: Promise<void> = Promise.resolve()
  await open()
  return {
    async close() {
      closing.abort()
      await reopening
      await client?.end()
    },
  }
}
