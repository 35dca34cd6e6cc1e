import { useComputedColorScheme, VisuallyHidden } from '@mantine/core'
import { LineChart as LineSeries } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { type ECharts, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import styles from './line-chart.module.css'
import { type LineColours, type LineData, lineOption } from './line-option.ts'

use([LineSeries, GridComponent, SVGRenderer])

interface LineChartProps {
  data: LineData
  /** What the chart shows and says, for those who do not see it. */
  summary: string
  formatTick: (value: number) => string
  /** What is shown at a step. */
  tip: (step: number) => ReactNode
  /** The same in one sentence, read out when the keyboard moves to a step. */
  tipText: (step: number) => string
}

function coloursOf(element: Element): LineColours {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    accent: read('--accent'),
    previous: read('--previous'),
    line: read('--line'),
    ink: read('--ink-faint'),
    surface: read('--surface'),
  }
}

interface Place {
  step: number
  x: number
  /** The heights of the points at the step, current before previous. */
  points: { y: number; of: 'current' | 'previous' }[]
}

function placeOf(chart: ECharts, data: LineData, step: number): Place {
  const at = (value: number | null | undefined, of: 'current' | 'previous') =>
    value === null || value === undefined ? [] : [{ y: chart.convertToPixel({ yAxisIndex: 0 }, value), of }]
  return {
    step,
    x: chart.convertToPixel({ xAxisIndex: 0 }, step),
    points: [...at(data.current[step], 'current'), ...at(data.previous[step], 'previous')],
  }
}

/**
 * A line and, fainter, the one to compare it with. The pointer or the arrow keys move over the steps; the mark and
 * the tip are ours, because those of ECharts can neither be reached by keyboard nor be read out.
 */
export default function LineChart({ data, summary, formatTick, tip, tipText }: LineChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const scheme = useComputedColorScheme('light')
  const [place, setPlace] = useState<Place | null>(null)

  useEffect(() => {
    if (canvas.current === null) return
    const made = init(canvas.current, null, { renderer: 'svg' })
    chart.current = made
    const observer = new ResizeObserver(() => {
      made.resize()
      setPlace(null)
    })
    observer.observe(canvas.current)
    return () => {
      observer.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  // The scheme changes the values of the colours, not their names.
  // biome-ignore lint/correctness/useExhaustiveDependencies: read through getComputedStyle
  useEffect(() => {
    if (canvas.current === null) return
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const option = lineOption(data, coloursOf(canvas.current), formatTick)
    // Merged, not replaced: a refresh moves the line instead of drawing it again from nothing.
    chart.current?.setOption({ ...option, animation: !still })
  }, [data, formatTick, scheme])

  const show = (step: number) => {
    if (chart.current === null || data.labels.length === 0) return
    setPlace(placeOf(chart.current, data, Math.min(Math.max(step, 0), data.labels.length - 1)))
  }

  const follow = (event: PointerEvent) => {
    if (chart.current === null || box.current === null) return
    const x = event.clientX - box.current.getBoundingClientRect().left
    show(Math.round(chart.current.convertFromPixel({ xAxisIndex: 0 }, x)))
  }

  const last = data.labels.length - 1
  const move = (event: KeyboardEvent) => {
    const here = place?.step ?? last + 1
    const steps: Record<string, number> = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }
    const next = steps[event.key]
    if (event.key === 'Escape') setPlace(null)
    if (next === undefined) return
    event.preventDefault()
    show(next)
  }

  const shown = place !== null && place.step <= last ? place : null
  const leftHalf = shown !== null && box.current !== null && shown.x > box.current.clientWidth / 2
  return (
    <div
      ref={box}
      className={styles.chart}
      role="application"
      aria-label={`${summary} Use the arrow keys to move over it.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is reached by keyboard
      tabIndex={0}
      onKeyDown={move}
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => setPlace(null)}
      onBlur={() => setPlace(null)}
    >
      <div ref={canvas} className={styles.canvas} aria-hidden="true" />
      {shown ? (
        <>
          <div className={styles.rule} style={{ left: shown.x }} />
          {shown.points.map(({ y, of }) => (
            <div key={of} className={styles.point} data-of={of} style={{ left: shown.x, top: y }} />
          ))}
          <div className={styles.tip} data-side={leftHalf ? 'left' : 'right'} style={{ left: shown.x }}>
            {tip(shown.step)}
          </div>
        </>
      ) : null}
      <VisuallyHidden aria-live="polite">{shown ? tipText(shown.step) : ''}</VisuallyHidden>
    </div>
  )
}
