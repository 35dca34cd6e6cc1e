import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { type Fact, Facts } from '../../charts/facts.tsx'
import { definePanel } from '../../panels/panel.ts'
import { PanelTable } from '../../panels/panel-table.tsx'
import type { Cell, Table } from '../../panels/table.ts'
import { formatFullMoment } from '../../time/moment.ts'

export type ServiceState = Answered<'GET /analytics/operations/service'> & Answer

type Dependency = ServiceState['dependencies'][string]

const names: Readonly<Record<string, string>> = {
  ledger: 'Ledger (PostgreSQL)',
  warehouse: 'Warehouse (ClickHouse)',
  disk: 'Disk of the data folder',
  schema_registry: 'Schema registry',
  model_server: 'Model server',
  kafka: 'Kafka',
  redis: 'Redis',
  archive: 'Archive writer',
  sink: 'Sink into the warehouse',
  relay: 'Relay to Kafka',
  kafka_ingest: 'Ingest from Kafka',
}

/** Where the runbook says what to do. */
const runbook: Readonly<Record<string, string>> = {
  ledger: 'A process does not start or answer',
  disk: 'A disk is nearly full',
  archive: 'The archive is late',
}

const tone = (cell: Cell) => (cell === 'Up' ? 'good' : cell === 'Down' ? 'bad' : undefined)

const helpFor = (name: string, { breaker }: Dependency) =>
  breaker !== undefined && breaker.state !== 'closed' ? 'A breaker is open' : (runbook[name] ?? 'A consumer is stuck')

function row(name: string, it: Dependency): Cell[] {
  const isUp = it.status === 'up'
  const why = it.detail ?? it.breaker?.last_error ?? null
  const rest = it.breaker?.state === 'half_open' ? 'Recovering' : isUp ? 'Up' : 'Down'
  return [names[name] ?? name, rest, isUp ? null : why, isUp ? null : helpFor(name, it)]
}

const rounded = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const milliseconds = (value: number) => `${rounded.format(value)} ms`
const gibibytes = (bytes: number) => `${rounded.format(bytes / 1024 ** 3)} GiB`

function factsOf({ version, started_at, ingest, disk_free_bytes }: ServiceState, timezone: string): Fact[] {
  const { events_per_second, latency } = ingest
  return [
    { title: 'Throughput', value: `${rounded.format(events_per_second)} events/s`, beside: 'last 5 to 10 minutes' },
    ...(latency === null
      ? [{ title: 'Ingest latency', value: '–', beside: 'no calls in 5 minutes' }]
      : [
          { title: 'Ingest p50', value: milliseconds(latency.p50_ms), beside: 'last 5 minutes' },
          {
            title: 'Ingest p95',
            value: milliseconds(latency.p95_ms),
            beside: latency.count === 1 ? '1 call' : `${latency.count.toLocaleString('en')} calls`,
          },
          { title: 'Ingest p99', value: milliseconds(latency.p99_ms) },
        ]),
    ...(disk_free_bytes === undefined ? [] : [{ title: 'Disk free', value: gibibytes(disk_free_bytes) }]),
    { title: 'Version', value: version, beside: `since ${formatFullMoment(started_at, timezone)}` },
  ]
}

export const serviceHealth = definePanel<ServiceState>({
  id: 'service_health',
  title: 'Service health',
  question: 'Stores and consumers that this process depends on, and how fast it accepts events now',
  formula:
    'throughput of the tenant, by what ingest recorded; latency of the ingest calls that the answering process took, from request to end of answer',
  width: 12,
  ask: () => [{ method: 'GET', path: '/analytics/operations/service' }],
  show: ([state], { view }) => {
    const table: Table = {
      columns: [
        { id: 'component', title: 'Component', unit: 'text' },
        { id: 'state', title: 'State', unit: 'text', tone },
        { id: 'cause', title: 'Cause', unit: 'text' },
        { id: 'runbook', title: 'Runbook section', unit: 'text' },
      ],
      rows: Object.entries(state.dependencies).map(([name, it]) => row(name, it)),
      currency: null,
    }
    return {
      table,
      chart: (
        <>
          <Facts facts={factsOf(state, view.timezone)} />
          <PanelTable title="Service health" table={table} />
        </>
      ),
    }
  },
})
