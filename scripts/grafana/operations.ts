import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { metricPanel, newDashboard } from './panel.ts'

const ingest = 'route=~"/analytics/ingest.*"'

/** How the service does: its objectives, then each role, then each store. */
export const operations = (): DashboardBuilder =>
  newDashboard('pocm-operations', 'POCM operations', 'Objectives, roles and stores of POCM Analytics', 'now-6h')
    .refresh('30s')
    .withRow(new RowBuilder('Objectives'))
    .withPanel(
      metricPanel(
        'Acknowledged late',
        'Share of ingest calls not answered 2xx within 250 ms; 0.1 % may be',
        'percentunit',
        [
          { expr: 'pocm:acknowledged_late:ratio_5m', legend: '5 minutes' },
          { expr: 'pocm:acknowledged_late:ratio_1h', legend: '1 hour' },
          { expr: 'pocm:acknowledged_late:ratio_3d', legend: '3 days' },
        ],
      ),
    )
    .withPanel(
      metricPanel(
        'Queryable late',
        'Share of the time in which an event waited for more than 5 s; 0.1 % may be',
        'percentunit',
        [
          { expr: 'pocm:queryable_late:ratio_5m', legend: '5 minutes' },
          { expr: 'pocm:queryable_late:ratio_1h', legend: '1 hour' },
          { expr: 'pocm:queryable_late:ratio_3d', legend: '3 days' },
        ],
      ),
    )
    .withPanel(
      metricPanel('Found missing and brought back', 'Slices and hours in which stores differed; none may', 'short', [
        { expr: 'sum(increase(pocm_drift_found_total[1h]))', legend: 'within an hour' },
      ]),
    )
    .withPanel(
      metricPanel('Processes', 'That answer, by role', 'short', [
        { expr: 'sum by (role) (up{job="pocm"})', legend: '{{role}}' },
      ]),
    )
    .withRow(new RowBuilder('API'))
    .withPanel(
      metricPanel('Events', 'By what became of them', 'cps', [
        { expr: 'sum by (outcome) (rate(pocm_events_total[5m]))', legend: '{{outcome}}' },
      ]),
    )
    .withPanel(
      metricPanel('Rejections', 'By reason', 'cps', [
        { expr: 'sum by (reason) (rate(pocm_events_total{outcome="rejected"}[5m]))', legend: '{{reason}}' },
      ]),
    )
    .withPanel(
      metricPanel(
        'Ingest latency',
        'Of calls to ingest',
        's',
        [0.5, 0.95, 0.99].map((level) => ({
          expr: `histogram_quantile(${level}, sum by (le) (rate(pocm_http_request_seconds_bucket{${ingest}}[5m])))`,
          legend: `p${level * 100}`,
        })),
      ),
    )
    .withPanel(
      metricPanel('Answers', 'By status', 'reqps', [
        { expr: 'sum by (status) (rate(pocm_http_request_seconds_count[5m]))', legend: '{{status}}' },
      ]),
    )
    .withPanel(
      metricPanel('Waiting for the ledger', 'Events in the queue of each process', 'short', [
        { expr: 'pocm_ingest_waiting_events', legend: '{{instance}}' },
      ]),
    )
    .withPanel(
      metricPanel('Answers to questions', 'By where they came from', 'cps', [
        { expr: 'sum by (from) (rate(pocm_panel_answers_total[5m]))', legend: '{{from}}' },
      ]),
    )
    .withRow(new RowBuilder('Relay, sink and archive'))
    .withPanel(
      metricPanel('Lag', 'Events that a consumer has not finished', 'short', [
        { expr: 'max by (consumer) (pocm_consumer_lag_events)', legend: '{{consumer}}' },
      ]),
    )
    .withPanel(
      metricPanel('Behind', 'Age of the oldest event that a store does not have', 's', [
        { expr: 'max(pocm_warehouse_delay_seconds)', legend: 'warehouse' },
        { expr: 'max(pocm_archive_oldest_seconds)', legend: 'archive' },
      ]),
    )
    .withPanel(
      metricPanel('Failures in a row', 'Of the batch that a consumer is at', 'short', [
        { expr: 'max by (consumer) (pocm_consumer_failures)', legend: '{{consumer}}' },
      ]),
    )
    .withPanel(
      metricPanel('Dead letters and events set aside', 'That wait for a person', 'short', [
        { expr: 'max(pocm_dead_letters)', legend: 'dead letters' },
        { expr: 'max by (consumer) (pocm_set_aside_events)', legend: 'set aside by {{consumer}}' },
      ]),
    )
    .withRow(new RowBuilder('Keeper'))
    .withPanel(
      metricPanel('Since a task ended well', 'Of each task of the keeper', 's', [
        { expr: 'time() - max by (task) (pocm_keeper_done_timestamp_seconds)', legend: '{{task}}' },
      ]),
    )
    .withPanel(
      metricPanel('Breakers', '0 closed, 1 open, 2 half open', 'short', [
        { expr: 'max by (dependency) (pocm_breaker_state)', legend: '{{dependency}}' },
      ]),
    )
    .withRow(new RowBuilder('Stores'))
    .withPanel(
      metricPanel('PostgreSQL connections', 'Share of those that are allowed', 'percentunit', [
        {
          expr: 'sum by (instance) (pg_stat_activity_count) / max by (instance) (pg_settings_max_connections)',
          legend: '{{instance}}',
        },
      ]),
    )
    .withPanel(
      metricPanel('PostgreSQL replicas', 'How far they are behind', 's', [
        { expr: 'max by (instance) (pg_replication_lag_seconds)', legend: '{{instance}}' },
      ]),
    )
    .withPanel(
      metricPanel('Kafka', 'Partitions with too few replicas in sync, and brokers', 'short', [
        { expr: 'sum(kafka_topic_partition_under_replicated_partition)', legend: 'under-replicated' },
        { expr: 'max(kafka_brokers)', legend: 'brokers' },
      ]),
    )
    .withPanel(
      metricPanel('ClickHouse parts', 'Of the partition that has most; inserts are held up from 1 000 on', 'short', [
        { expr: 'max by (instance) (ClickHouseAsyncMetrics_MaxPartCountForPartition)', legend: '{{instance}}' },
      ]),
    )
    .withPanel(
      metricPanel('Memory', 'Of Redis and of ClickHouse', 'bytes', [
        { expr: 'redis_memory_used_bytes', legend: 'Redis {{instance}}' },
        { expr: 'ClickHouseMetrics_MemoryTracking', legend: 'ClickHouse {{instance}}' },
      ]),
    )
    .withPanel(
      metricPanel('Disk left', 'Of the stores and of each process', 'bytes', [
        { expr: 'min by (instance, mountpoint) (node_filesystem_avail_bytes)', legend: '{{instance}} {{mountpoint}}' },
        { expr: 'ClickHouseAsyncMetrics_DiskAvailable_default', legend: 'ClickHouse {{instance}}' },
        { expr: 'min by (instance) (pocm_disk_free_bytes)', legend: 'process {{instance}}' },
      ]),
    )
