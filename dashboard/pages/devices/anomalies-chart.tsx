import { useNavigate } from '@tanstack/react-router'
import { LinesChart, ScatterChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { useCallback } from 'react'
import type { Colours } from '../../charts/colours.ts'
import { Drawing } from '../../charts/drawing.tsx'
import { parseFilters } from '../../filters/search.ts'
import { bucketTitles } from '../../numbers/bucket-title.ts'
import { tracePage } from '../../panels/destination.ts'
import { formatMoment } from '../../time/moment.ts'
import type { Anomaly } from './anomalies-answer.ts'
import styles from './anomalies-chart.module.css'
import { anomaliesOption } from './anomalies-option.ts'

use([ScatterChart, LinesChart, GridComponent, TooltipComponent])

interface AnomaliesChartProps {
  samples: readonly Anomaly[]
  timezone: string
}

/** Anomalous readings against what their own device read before. A click follows one back. */
export default function AnomaliesChart({ samples, timezone }: AnomaliesChartProps) {
  const navigate = useNavigate()
  const option = useCallback(
    (colours: Colours) => {
      const titles = bucketTitles('day', timezone)
      const names = {
        tick: (ms: number) => titles.axis({ time: '', startMs: ms, endMs: ms }),
        full: (moment: string) => formatMoment(moment, timezone),
      }
      return anomaliesOption(samples, names, colours)
    },
    [samples, timezone],
  )
  return (
    <>
      <Drawing
        option={option}
        summary={`${samples.length} readings that do not fit with what their own device read before, each beside its median.`}
        onPick={({ name, seriesName }) => {
          if (seriesName !== 'readings') return
          const search = ((all: Record<string, unknown>) => parseFilters(all)) as never
          void navigate({ ...tracePage(name), search })
        }}
      />
      <ul className={styles.legend} aria-label="Legend of the anomalies">
        <li data-mark="high">higher than usual</li>
        <li data-mark="low">lower than usual</li>
        <li data-mark="median">what the device usually read</li>
      </ul>
    </>
  )
}
