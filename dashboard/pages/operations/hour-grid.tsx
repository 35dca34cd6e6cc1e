import styles from './hour-grid.module.css'
import { byDay, type CountedHour, sentenceOf, stateOf } from './hours.ts'

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** A square for each hour, a row for each day: full where all stores agree, pale where only the archive is still due. */
export function HourGrid({ hours, archiveIsLate }: { hours: readonly CountedHour[]; archiveIsLate: boolean }) {
  const behind = hours.filter((it) => stateOf(it, archiveIsLate) === 'behind')
  return (
    <>
      <div className={styles.grid} role="img" aria-label={`${hours.length} hours, ${behind.length} incomplete`}>
        {byDay(hours).map(({ day, hours: some }) => (
          <div key={day} className={styles.day}>
            <span className={styles.name}>{dayName.format(Date.parse(day))}</span>
            {some.map((it, hour) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day never change places
                key={hour}
                className={styles.hour}
                data-state={it === null ? undefined : stateOf(it, archiveIsLate)}
                title={it === null ? undefined : sentenceOf(it)}
              />
            ))}
          </div>
        ))}
      </div>
      <ul className={styles.legend} aria-label="Legend of completeness">
        <li>
          <span className={styles.hour} data-state="complete" /> ledger = log = warehouse = archive
        </li>
        <li>
          <span className={styles.hour} data-state="archive_due" /> ledger = log = warehouse; the archive follows at the
          end of the hour
        </li>
        <li>
          <span className={styles.hour} data-state="behind" /> not yet
        </li>
        <li>
          <span className={styles.hour} /> no event occurred
        </li>
      </ul>
      {behind.length > 0 ? (
        <ul className={styles.differing}>
          {behind.slice(-5).map((it) => (
            <li key={it.hour}>{sentenceOf(it)}</li>
          ))}
        </ul>
      ) : null}
    </>
  )
}
