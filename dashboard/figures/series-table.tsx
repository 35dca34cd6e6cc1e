import styles from './series-table.module.css'
import type { Step } from './steps.ts'

/** The same numbers as in the chart, newest first, to be read or copied. */
export function SeriesTable({ title, steps }: { title: string; steps: readonly Step[] }) {
  const isObserved = steps.some(({ observed }) => observed !== null)
  const begun = steps.filter(({ current }) => current !== null)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too
    <section className={styles.box} tabIndex={0} aria-label={`${title} as a table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">This period</th>
            {isObserved ? <th scope="col">Rests on</th> : null}
            <th scope="col">Before</th>
          </tr>
        </thead>
        <tbody>
          {begun.toReversed().map((step) => (
            <tr key={step.time}>
              <th scope="row">
                {step.title}
                {step.unfinished ? <span className={styles.running}> incomplete</span> : null}
              </th>
              <td>{step.current}</td>
              {isObserved ? <td className={styles.previous}>{step.observed}</td> : null}
              <td className={styles.previous}>{step.previous}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
