/**
 * For how many days the service keeps its own records, by table; what stands here goes by itself. All other tables hold what a tenant
 * set, what proves something (trails, holds, erasures, removals), or what stores are compared by, and are kept.
 */
export const keptDays = {
  /** Counts of what came in, by five minutes: the figures of ingestion look back no further. */
  ingest_outcomes: 800,
  /** By day, sender and field, with a masked sample of each. */
  rejected_events: 90,
  consumer_lags: 90,
  /** Which request brought which event, where spans are exported. */
  event_traces: 1,
  batch_operations: 90,
  /** After they ended. */
  sessions: 30,
  /** After they were resolved; their messages go with them. */
  alert_firings: 400,
  /** Bodies and outcomes of webhooks. */
  alert_messages: 90,
  /** After they ended; the file goes after seven days. */
  gdpr_export_requests: 1_095,
  /** After they ended; what they removed is kept. */
  retention_runs: 1_095,
} as const
