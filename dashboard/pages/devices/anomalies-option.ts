import type { Colours } from '../../charts/colours.ts'
import { formatValue } from '../../numbers/value.ts'
import type { Anomaly } from './anomalies-answer.ts'

/** Names a moment of the axis and of a tip in the zone of the page. */
export interface MomentNames {
  readonly tick: (ms: number) => string
  readonly full: (rfc3339: string) => string
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Anomalous readings as points, each on a stem from what its device read before, as ECharts takes it. */
export function anomaliesOption(samples: readonly Anomaly[], names: MomentNames, colours: Colours) {
  const label = { color: colours.ink, fontFamily: 'inherit' }
  const at = ({ occurred_at }: Anomaly) => Date.parse(occurred_at)
  const number = (value: number) => formatValue(value, 'count', null)
  return {
    grid: { left: 4, right: 16, top: 16, bottom: 4, outerBoundsMode: 'same' as const },
    tooltip: { trigger: 'item' as const },
    xAxis: {
      // Not ECharts' axis of time: that one knows no zone but the browser's, and crowds its labels around the month.
      type: 'value' as const,
      min: 'dataMin' as const,
      max: 'dataMax' as const,
      splitNumber: 6,
      splitLine: { show: false },
      axisLabel: { ...label, hideOverlap: true, showMaxLabel: false, formatter: names.tick },
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value' as const,
      scale: true,
      splitNumber: 4,
      axisLabel: label,
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: [
      {
        type: 'lines' as const,
        name: 'stems',
        coordinateSystem: 'cartesian2d' as const,
        silent: true,
        data: samples.map((it) => ({
          coords: [
            [at(it), it.median],
            [at(it), it.value],
          ],
        })),
        lineStyle: { color: colours.previous, width: 1, opacity: 0.6 },
      },
      {
        type: 'scatter' as const,
        name: 'medians',
        silent: true,
        symbol: 'rect',
        symbolSize: [7, 2],
        itemStyle: { color: colours.previous },
        data: samples.map((it) => [at(it), it.median]),
      },
      {
        type: 'scatter' as const,
        name: 'readings',
        symbolSize: 8,
        cursor: 'pointer',
        data: samples.map((it) => ({
          name: it.event_id,
          value: [at(it), it.value],
          itemStyle: { color: it.score > 0 ? colours.bad : colours.warn, opacity: 0.85 },
        })),
        tooltip: {
          formatter: ({ name }: { name: string }) => {
            const it = samples.find(({ event_id }) => event_id === name)
            if (it === undefined) return ''
            return `<b>${number(it.value)} ${escaped(it.unit)}</b>, usually ${number(it.median)}<br>${escaped(it.device_id)}, ${names.full(it.occurred_at)}<br>score ${number(it.score)}`
          },
        },
      },
    ],
  }
}
