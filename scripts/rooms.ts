/** A folder, or a file that lies above the rest of its folder, and what it is for. */
export interface Room {
  readonly path: string
  readonly says: string
  /** Where only these may be imported, beside the room's own top folder. */
  readonly sees?: readonly string[]
}

const room = (path: string, says: string): Room => ({ path, says })
const page = (path: string, says: string): Room => ({ path, says, sees: ['src/platform/csv.ts'] })

/**
 * The rooms of the house from the top down, which is the order in which a request runs through them. A file imports
 * files of its own room and of rooms below it, never of one above; types count too.
 */
export const rooms: readonly Room[] = [
  room('bench', 'measurements, each beside a baseline of the same run'),
  room('test', 'what needs more than one room; stack/ on real servers, browser/ in a real browser'),
  room('scripts', 'what npm scripts run'),
  room('src/main.ts', 'the command line'),
  room('src/commands', 'one command, one file'),
  {
    path: 'simulator',
    says: 'a simulated business that sends events over HTTP',
    sees: ['importer/send-batch.ts', 'src/events'],
  },
  { path: 'importer', says: 'files of other products as events', sees: ['src/events', 'src/platform'] },
  room('src/roles', 'the composition root: what a process does, and how its parts are wired together'),
  room('src/http/app.ts', 'the HTTP server'),
  room('src/http/routes', 'one resource, one file'),
  room('src/http', 'authentication, audit, limits, problems, streams'),
  room('src/http/files', 'answers as CSV, Excel and ZIP'),
  room('src/alerts', 'measures evaluated every minute, firings, webhooks'),
  room('src/notes', 'saved views and annotations'),
  room('src/keeping', 'scheduled work: reconciliation, completeness, replay, restore'),
  room('src/archive', 'raw and Parquet files in S3 or a folder'),
  room('src/live', 'the live stream'),
  room('src/ingest', 'values in, outcomes out: accepted, duplicate, rejected; dead letters'),
  room('src/schemas', 'compatibility of published schemas, the registry'),
  room('src/log/kafka', 'the log over topics: relay, partition consumers'),
  room('src/log', 'batches of the ledger, decided before they are acted on; leases, quiesce'),
  room('src/insights/trace', 'from an event back to its device, lot and order'),
  room('src/insights/lots', 'lots, their safety signals, and recalls'),
  room('src/insights/funnel', 'conversion by ordered steps'),
  room('src/insights/retention', 'cohorts that return'),
  room('src/insights/journeys', 'paths of users'),
  room('src/insights/lifetime-value', 'revenue to date and expected'),
  room('src/insights/stock', 'inventory positions by lot'),
  room('src/insights/therapy', 'from order to therapy'),
  room('src/insights/anomalies', 'readings that do not fit their device'),
  room('src/insights/samples', 'the events behind a figure'),
  room('src/insights', 'what insights share: range, steps, sampling, statements'),
  room('src/query', 'questions about measures: parse, plan, compile, fetch, compute, format; the answer cache'),
  room('src/query/states', 'balances, active users and variation over time'),
  room('src/query/plan', 'which table answers which part, and its SQL'),
  room('src/warehouse', 'ClickHouse as a store: insert, ask, compare, rebuild'),
  room('src/warehouse/writing', 'exactly-once inserts, repair, rollups'),
  room('src/warehouse/tables', 'tables and rollups as they follow from events and measures'),
  room('src/warehouse/sql', 'pieces of SQL that questions share'),
  room('src/warehouse/time', 'ranges, zones, buckets'),
  room('src/warehouse/engine', 'chDB or a ClickHouse server'),
  room('src/access', 'API keys, people, roles, sessions, tokens, scopes, tenants, rate limits'),
  room('src/compliance', 'audit, keys and their versions, sealing and masking'),
  room('src/service-metrics', 'what the service records of itself: outcomes, lags'),
  room('src/ledger', 'the system of record in PostgreSQL: append, look up, read the log'),
  room('src/postgres', 'pool, migrations, locks, row-level security'),
  room('src/postgres/embedded', 'PGlite in a worker, behind the wire protocol'),
  room('src/measures', 'what we count: one measure, one file'),
  room('src/events', 'what can happen: one event type, one file'),
  room('src/statistics', 'intervals, ratios and scores as pure functions, each with its source'),
  page('dashboard', 'the entry, the router, the signed-in frame'),
  page('dashboard/palette', 'commands and keys'),
  page('dashboard/pages', 'a page is a folder: everything of one URL'),
  page('dashboard/page-frame', 'a page with its filter bar, figures and panels'),
  page('dashboard/shell', 'navigation, tenant, user menu'),
  page('dashboard/views', 'saved views'),
  page('dashboard/event-step', 'the editor of a step: event, action, filter'),
  page('dashboard/panels/kinds', 'trend, ranking, breakdown, matrix, bins, spread'),
  page('dashboard/panels', 'the frame of a panel: states, table, menu, about'),
  page('dashboard/figures', 'figure cards and series'),
  page('dashboard/alerts', 'the alerts drawer'),
  page('dashboard/notes', 'the annotations drawer'),
  page('dashboard/charts', 'charts from numbers and marks'),
  page('dashboard/filters', 'range, comparison, granularity, zone, dimensions'),
  page('dashboard/numbers', 'values, changes, series, buckets'),
  page('dashboard/session', 'the signed-in user and their scopes'),
  page('dashboard/feedback', 'loading, empty, failed'),
  page('dashboard/popover', 'popovers that load late'),
  page('dashboard/api', 'the HTTP contract as functions and types'),
  page('dashboard/time', 'calendar, zones, clock'),
  page('dashboard/theme', 'colours and sizes'),
  room('deploy', 'secrets, compose, rules of Prometheus'),
  room('src/platform', 'settings, logging, clock, retry, breakers, metrics, CSV, closing'),
]
