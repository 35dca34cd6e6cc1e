import type { CSSProperties } from 'react'
import { heatOf } from './heat.ts'
import styles from './heat-table.module.css'

type Tone = 'good' | 'bad' | 'warn'

export interface HeatCell {
  readonly row: string
  readonly column: string
  readonly value: number
  readonly text: string
  /** In place of a shade. */
  readonly tone?: Tone
  /** What the tone means, for those who do not see it. */
  readonly word?: string
}

interface HeatTableProps {
  title: string
  /** What the rows are. */
  rowTitle: string
  cells: readonly HeatCell[]
  /** What the tones mean. */
  legend: readonly { readonly tone: Tone; readonly text: string }[]
  onRow?: (row: string) => void
  onColumn?: (column: string) => void
}

function Heading({ name, onPick }: { name: string; onPick: ((name: string) => void) | undefined }) {
  if (onPick === undefined) return name
  return (
    <button type="button" className={styles.pick} onClick={() => onPick(name)} title={`Show only ${name}`}>
      {name}
    </button>
  )
}

/** Numbers by two dimensions, the stronger the shade the larger. Rows and columns are in the order of their first occurrence. */
export function HeatTable({ title, rowTitle, cells, legend, onRow, onColumn }: HeatTableProps) {
  const columns = [...new Set(cells.map(({ column }) => column))].toSorted()
  const rows = [...Map.groupBy(cells, ({ row }) => row)]
  const most = Math.max(...cells.map(({ value }) => value), 0)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
      <section className={styles.box} tabIndex={0} aria-label={`${title}, shaded`}>
        <table className={styles.table} style={{ minWidth: 96 + columns.length * 84 }}>
          <thead>
            <tr>
              <th scope="col">{rowTitle}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  <Heading name={column} onPick={onColumn} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([row, own]) => (
              <tr key={row}>
                <th scope="row">
                  <Heading name={row} onPick={onRow} />
                </th>
                {columns.map((column) => {
                  const cell = own.find((it) => it.column === column)
                  if (cell === undefined) return <td key={column} />
                  return (
                    <td
                      key={column}
                      data-tone={cell.tone}
                      style={{ '--heat': `${heatOf(cell.value, most)}%` } as CSSProperties}
                      title={cell.word}
                    >
                      {cell.text}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul className={styles.legend} aria-label={`Legend of ${title}`}>
        <li>stronger shade = more</li>
        {legend.map(({ tone, text }) => (
          <li key={tone}>
            <span className={styles.sample} data-tone={tone} />
            {text}
          </li>
        ))}
      </ul>
    </>
  )
}
