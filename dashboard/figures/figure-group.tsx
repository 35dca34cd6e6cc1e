import { useId } from 'react'
import type { View } from '../filters/view.ts'
import type { FigureGroup as Group } from './figure.ts'
import { FigureCard } from './figure-card.tsx'
import styles from './figure-group.module.css'
import type { Figures } from './use-figures.ts'

interface FigureGroupProps {
  group: Group
  figures: Figures
  view: View
  selected: string
  onSelect: (metric: string) => void
}

/** Figures that belong together, under their name. */
export function FigureGroup({ group, figures, view, selected, onSelect }: FigureGroupProps) {
  const heading = useId()
  return (
    <section className={styles.group} aria-labelledby={heading}>
      <h2 id={heading} className={styles.title}>
        {group.title}
      </h2>
      <div className={styles.cards} aria-busy={figures.fetching} data-stale={figures.stale || undefined}>
        {group.figures.map((figure) => (
          <FigureCard
            key={figure.metric}
            figure={figure}
            state={figures.of(figure.metric)}
            span={figures.axis.buckets.length}
            unapplied={figures.unapplied(figure.metric)}
            view={view}
            selected={figure.metric === selected}
            onSelect={() => onSelect(figure.metric)}
          />
        ))}
      </div>
    </section>
  )
}
