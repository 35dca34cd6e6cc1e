import { useNavigate } from '@tanstack/react-router'
import { SankeyChart as SankeySeries } from 'echarts/charts'
import { TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { useCallback } from 'react'
import type { Colours } from '../../charts/colours.ts'
import { Drawing } from '../../charts/drawing.tsx'
import styles from './sankey-chart.module.css'
import { type Flow, nodeTitle, sankeyOption } from './sankey-option.ts'

use([SankeySeries, TooltipComponent])

/** The flow from what to what. A click on an event begins the journeys there. */
export default function SankeyChart({ flow }: { flow: Flow }) {
  const navigate = useNavigate()
  const option = useCallback((colours: Colours) => sankeyOption(flow, colours), [flow])
  const levels = Math.max(...flow.nodes.map(({ level }) => level)) + 1
  const begin = flow.nodes.find(({ level }) => level === 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.box} tabIndex={0} aria-label="Flow of the journeys">
      <div style={{ minWidth: levels * 190 }}>
        <Drawing
          option={option}
          height={460}
          summary={`What was done next on ${levels} levels, from ${nodeTitle(begin?.name ?? 'the first event')} on; the paths are listed below.`}
          onPick={({ name }) => {
            const event = flow.nodes.find(({ id }) => id === name)?.name
            if (event === undefined || !event.includes('.')) return
            void navigate({ to: '.', search: (search) => ({ ...search, start: event }) as never, resetScroll: false })
          }}
        />
      </div>
    </section>
  )
}
