import { type Catalogue, columnsOf } from '../../events/catalogue.ts'

/** What every event has, whatever its type. An id or context value that was not sent is ''. */
const commonColumns = {
  id: 'UUID',
  tenant_id: 'LowCardinality(String)',
  type: 'LowCardinality(String)',
  action: 'LowCardinality(String)',
  schema_version: 'UInt16',
  occurred_at: "DateTime64(6, 'UTC')",
  received_at: "DateTime64(6, 'UTC')",
  device_at: "Nullable(DateTime64(6, 'UTC'))",
  producer: 'LowCardinality(String)',
  source_service: 'LowCardinality(String)',
  user_id: 'String',
  session_id: 'String',
  order_id: 'String',
  device_id: 'String',
  trace_id: 'String',
  country: 'LowCardinality(String)',
  region: 'LowCardinality(String)',
  city: 'LowCardinality(String)',
  channel: 'LowCardinality(String)',
  device_type: 'LowCardinality(String)',
  campaign: 'LowCardinality(String)',
  cohort: 'LowCardinality(String)',
  provider: 'LowCardinality(String)',
  checksum: 'Int64',
  // The event's place in the ledger's log (log-order.ts). Rows from before the column have half of their id there, which
  // is below every place, until the keeper has written them anew.
  log_position: 'UInt128 DEFAULT bitShiftRight(reinterpretAsUInt128(reverse(UUIDToNum(id))), 64)',
  // On one event of each tenant, type and hour of an insert the mark of its batch (insert.ts), 0 on all others.
  batch_mark: 'UInt64',
  // 1 on events that were written again: views skip them, and the process that writes them updates the rollups itself.
  unfed: 'UInt8',
} as const

/**
 * The value and the pieces of an order, worked out once when the event is written. Members are named by tupleElement,
 * because a DELETE does not understand `item.quantity` here (ClickHouse 26.7).
 */
const itemSums = {
  items_value: `Decimal(38, 12) MATERIALIZED arraySum(
    item -> toDecimal128(tupleElement(item, 'quantity'), 6) * tupleElement(item, 'unit_price'), items)`,
  items_quantity: `Decimal(38, 12) MATERIALIZED toDecimal128(
    arraySum(item -> tupleElement(item, 'quantity'), items), 12)`,
}

/** Each insert takes one entry per month it touches, of which there are some 680 between 1970 and now. */
export const deduplicationWindow = 10_000

/** The events table's columns by name, in order: those that are written, then those that are worked out. */
export function tableColumns(catalogue: Catalogue): { written: Map<string, string>; computed: Map<string, string> } {
  const written = new Map<string, string>(Object.entries(commonColumns))
  for (const [name, type] of columnsOf(catalogue)) {
    const common = written.get(name)
    if (common !== undefined && common !== type) throw new Error(`column ${name} is ${common} for every event`)
    written.set(name, type)
  }
  return { written, computed: new Map(Object.entries(written.has('items') ? itemSums : {})) }
}
