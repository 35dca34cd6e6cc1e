import { markPlaces } from './mark-places.ts'
import styles from './spread-list.module.css'

export interface Mark {
  /** What the mark is: "p95". */
  readonly title: string
  readonly value: number | null
  readonly text: string
}

export interface Spread {
  readonly key: string
  readonly title: string
  /** In rising order. */
  readonly marks: readonly Mark[]
  readonly onPick?: () => void
}

/** Quantiles side by side, all on one scale from zero: how far the slow lie from the usual. */
export function SpreadList({ title, spreads }: { title: string; spreads: readonly Spread[] }) {
  const most = Math.max(...spreads.flatMap(({ marks }) => marks.map(({ value }) => value ?? 0)), 0)
  return (
    <ol className={styles.list} aria-label={title}>
      {spreads.map(({ key, title: name, marks, onPick }) => {
        const places = markPlaces(marks, most)
        const [first, last] = [places[0], places.at(-1)]
        const content = (
          <>
            <span className={styles.name}>{name}</span>
            <span className={styles.numbers}>
              {marks.map((mark, index) => (
                <span key={mark.title} className={styles.number} data-mark={index}>
                  <span className={styles.label}>{mark.title}</span> {mark.text}
                </span>
              ))}
            </span>
            <span className={styles.track} aria-hidden="true">
              {first && last ? (
                <span className={styles.reach} style={{ left: `${first.at}%`, width: `${last.at - first.at}%` }} />
              ) : null}
              {places.map(({ mark, at }) => (
                <span key={mark} className={styles.mark} data-mark={mark} style={{ left: `${at}%` }} />
              ))}
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
