import { useId } from 'react'
import type { Series } from '../numbers/series.ts'
import { sparkPath } from './spark-path.ts'
import styles from './sparkline.module.css'

interface SparklineProps {
  series: Series
  /** How many points the time axis has. */
  span: number
  width?: number
  height?: number
}

/** The shape of a series, without scale or words: the number beside it says the rest. */
export function Sparkline({ series, span, width = 120, height = 34 }: SparklineProps) {
  const { line, area, open, last } = sparkPath(series, span, width, height)
  const fade = useId()
  return (
    <svg className={styles.spark} viewBox={`-3 -3 ${width + 6} ${height + 6}`} aria-hidden="true">
      <linearGradient id={fade} x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" className={styles.near} />
        <stop offset="1" className={styles.far} />
      </linearGradient>
      <path d={area} fill={`url(#${fade})`} />
      <path d={line} className={styles.line} />
      <path d={open} className={styles.line} data-open />
      {last ? <circle cx={last.x} cy={last.y} r="2.4" className={styles.last} data-open={series.unfinished} /> : null}
    </svg>
  )
}
