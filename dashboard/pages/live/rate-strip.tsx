import { formatValue } from '../../numbers/value.ts'
import type { Feed, FeedView } from './feed.ts'
import { perSecond } from './rate.ts'
import styles from './rate-strip.module.css'
import { useSeconds } from './use-live.ts'

const digits = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** How fast events come: the rate, and each of the last 60 seconds as a bar. */
export function Pulse({ feed, view }: { feed: Feed; view: FeedView }) {
  const seconds = useSeconds(feed)
  const most = Math.max(1, ...seconds)
  return (
    <div className={styles.pulse}>
      <p className={styles.figure}>
        <span className={styles.value}>{digits.format(perSecond(seconds))}</span> events per second
      </p>
      <svg className={styles.bars} viewBox="0 0 240 40" preserveAspectRatio="none" aria-hidden="true">
        {seconds.map((count, index) => {
          const height = count === 0 ? 1 : Math.max(2, (count / most) * 40)
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place on the axis
          return <rect key={index} x={index * 4} y={40 - height} width="2.6" height={height} data-none={count === 0} />
        })}
      </svg>
      <p className={styles.total}>{formatValue(view.total, 'count', null)} new since the page was opened</p>
    </div>
  )
}
