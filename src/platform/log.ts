import { type Logger, pino } from 'pino'
import { messageOf } from './causes.ts'

export type { Logger } from 'pino'

/** Credentials never reach a log line; sensitive event fields are never handed to the logger at all. */
const redact = ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]']

/** A logger of JSON lines on standard error, so that standard output stays for what a command prints. */
export const openLog = (level: string): Logger =>
  pino(
    { level, base: null, redact, serializers: { err: describe }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  )

/** An error that gathers dozens of others, as clients of clusters throw, is told by what they come down to. */
function describe(error: unknown): object {
  if (!(error instanceof AggregateError)) return pino.stdSerializers.err(error as Error)
  return { type: error.name, message: `${error.message} ${messageOf(error)}`, stack: error.stack }
}
