import styles from './columns.module.css'

export interface Column {
  /** What stands below the column; unique. */
  readonly title: string
  /** The height of the column. */
  readonly value: number
  readonly text: string
  /** The value to the last digit. */
  readonly full: string
  readonly tone?: 'good' | 'bad' | 'warn'
}

/** Values of what has an order of its own, as columns: bins, positions, ages. In words, so that it can be read out. */
export function Columns({ title, columns }: { title: string; columns: readonly Column[] }) {
  const most = Math.max(...columns.map(({ value }) => value), 0)
  return (
    <ol className={styles.columns} aria-label={title} style={{ gridTemplateColumns: `repeat(${columns.length}, 1fr)` }}>
      {columns.map(({ title: name, value, text, full, tone }) => (
        <li key={name} className={styles.column} title={`${name}: ${full}`}>
          <span className={styles.name}>{name}</span>
          <span className={styles.value}>{text}</span>
          <span className={styles.track} aria-hidden="true">
            <span
              className={styles.bar}
              data-tone={tone}
              data-empty={value <= 0 || undefined}
              style={{ height: `${most === 0 ? 0 : (Math.max(0, value) / most) * 100}%` }}
            />
          </span>
        </li>
      ))}
    </ol>
  )
}
