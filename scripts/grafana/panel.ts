import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common'
import { DashboardBuilder, type DataSourceRef, type Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'

/** As deploy/grafana/provisioning/datasources names them. */
export const prometheus: DataSourceRef = { type: 'prometheus', uid: 'prometheus' }
export const clickhouse: DataSourceRef = { type: 'grafana-clickhouse-datasource', uid: 'clickhouse' }

const halfWidth = 12
const height = 8

export interface Series {
  readonly expr: string
  /** `{{role}}` and so on stand for labels. */
  readonly legend: string
}

const frame = (title: string, says: string, unit: string) =>
  new PanelBuilder()
    .title(title)
    .description(says)
    .unit(unit)
    .span(halfWidth)
    .height(height)
    .min(0)
    .legend(new VizLegendOptionsBuilder().showLegend(true))

/** A panel over expressions of PromQL. @param unit Grafana's name of it: `s`, `bytes`, `percentunit`, `short` */
export function metricPanel(title: string, says: string, unit: string, series: readonly Series[]): Builder<Panel> {
  const panel = frame(title, says, unit).datasource(prometheus)
  for (const { expr, legend } of series) {
    panel.withTarget(new DataqueryBuilder().expr(expr).legendFormat(legend).datasource(prometheus))
  }
  return panel
}

/** A panel over a statement for ClickHouse: `time`, and a column for each series. */
export function sqlPanel(title: string, says: string, unit: string, rawSql: string): Builder<Panel> {
  // The plug-in has no builder of its own: its query is the statement and how to read the answer.
  const target = {
    build: () => ({
      refId: 'A',
      datasource: clickhouse,
      editorType: 'sql',
      queryType: 'timeseries',
      format: 0,
      rawSql,
      // The marker that distinguishes a dashboard's parts from plain objects.
      _implementsDataqueryVariant() {},
      dataqueryName: () => 'clickhouse',
    }),
  }
  return frame(title, says, unit)
    .datasource(clickhouse)
    .withTarget(target as never)
}

export const newDashboard = (uid: string, title: string, says: string, from: string): DashboardBuilder =>
  new DashboardBuilder(title).uid(uid).description(says).tags(['pocm']).time({ from, to: 'now' }).timezone('utc')
