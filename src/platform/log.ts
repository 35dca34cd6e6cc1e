import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/** Credentials never reach a log line; sensitive event fields are never handed to the logger at all. */
const redact = ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]']

/** A logger of JSON lines on standard error, so that standard output stays for what a command prints. */
export const openLog = (level: string): Logger =>
  pino({ level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
