import { useComputedColorScheme } from '@mantine/core'
import { type ECharts, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { type Colours, coloursOf } from './colours.ts'
import styles from './drawing.module.css'

use([SVGRenderer])

interface DrawingProps {
  /** What ECharts draws; the caller registers the parts that it needs (`use` of echarts/core). */
  option: (colours: Colours) => object
  /** What is to be seen, in a sentence; the numbers are in the panel's table. */
  summary: string
  /** In pixels. */
  height?: number
  /** Called with the name and data of what was clicked. */
  onPick?: (picked: { name: string; data: unknown; seriesName: string }) => void
}

/**
 * A drawing that is not over time: a flow, a map, a scatter plot. Readers without a pointer find the same numbers in
 * the panel's table.
 */
export function Drawing({ option, summary, height = 340, onPick }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const picked = useRef(onPick)
  const scheme = useComputedColorScheme('light')
  picked.current = onPick

  useEffect(() => {
    if (box.current === null) return
    const made = init(box.current, null, { renderer: 'svg' })
    chart.current = made
    made.on('click', (event) => {
      const { name, data, seriesName } = event as { name: string; data: unknown; seriesName: string }
      picked.current?.({ name, data, seriesName })
    })
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(box.current)
    return () => {
      observer.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes the values of the colours
  useEffect(() => {
    if (box.current === null) return
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    const colours = coloursOf(box.current)
    const tooltip = {
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.inkSoft, fontFamily: 'inherit', fontSize: 13 },
      confine: true,
    }
    const { tooltip: own, ...rest } = option(colours) as { tooltip?: object }
    chart.current?.setOption({ ...rest, tooltip: { ...tooltip, ...own }, animation: !still }, { notMerge: true })
  }, [option, scheme])

  return <div ref={box} className={styles.drawing} role="img" aria-label={summary} style={{ height }} />
}
