import styles from './hour-grid.module.css'
import { byDay, type CountedHour, sentenceOf } from './hours.ts'

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** A square for each hour, a row for each day: whole where all stores agree. */
export function HourGrid({ hours }: { hours: readonly CountedHour[] }) {
  const incomplete = hours.filter(({ complete }) => !complete)
  return (
    <>
      <div className={styles.grid} role="img" aria-label={`${hours.length} hours, ${incomplete.length} incomplete`}>
        {byDay(hours).map(({ day, hours: some }) => (
          <div key={day} className={styles.day}>
            <span className={styles.name}>{dayName.format(Date.parse(day))}</span>
            {some.map((it, hour) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day never change places
                key={hour}
                className={styles.hour}
                data-complete={it === null ? undefined : it.complete}
                title={it === null ? undefined : sentenceOf(it)}
              />
            ))}
          </div>
        ))}
      </div>
      <ul className={styles.legend} aria-label="Legend of completeness">
        <li>
          <span className={styles.hour} data-complete="true" /> ledger = log = warehouse = archive
        </li>
        <li>
          <span className={styles.hour} data-complete="false" /> not yet
        </li>
        <li>
          <span className={styles.hour} /> no event occurred
        </li>
      </ul>
      {incomplete.length > 0 ? (
        <ul className={styles.differing}>
          {incomplete.slice(-5).map((it) => (
            <li key={it.hour}>{sentenceOf(it)}</li>
          ))}
        </ul>
      ) : null}
    </>
  )
}
