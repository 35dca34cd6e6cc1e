import { useComputedColorScheme, VisuallyHidden } from '@mantine/core'
import { LineChart as LineSeries } from 'echarts/charts'
import { GridSimpleComponent } from 'echarts/components'
import { type ECharts, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react'
import { type Colours, coloursOf } from './colours.ts'
import { type Marks, namesOf } from './marks.ts'
import styles from './plot.module.css'

use([LineSeries, GridSimpleComponent, SVGRenderer])

/** A point of a series at a step. `colour` is what a style sheet calls it. */
export interface PlotPoint {
  readonly value: number
  readonly colour: string
}

interface PlotProps {
  /** What ECharts draws: a category axis of time and an axis of values. */
  option: (colours: Colours) => object
  /** How many steps the time axis has. */
  steps: number
  /** The points to mark at a step, the most important first. */
  pointsAt: (step: number) => readonly PlotPoint[]
  /** What happened at the steps. */
  marks: Marks
  /** What the chart shows and says, for those who do not see it. */
  summary: string
  /** What is shown at a step. */
  tip: (step: number) => ReactNode
  /** The same in one sentence, read out when the keyboard moves to a step. */
  tipText: (step: number) => string
  /** What a click on a step, or Enter, leads to; `pickHint` says it in a few words. */
  onPick?: (step: number) => void
  pickHint?: string
}

interface Place {
  step: number
  x: number
  points: { y: number; colour: string }[]
}

/**
 * A drawing over time. The pointer or the arrow keys move over the steps; the mark and the tip are ours, because those
 * of ECharts can neither be reached by keyboard nor be read out.
 */
export function Plot({ option, steps, pointsAt, marks, summary, tip, tipText, onPick, pickHint }: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const scheme = useComputedColorScheme('light')
  const [place, setPlace] = useState<Place | null>(null)
  const [width, setWidth] = useState(0)
  const [flags, setFlags] = useState<readonly { step: number; x: number }[]>([])

  useEffect(() => {
    if (canvas.current === null) return
    const made = init(canvas.current, null, { renderer: 'svg' })
    chart.current = made
    const observer = new ResizeObserver(() => {
      made.resize()
      setPlace(null)
      setWidth(made.getWidth())
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
    // Merged, not replaced: a refresh moves the line instead of drawing it again from nothing. Series that are gone go.
    chart.current?.setOption({ ...option(coloursOf(canvas.current)), animation: !still }, { replaceMerge: ['series'] })
  }, [option, scheme])

  // Where a step lies follows from what is drawn and how wide.
  // biome-ignore lint/correctness/useExhaustiveDependencies: read through the chart
  useEffect(() => {
    const made = chart.current
    if (made === null || width === 0) return
    setFlags([...marks.keys()].map((step) => ({ step, x: made.convertToPixel({ xAxisIndex: 0 }, step) })))
  }, [marks, option, width])

  const last = steps - 1
  const show = (wanted: number) => {
    if (chart.current === null || steps === 0) return
    const made = chart.current
    const step = Math.min(Math.max(wanted, 0), last)
    setPlace({
      step,
      x: made.convertToPixel({ xAxisIndex: 0 }, step),
      points: pointsAt(step).map(({ value, colour }) => ({ y: made.convertToPixel({ yAxisIndex: 0 }, value), colour })),
    })
  }

  const follow = (event: PointerEvent) => {
    if (chart.current === null || box.current === null) return
    const x = event.clientX - box.current.getBoundingClientRect().left
    show(Math.round(chart.current.convertFromPixel({ xAxisIndex: 0 }, x)))
  }

  const move = (event: KeyboardEvent) => {
    const here = place?.step ?? last + 1
    const to: Record<string, number> = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }
    const next = to[event.key]
    if (event.key === 'Escape') setPlace(null)
    if (event.key === 'Enter' && place !== null && onPick) onPick(place.step)
    if (next === undefined) return
    event.preventDefault()
    show(next)
  }

  /** A tap shows what is there; only a pointer that hovers has seen it before it presses. */
  const pick = (event: MouseEvent) => {
    const isTap = event.nativeEvent instanceof globalThis.PointerEvent && event.nativeEvent.pointerType === 'touch'
    if (!isTap && place !== null) onPick?.(place.step)
  }

  const shown = place !== null && place.step <= last ? place : null
  const happened = shown === null ? [] : namesOf(marks.get(shown.step) ?? [])
  const leftHalf = shown !== null && box.current !== null && shown.x > box.current.clientWidth / 2
  return (
    <div
      ref={box}
      className={styles.chart}
      role="application"
      aria-label={`${summary} Use the arrow keys to move over it${pickHint ? `, and Enter for ${pickHint}` : ''}.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is reached by keyboard
      tabIndex={0}
      onKeyDown={move}
      onPointerMove={follow}
      onPointerDown={follow}
      onClick={pick}
      data-picks={onPick ? true : undefined}
      onPointerLeave={() => setPlace(null)}
      onBlur={() => setPlace(null)}
    >
      <div ref={canvas} className={styles.canvas} aria-hidden="true" />
      {flags.map(({ step, x }) => (
        <div key={step} className={styles.flag} data-kind={marks.get(step)?.[0]?.kind} style={{ left: x }} />
      ))}
      {shown ? (
        <>
          <div className={styles.rule} style={{ left: shown.x }} />
          {shown.points.map(({ y, colour }) => (
            <div key={colour} className={styles.point} style={{ left: shown.x, top: y, background: colour }} />
          ))}
          <div className={styles.tip} data-side={leftHalf ? 'left' : 'right'} style={{ left: shown.x }}>
            {tip(shown.step)}
            {happened.length > 0 ? (
              <ul className={styles.happened}>
                {happened.map((name) => (
                  <li key={name}>{name}</li>
                ))}
              </ul>
            ) : null}
            {pickHint ? <p className={styles.hint}>Click: {pickHint}</p> : null}
          </div>
        </>
      ) : null}
      <VisuallyHidden aria-live="polite">{shown ? [tipText(shown.step), ...happened].join(' ') : ''}</VisuallyHidden>
    </div>
  )
}
