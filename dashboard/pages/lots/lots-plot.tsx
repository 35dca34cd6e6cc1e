import { useNavigate } from '@tanstack/react-router'
import { LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { useCallback } from 'react'
import type { Colours } from '../../charts/colours.ts'
import { Drawing } from '../../charts/drawing.tsx'
import { parseFilters } from '../../filters/search.ts'
import { formatValue } from '../../numbers/value.ts'
import { standingTitles } from './control-limits.ts'
import styles from './lots-plot.module.css'
import { type PlotData, plotOption } from './plot-option.ts'

use([ScatterChart, LineChart, GridComponent, TooltipComponent, LabelLayout])

/** Every lot by its devices and its rate of adverse events, between what chance explains. A click opens a lot. */
export default function LotsPlot({ data }: { data: PlotData }) {
  const navigate = useNavigate()
  const option = useCallback((colours: Colours) => plotOption(data, colours), [data])
  const far = data.lots.filter((lot) => lot.standing === 'far_above')
  const rate = formatValue(data.rate, 'ratio', null)
  return (
    <>
      <Drawing
        option={option}
        height={400}
        summary={`Adverse events per active device of ${data.lots.length} lots against the ${rate} of all; ${far.length} ${standingTitles.far_above}${far.length > 0 ? `: ${far.map(({ lot }) => lot).join(', ')}` : ''}.`}
        onPick={({ name, seriesName }) => {
          if (seriesName !== 'lots') return
          const search = ((all: Record<string, unknown>) => parseFilters(all)) as never
          void navigate({ to: '/lots/$lot', params: { lot: name }, search })
        }}
      />
      <ul className={styles.legend} aria-label="Legend of the funnel plot">
        <li data-mark="far">above the 99.8 % limit</li>
        <li data-mark="above">above the 95 % limit</li>
        <li data-mark="within">within the limits</li>
        <li data-mark="signal">◆ disproportionate reporting (PRR)</li>
        <li data-line="solid">99.8 % limits</li>
        <li data-line="dashed">95 % limits</li>
        <li
          data-line="overall"
          title="A device counts in every lot that it had: the rate is below that of devices on the overview, where each counts once."
        >
          all lots, a device in each of its lots: {rate}
        </li>
      </ul>
    </>
  )
}
