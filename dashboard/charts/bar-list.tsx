import type { Change } from '../numbers/change.ts'
import { ChangeMark } from '../numbers/change-mark.tsx'
import styles from './bar-list.module.css'

export interface Bar {
  readonly key: string
  readonly title: string
  /** The length of the bar. */
  readonly value: number
  readonly text: string
  /** The value to the last digit. */
  readonly full: string
  readonly change?: Change
  /** A second number, without a bar. */
  readonly beside?: string
  readonly onPick?: () => void
  readonly tone?: 'good' | 'bad' | 'warn'
}

interface BarListProps {
  /** What the list is about, for those who do not see it. */
  title: string
  bars: readonly Bar[]
  /** The value of a bar of the whole width; without it the largest has it. */
  full?: number
  /** What the second numbers are. */
  besideTitle?: string
}

/** Values as bars in words: each row can be read, and picked, by keyboard. */
export function BarList({ title, bars, full, besideTitle }: BarListProps) {
  const most = full ?? Math.max(...bars.map(({ value }) => value), 0)
  return (
    <ol className={styles.list} aria-label={title}>
      {bars.map(({ key, title: name, value, text, full: whole, change, beside, onPick, tone }) => {
        const content = (
          <>
            <span className={styles.name}>{name}</span>
            <span className={styles.numbers}>
              {beside === undefined ? null : (
                <span className={styles.beside} title={besideTitle}>
                  {beside}
                </span>
              )}
              <span className={styles.value} title={whole}>
                {text}
              </span>
              {change ? <ChangeMark change={change} /> : null}
            </span>
            <span className={styles.track} aria-hidden="true">
              <span
                className={styles.bar}
                data-tone={tone}
                data-empty={value <= 0 || undefined}
                style={{ width: `${most === 0 ? 0 : Math.min(100, Math.max(0, (value / most) * 100))}%` }}
              />
            </span>
          </>
        )
        return (
          <li key={key}>
            {onPick ? (
              <button type="button" className={styles.row} onClick={onPick} title={`Show only ${name}`}>
                {content}
              </button>
            ) : (
              <div className={styles.row}>{content}</div>
            )}
          </li>
        )
      })}
    </ol>
  )
}
