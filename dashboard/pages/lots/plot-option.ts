import type { Colours } from '../../charts/colours.ts'
import { formatTick, formatValue } from '../../numbers/value.ts'
import type { ControlLimits, LotRow } from './answer.ts'
import type { Standing } from './control-limits.ts'

export interface PlotData {
  readonly lots: readonly LotRow[]
  readonly limits: readonly ControlLimits[]
  /** Of all lots together. */
  readonly rate: number | null
}

/** The lots that a reader must see by name: those that chance does not explain, and those that are signals. */
export const named = ({ lots }: Pick<PlotData, 'lots'>): LotRow[] =>
  lots.filter((lot) => lot.signal || lot.standing === 'far_above')

const colourOf = (standing: Standing | null, { bad, warn, accent }: Colours) =>
  standing === 'far_above' ? bad : standing === 'above' ? warn : accent

/** High enough for every lot and for the limits where lots are; the limits of a single device would dwarf them all. */
function ceilingOf({ lots, limits }: PlotData): number {
  const rates = lots.flatMap(({ rate }) => rate ?? [])
  const typical = limits[Math.floor(limits.length / 2)]?.high998 ?? 0
  return Math.max(...rates, typical, 0.01) * 1.12
}

/** Rates by devices, between the limits of what chance explains, as ECharts takes it. */
export function plotOption(data: PlotData, colours: Colours) {
  const { lots, limits, rate } = data
  const most = Math.max(...lots.map(({ active_devices }) => active_devices), 1)
  const label = { color: colours.ink, fontFamily: 'inherit' }
  const limit = (key: 'low95' | 'high95' | 'low998' | 'high998') => ({
    type: 'line' as const,
    name: key,
    data: limits.map((it) => [it.active_devices, it[key]]),
    symbol: 'none',
    silent: true,
    lineStyle: { width: 1.25, color: colours.previous, type: key.endsWith('95') ? ([5, 4] as const) : 'solid' },
  })
  const shown = new Set(named(data).map(({ lot }) => lot))
  return {
    grid: { left: 4, right: 16, top: 16, bottom: 22, outerBoundsMode: 'same' as const },
    tooltip: { trigger: 'item' as const },
    xAxis: {
      type: 'value' as const,
      min: 0,
      max: Math.ceil(most * 1.05),
      minInterval: 1,
      name: 'Active devices',
      nameLocation: 'middle' as const,
      nameGap: 28,
      nameTextStyle: label,
      axisLabel: { ...label, showMaxLabel: false },
      axisLine: { lineStyle: { color: colours.line } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value' as const,
      min: 0,
      max: ceilingOf(data),
      axisLabel: { ...label, showMaxLabel: false, formatter: (value: number) => formatTick(value, 'ratio', null) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: [
      limit('low95'),
      limit('high95'),
      limit('low998'),
      limit('high998'),
      {
        type: 'line' as const,
        name: 'overall',
        data: rate === null ? [] : [0, most * 1.05].map((devices) => [devices, rate]),
        symbol: 'none',
        silent: true,
        lineStyle: { width: 1.25, color: colours.inkSoft },
      },
      {
        type: 'scatter' as const,
        name: 'lots',
        cursor: 'pointer',
        data: lots
          .filter((lot) => lot.rate !== null)
          .map((lot) => ({
            name: lot.lot,
            value: [lot.active_devices, lot.rate],
            symbol: lot.signal ? 'diamond' : 'circle',
            symbolSize: lot.signal ? 15 : 10,
            itemStyle: {
              color: colourOf(lot.standing, colours),
              opacity: 0.85,
              borderColor: colours.surface,
              borderWidth: 1,
            },
            label: { show: shown.has(lot.lot) },
          })),
        label: {
          position: 'top' as const,
          formatter: '{b}',
          color: colours.inkSoft,
          fontFamily: 'inherit',
          fontWeight: 550,
          fontSize: 12,
          textBorderColor: colours.surface,
          textBorderWidth: 3,
        },
        labelLayout: { moveOverlap: 'shiftY' as const },
        tooltip: { formatter: ({ name }: { name: string }) => tipOf(lots.find(({ lot }) => lot === name)) },
      },
    ],
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function tipOf(lot: LotRow | undefined): string {
  if (lot === undefined) return ''
  const number = (value: number | null) => formatValue(value, 'count', null)
  return `<b>${escaped(lot.lot)}</b><br>${number(lot.adverse_events)} adverse events, ${number(lot.active_devices)} active devices<br>${formatValue(lot.rate, 'ratio', null)} per active device`
}
