import { Modal } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId } from 'react'
import type { View } from '../filters/view.ts'
import { parsePageSearch } from './page-search.ts'
import type { PanelGroup } from './panel.ts'
import { PanelFrame } from './panel-frame.tsx'
import styles from './panel-grid.module.css'

function Group({
  group: { title, controls, panels },
  view,
  onLarge,
}: {
  group: PanelGroup
  view: View
  onLarge: (id?: string) => void
}) {
  const heading = useId()
  return (
    <section className={styles.group} aria-labelledby={title ? heading : undefined}>
      {title ? (
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
      ) : null}
      {controls ? <div className={styles.controls}>{controls}</div> : null}
      <div className={styles.grid}>
        {panels.map((panel) => (
          <PanelFrame key={panel.id} panel={panel} view={view} large={false} onLarge={() => onLarge(panel.id)} />
        ))}
      </div>
    </section>
  )
}

/** The panels of a page; the one that the address names fills the screen. */
export default function PanelGrid({ groups, view }: { groups: readonly PanelGroup[]; view: View }) {
  const { panel: largeId } = parsePageSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const onLarge = (id?: string) =>
    void navigate({ to: '.', search: (search) => ({ ...search, panel: id }) as never, resetScroll: false })
  const large = groups.flatMap(({ panels }) => panels).find(({ id }) => id === largeId)
  return (
    <>
      {groups.map((group) => (
        <Group key={group.panels[0]?.id} group={group} view={view} onLarge={onLarge} />
      ))}
      {large ? (
        <Modal opened fullScreen withCloseButton={false} onClose={() => onLarge()} aria-label={large.title}>
          <PanelFrame panel={large} view={view} large onLarge={() => onLarge()} />
        </Modal>
      ) : null}
    </>
  )
}
