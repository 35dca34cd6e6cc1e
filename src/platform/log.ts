import { type DestinationStream, type Logger, pino } from 'pino'
import { causesOf, codeOf } from './error-causes.ts'
import { traceFields } from './tracing.ts'

export type { Logger } from 'pino'

/**
 * A logger of JSON lines on standard error, so that standard output stays for what a command prints. Whatever the level, no
 * line holds a value of an event: of a request it has the route and no URL, of an error no text that quotes its input.
 */
export const openLog = (level: string, to: DestinationStream = pino.destination(2)): Logger =>
  pino(
    {
      level,
      base: null,
      mixin: traceFields,
      redact: ['headers', 'req.headers', 'res.headers', 'body', 'query', 'params'],
      serializers: { err: describe, error: describe, cause: describe, req: requestOf, res: responseOf },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    to,
  )

interface Logged {
  readonly method?: string
  readonly routeOptions?: { readonly url?: string }
}

const requestOf = ({ method, routeOptions }: Logged) => ({ method, route: routeOptions?.url ?? 'none' })
const responseOf = ({ statusCode }: { readonly statusCode?: number }) => ({ statusCode })

const mostCauses = 3

/** An error by its kind, its code, its message without what it quotes, and where in the code it arose. */
function describe(error: unknown): unknown {
  if (error === undefined || error === null) return error
  if (!(error instanceof Error)) return { type: typeof error }
  const causes = error instanceof AggregateError ? causesOf(error) : causesBehind(error)
  return {
    type: error.name,
    code: codeOf(error),
    message: safeMessage(error),
    ...(causes.length > 0 && { causes: [...new Set(causes.map(safeMessage))].slice(0, mostCauses) }),
    stack: placesOf(error),
  }
}

function causesBehind({ cause }: Error): Error[] {
  return cause instanceof Error ? [cause, ...causesBehind(cause)] : []
}

/** The lines of a stack behind the message, which may be of many lines. */
const placesOf = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')

/** PostgreSQL's errors of syntax and missing objects (class 42) name tables and columns; those of other classes, values. */
const namesObjects = (error: Error) => 'code' in error && typeof error.code === 'string' && error.code.startsWith('42')

/** What V8 and others quote goes from the first quotation mark to the last: what is quoted may itself hold marks. */
const quoted = /(["'`\u201c\u2018]).*["'`\u201d\u2019]/gs
/** `Key (a, b)=(x, y) already exists`, and ClickHouse's rows. */
const listed = /=?\(.*\)/gs

const longest = 300

/**
 * The first line of a message without what it quotes. JSON's parser quotes in so many ways that its errors are replaced
 * as a whole.
 */
export function safeMessage(error: Error): string {
  if (error instanceof SyntaxError) return 'the text could not be parsed'
  const [line = ''] = error.message.split('\n')
  const told = namesObjects(error) ? line : line.replace(quoted, '…').replace(listed, '(…)')
  return told.slice(0, longest)
}
