interface Flaw {
  readonly path: string
  readonly message: string
}

/** An error response in the form of RFC 9457, or the lack of any response. */
export class Problem extends Error {
  readonly code: string
  /** The HTTP status; 0 when the service was not reached. */
  readonly status: number
  readonly title: string
  readonly detail: string
  /** The invalid parts of the request, by their path; empty where the response names none. */
  readonly errors: readonly Flaw[]
  /** From `Retry-After`; null when the service named no time. */
  readonly retryAfterSeconds: number | null

  constructor(it: {
    code: string
    status: number
    title: string
    detail: string
    errors?: readonly Flaw[]
    retryAfterSeconds?: number | null
    cause?: unknown
  }) {
    super(`${it.title}: ${it.detail}`, { cause: it.cause })
    this.name = 'Problem'
    this.code = it.code
    this.status = it.status
    this.title = it.title
    this.detail = it.detail
    this.errors = it.errors ?? []
    this.retryAfterSeconds = it.retryAfterSeconds ?? null
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Reads the problem out of an answer whose status is not 2xx. Proxies answer in HTML; that is reported as well. */
export async function problemOf(response: Response): Promise<Problem> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body: unknown = isJson ? await response.json() : undefined
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  return new Problem({
    code: text(told.code) ?? `http_${response.status}`,
    status: response.status,
    title: text(told.title) ?? 'The service did not answer as expected',
    detail: text(told.detail) ?? `The answer to ${new URL(response.url).pathname} has status ${response.status}.`,
    errors: Array.isArray(told.errors) ? (told.errors as Flaw[]) : [],
    retryAfterSeconds: Number.isNaN(seconds) ? null : seconds,
  })
}

/** Every thrown thing as a problem, so that a page has one way of telling it. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem({
    code: 'page_failed',
    status: 0,
    title: 'This page could not be displayed',
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  })
}
