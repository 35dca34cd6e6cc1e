import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Everything that a span may hold. The list is closed: names of things of ours, numbers and codes. No value that a
 * client sent, no URL, no statement and no message of an error is among it, so that none of them can reach a collector.
 */
export interface Attributes {
  readonly 'http.request.method'?: string
  /** As the route is declared: `/analytics/events/:id`. */
  readonly 'http.route'?: string
  readonly 'http.response.status_code'?: number
  readonly 'db.system.name'?: 'postgresql' | 'clickhouse'
  readonly 'messaging.system'?: 'kafka'
  readonly 'pocm.events'?: number
  /** The function that answers a question of the warehouse: `answerFunnel`. */
  readonly 'pocm.question'?: string
  /** The code or the kind of an error. */
  readonly 'error.type'?: string
}

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

export interface SpanOptions {
  readonly kind?: SpanKind
  readonly attributes?: Attributes
  /** The `traceparent` that the span continues, in place of the current span. */
  readonly parent?: string | undefined
  /** The `traceparent` of other spans that it belongs to as well. */
  readonly links?: readonly string[]
}

/** A span that has begun. */
export interface Span {
  /** W3C trace context of the span. https://www.w3.org/TR/trace-context/ */
  readonly traceparent: string
  readonly traceId: string
  readonly spanId: string
  end(attributes?: Attributes): void
  fail(errorType: string): void
}

/** What makes spans: OpenTelemetry (open-telemetry.ts), or nothing. */
export interface Tracer {
  /** Undefined where the sampler leaves the span out, and with it all that would be within it. */
  begin(name: string, options: SpanOptions): Span | undefined
  /** Sends what has ended. */
  close(): Promise<void>
}

const spanAtHand = new AsyncLocalStorage<Span>()

/** Of the request or batch at hand, for lines of the log; nothing where it is not traced. */
export function traceFields(): { trace_id?: string; span_id?: string } {
  const span = spanAtHand.getStore()
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId }
}

/** The `traceparent` of the span at hand, if there is one. */
export const currentTrace = (): string | undefined => spanAtHand.getStore()?.traceparent

/** Runs an act within a span, which is not ended when it returns. */
export const within = <T>(span: Span, act: () => T): T => spanAtHand.run(span, act)

const typeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/**
 * Runs `act` within a span, which ends with it. Where no request that is traced is at hand and no `parent` is named there is no
 * span: work that no request asked for makes no traces.
 */
export async function traced<T>(
  tracer: Tracer | undefined,
  name: string,
  options: SpanOptions,
  act: () => Promise<T>,
): Promise<T> {
  const parent = options.parent ?? currentTrace()
  const span = parent === undefined ? undefined : tracer?.begin(name, { ...options, parent })
  if (span === undefined) return act()
  return spanAtHand.run(span, async () => {
    try {
      return await act()
    } catch (error) {
      span.fail(typeOf(error))
      throw error
    } finally {
      span.end()
    }
  })
}

const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The header of a caller, if it is a trace context. */
export const readTraceparent = (header: unknown): string | undefined =>
  typeof header === 'string' && form.test(header) ? header : undefined
