/**
 * Where the rows of a table lie. On one server the table has them. On a cluster each shard has its own, in `<table>_local`,
 * replicated, and the table of the plain name stands over all of them: what reads or inserts need not know.
 */
export interface Layout {
  /** ` ON CLUSTER '<name>'`, for statements that change or delete; '' on one server. */
  readonly onCluster: string
  /** The name of the table that holds rows: such statements take it in place of the plain one. */
  local(table: string): string
  /** The engine of a table that holds rows, with the setting that keeps tokens of inserts. */
  engine(family: 'MergeTree' | 'AggregatingMergeTree'): string
  /** The name of the setting that says how many inserts a table remembers. */
  readonly window: 'non_replicated_deduplication_window' | 'replicated_deduplication_window'
  /** Statements that put the plain table over the local ones; none on one server. `hour` is an expression of its rows. */
  front(table: string, hour: string): string[]
  /** Settings of every statement. */
  readonly settings: Readonly<Record<string, string | number>>
}

const oneServer: Layout = {
  onCluster: '',
  local: (table) => table,
  engine: (family) => family,
  window: 'non_replicated_deduplication_window',
  front: () => [],
  settings: {},
}

/** The layout on a cluster of this name, or on one server (docs/decisions/0010). */
export function layoutOf(cluster: string | undefined): Layout {
  if (cluster === undefined) return oneServer
  const name = `'${cluster.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const onCluster = ` ON CLUSTER ${name}`
  const local = (table: string) => `${table}_local`
  return {
    onCluster,
    local,
    // A path by the table's own number, since tables are exchanged and made again under the same name.
    engine: (family) => `Replicated${family}('/clickhouse/tables/{uuid}/{shard}', '{replica}')`,
    window: 'replicated_deduplication_window',
    front: (table, hour) => [
      `CREATE TABLE IF NOT EXISTS ${table}${onCluster} AS ${local(table)}
    ENGINE = Distributed(${name}, currentDatabase(), ${local(table)}, cityHash64(tenant_id, ${hour}))`,
    ],
    settings: {
      // An insert has ended when every shard has its part, under the same token, on most of its replicas.
      distributed_foreground_insert: 1,
      insert_quorum: 'auto',
      insert_quorum_parallel: 0,
      // Whether something is missing must not be asked of a replica that does not know it yet.
      select_sequential_consistency: 1,
    },
  }
}
