/**
 * Metrics of exporters that rules and dashboards ask for, as their documents name them. No exporter runs in the tests: a name here was
 * looked up, not seen.
 * https://github.com/prometheus-community/postgres_exporter (0.17), https://github.com/danielqsj/kafka_exporter (1.9),
 * https://github.com/oliver006/redis_exporter (1.67), https://github.com/prometheus/node_exporter (1.8),
 * https://clickhouse.com/docs/operations/server-configuration-parameters/settings#prometheus
 */
export const exporterMetrics = [
  ...['pg_up', 'pg_stat_activity_count', 'pg_stat_activity_max_tx_duration', 'pg_settings_max_connections'],
  ...['pg_replication_lag_seconds', 'pg_replication_slot_slot_current_wal_lsn'],
  ...['pg_replication_slot_slot_confirmed_flush_lsn', 'pg_database_size_bytes', 'pg_stat_database_xact_commit'],
  ...['kafka_topic_partition_under_replicated_partition', 'kafka_brokers', 'kafka_consumergroup_lag'],
  ...['redis_up', 'redis_memory_used_bytes', 'redis_memory_max_bytes'],
  ...['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'],
  ...['ClickHouseAsyncMetrics_DiskAvailable_default', 'ClickHouseAsyncMetrics_DiskTotal_default'],
  ...['ClickHouseAsyncMetrics_MaxPartCountForPartition', 'ClickHouseAsyncMetrics_ReplicasMaxAbsoluteDelay'],
  ...['ClickHouseProfileEvents_RejectedInserts', 'ClickHouseMetrics_MemoryTracking'],
] as readonly string[]
