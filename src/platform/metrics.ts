import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  /** By outcome (accepted, duplicate, rejected) and, for the rejected, the reason. */
  readonly events: Counter<'outcome' | 'reason'>
  readonly requests: Histogram<'method' | 'route' | 'status'>
  /** Events in the log that the consumer has not finished. */
  readonly lag: Gauge<'consumer'>
  /** How often in a row the batch at hand could not be handled; 0 when all is well. */
  readonly failures: Gauge<'consumer'>
  /** When a task of the keeper last ended well, or began: one that fails or hangs leaves figures that are old. */
  readonly keeperDone: Gauge<'task'>
  /** Slices and hours in which stores differed when the keeper compared them. */
  readonly driftFound: Counter
  readonly miscounted: Counter
  readonly retentionRemoved: Counter<'store'>
  readonly retentionDone: Gauge
  readonly retentionFailed: Counter
  /** When a topic was last found to lack messages that were not read yet; 0 while that never was. */
  readonly doubtedAt: Gauge
  /** Answers to queries, by where they came from: warehouse, shelf, or joined to one that was under way. */
  readonly panels: Counter<'from'>
  /** What a request to ingest spends on its values (parse) and on the ledger (commit: protecting, waiting, writing). */
  readonly ingestStages: Histogram<'stage'>
  /** 0 closed, 1 open, 2 half open. */
  readonly breakerState: Gauge<'dependency'>
  readonly breakerOpened: Counter<'dependency'>
  /** Seconds since the oldest event that is not archived was received. */
  readonly archiveAge: Gauge
  /** Seconds since the oldest event that the warehouse does not hold was received; 0 where it holds all. */
  readonly warehouseDelay: Gauge
  readonly deadLetters: Gauge
  /** Events that a consumer set aside, since its store refuses them for their own sake. */
  readonly setAside: Gauge<'consumer'>
  readonly diskFree: Gauge
  readonly waiting: Gauge
  readonly subscribers: Gauge
  /** Calls with the configured admin key where people sign in by a provider. */
  readonly breakGlass: Counter
}

/** The metrics of one process, in a registry of their own. */
export function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    events: new Counter({
      name: 'pocm_events_total',
      help: 'Events by what became of them at ingest',
      labelNames: ['outcome', 'reason'],
      registers,
    }),
    requests: new Histogram({
      name: 'pocm_http_request_seconds',
      help: 'Time from a request to the end of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    lag: new Gauge({
      name: 'pocm_consumer_lag_events',
      help: 'Events in the log that a consumer has not finished',
      labelNames: ['consumer'],
      registers,
    }),
    failures: new Gauge({
      name: 'pocm_consumer_failures',
      help: 'Failures in a row of the batch that a consumer is at',
      labelNames: ['consumer'],
      registers,
    }),
    keeperDone: new Gauge({
      name: 'pocm_keeper_done_timestamp_seconds',
      help: 'When what the keeper does by the clock last ended well, or began',
      labelNames: ['task'],
      registers,
    }),
    driftFound: new Counter({
      name: 'pocm_drift_found_total',
      help: 'Slices and hours in which the stores differed when the keeper compared them, and which it repaired',
      registers,
    }),
    miscounted: new Counter({
      name: 'pocm_ledger_miscounted_slices_total',
      help: 'Slices of which a recount found other events in the ledger than the log has counted',
      registers,
    }),
    retentionRemoved: new Counter({
      name: 'pocm_retention_removed_total',
      help: 'Events, dead letters and audit entries that policies of tenants removed or anonymised, by store',
      labelNames: ['store'],
      registers,
    }),
    retentionDone: new Gauge({
      name: 'pocm_retention_done_timestamp_seconds',
      help: 'When a run of retention policies last ended well',
      registers,
    }),
    retentionFailed: new Counter({
      name: 'pocm_retention_failures_total',
      help: 'Runs of retention policies that failed; each is tried ten times',
      registers,
    }),
    doubtedAt: new Gauge({
      name: 'pocm_log_doubt_timestamp_seconds',
      help: 'When a topic was last found to lack messages that were not read yet; 0 while that never was',
      registers,
    }),
    panels: new Counter({
      name: 'pocm_panel_answers_total',
      help: 'Answers to queries: worked out by the warehouse, found in the cache (shelf), or joined to one under way',
      labelNames: ['from'],
      registers,
    }),
    ingestStages: new Histogram({
      name: 'pocm_ingest_seconds',
      help: 'Time that a request to ingest spends in each stage',
      labelNames: ['stage'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    breakGlass: new Counter({
      name: 'pocm_break_glass_calls_total',
      help: 'Calls with the configured admin key, or a session of it, where people sign in by a provider',
      registers,
    }),
    breakerState: new Gauge({
      name: 'pocm_breaker_state',
      help: 'Of each dependency: 0 closed, 1 open (calls are refused), 2 half open (a probe is under way)',
      labelNames: ['dependency'],
      registers,
    }),
    breakerOpened: new Counter({
      name: 'pocm_breaker_opened_total',
      help: 'How often a dependency was found to be unavailable',
      labelNames: ['dependency'],
      registers,
    }),
    archiveAge: new Gauge({
      name: 'pocm_archive_oldest_seconds',
      help: 'Seconds since the oldest event that is not archived was received',
      registers,
    }),
    warehouseDelay: new Gauge({
      name: 'pocm_warehouse_delay_seconds',
      help: 'Seconds since the oldest acknowledged event that the warehouse does not hold was received',
      registers,
    }),
    setAside: new Gauge({
      name: 'pocm_set_aside_events',
      help: 'Events that a consumer of the log set aside, since its store refuses them for their own sake',
      labelNames: ['consumer'],
      registers,
    }),
    deadLetters: new Gauge({ name: 'pocm_dead_letters', help: 'Dead letters that wait to be mended', registers }),
    diskFree: new Gauge({ name: 'pocm_disk_free_bytes', help: 'Room on the disk of the data folder', registers }),
    waiting: new Gauge({
      name: 'pocm_ingest_waiting_events',
      help: 'Events that wait for their transaction',
      registers,
    }),
    subscribers: new Gauge({ name: 'pocm_live_subscribers', help: 'Open live streams', registers }),
  }
}
