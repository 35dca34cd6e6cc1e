import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { attentionQuery } from '../../api/attention.ts'
import { catalogueQuery } from '../../api/catalogue.ts'
import { asProblem } from '../../api/problem.ts'
import { useView } from '../../filters/view.ts'
import { leftOutTitles, type Sentence, sentenceOf } from './attention-words.ts'
import styles from './needs-attention.module.css'

function Line({ sentence: { subject, rest, lead, tone } }: { sentence: Sentence }) {
  return (
    <li data-tone={tone}>
      <Link
        to={lead.to as never}
        params={(lead.params ?? {}) as never}
        search={(lead.search ?? {}) as never}
        className={styles.subject}
      >
        {subject}
      </Link>
      {rest.startsWith(':') ? rest : ` ${rest}`}
    </li>
  )
}

/** What needs attention now, in a few sentences, each leading to where it can be looked into. */
export function NeedsAttention() {
  const { timezone } = useView()
  const { data, error } = useQuery(attentionQuery(timezone))
  const measures = useQuery(catalogueQuery).data?.measures
  const sentences =
    measures &&
    data?.items.flatMap(
      (item) =>
        sentenceOf(
          item,
          measures.find(({ id }) => id === item.metric),
          timezone,
        ) ?? [],
    )
  return (
    <section
      className={styles.panel}
      aria-labelledby="needs-attention"
      aria-busy={sentences === undefined && error === null}
    >
      <div className={styles.head}>
        <h2 id="needs-attention" className={styles.title}>
          Needs attention
        </h2>
        <p className={styles.meta}>Last 7 days against the 7 before, without filters</p>
      </div>
      {error ? (
        <p className={styles.failed} role="alert">
          {asProblem(error).title}
        </p>
      ) : null}
      {sentences === undefined && error === null ? <p className={styles.meta}>Looking …</p> : null}
      {sentences?.length === 0 ? <p className={styles.nothing}>Nothing needs attention.</p> : null}
      {sentences === undefined || sentences.length === 0 ? null : (
        <ul className={styles.list}>
          {sentences.map((sentence) => (
            <Line key={`${sentence.subject} ${sentence.rest}`} sentence={sentence} />
          ))}
        </ul>
      )}
      {data?.left_out.map((part) => (
        <p key={part} className={styles.meta}>
          {leftOutTitles[part]}
        </p>
      ))}
    </section>
  )
}
