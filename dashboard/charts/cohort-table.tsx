import type { CSSProperties } from 'react'
import styles from './cohort-table.module.css'

export interface CohortRow {
  readonly title: string
  readonly size: string
  readonly cells: readonly {
    readonly share: number | null
    readonly text: string
    readonly full: string
    readonly incomplete?: boolean
  }[]
}

interface CohortTableProps {
  title: string
  heads: readonly string[]
  rows: readonly CohortRow[]
}

/** The largest share after the first column, which holds all: it has the strongest shade, so that the others differ. */
const strongest = (rows: readonly CohortRow[]) =>
  Math.max(...rows.flatMap(({ cells }) => cells.slice(1).map(({ share }) => share ?? 0)), 0) || 1

/** In per cent of the accent: with no more than that, the ink on it keeps its contrast in both schemes. */
const mostShade = 45

/** Shares as a table whose cells are the darker the more, with the numbers in them. */
export function CohortTable({ title, heads, rows }: CohortTableProps) {
  const most = strongest(rows)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.box} tabIndex={0} aria-label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ title: name, size, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={styles.size}>{size}</td>
              {cells.map(({ share, text, full, incomplete }, step) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
                  key={step}
                  title={full}
                  className={styles.cell}
                  data-incomplete={incomplete || undefined}
                  style={{ '--heat': `${Math.round(Math.min(1, (share ?? 0) / most) * mostShade)}%` } as CSSProperties}
                >
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
