import { useMemo, useState } from 'react'
import { PageLink } from './page-link.tsx'
import styles from './panel-table.module.css'
import { type Cell, cellText, type Table } from './table.ts'

interface Order {
  readonly column: number
  readonly descending: boolean
}

/** Nulls last, either way. */
function compare(a: Cell | undefined, b: Cell | undefined): number {
  if (a === b) return 0
  if (a === null || a === undefined) return 1
  if (b === null || b === undefined) return -1
  return a < b ? -1 : 1
}

export function ordered(rows: Table['rows'], order: Order | null): Table['rows'] {
  if (order === null) return rows
  const { column, descending } = order
  const known = rows.filter((row) => row[column] !== null && row[column] !== undefined)
  const unknown = rows.filter((row) => !known.includes(row))
  return [...known.toSorted((a, b) => compare(a[column], b[column]) * (descending ? -1 : 1)), ...unknown]
}

interface PanelTableProps {
  title: string
  table: Table
  /** Called with the first cell of a row and its number. */
  onPick?: (value: string, row: number) => void
}

/** A panel's numbers to be read, ordered and copied. */
export function PanelTable({ title, table, onPick }: PanelTableProps) {
  const { columns, rows, currency } = table
  const [order, setOrder] = useState<Order | null>(null)
  const shown = useMemo(() => ordered(rows, order), [rows, order])
  const turn = (column: number) =>
    setOrder((was) =>
      was?.column === column
        ? { column, descending: !was.descending }
        : { column, descending: columns[column]?.unit !== 'text' },
    )
  const sorting = (column: number) =>
    order?.column !== column ? 'none' : order.descending ? 'descending' : 'ascending'
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.box} tabIndex={0} aria-label={`${title} as a table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ id, title: name, unit }, column) => (
              <th key={id} scope="col" data-unit={unit} aria-sort={sorting(column)}>
                <button type="button" className={styles.sort} onClick={() => turn(column)}>
                  {name}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={JSON.stringify(row)}>
              {columns.map((column, index) => {
                const cell = row[index]
                const plain = cellText(cell, column, currency)
                const leads = column.page !== undefined && typeof cell === 'string'
                const text = leads ? <PageLink destination={column.page(cell, row)}>{plain}</PageLink> : plain
                if (index > 0)
                  return (
                    <td key={column.id} data-unit={column.unit} data-tone={column.tone?.(cell ?? null)}>
                      {text}
                    </td>
                  )
                return (
                  <th key={column.id} scope="row" data-unit={column.unit}>
                    {onPick ? (
                      <button
                        type="button"
                        className={styles.pick}
                        onClick={() => onPick(String(row[0] ?? ''), rows.indexOf(row))}
                      >
                        {text}
                      </button>
                    ) : (
                      text
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
