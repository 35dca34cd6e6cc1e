import { Button } from '@mantine/core'
import { useState } from 'react'
import type { DeadLetterGroup } from '../../api/dead-letters.ts'
import { formatMoment } from '../../time/moment.ts'
import { LetterDrawer } from './letter-drawer.tsx'
import styles from './letters.module.css'

/** Dead letters by cause; each group can be opened, corrected and replayed. */
export default function LetterGroups({ groups, timezone }: { groups: readonly DeadLetterGroup[]; timezone: string }) {
  const [open, setOpen] = useState<DeadLetterGroup | null>(null)
  return (
    <>
      <ul className={styles.groups}>
        {groups.map((group) => (
          <li key={`${group.cause} ${group.type} ${group.producer}`}>
            <span className={styles.letters}>{group.letters.toLocaleString('en')}</span>
            <span className={styles.cause}>
              {group.cause.replaceAll('_', ' ')}
              <span className={styles.from}>
                {group.type ?? 'no type'} from {group.producer ?? 'no producer'}, last{' '}
                {formatMoment(group.last_at, timezone)}
              </span>
            </span>
            <Button size="xs" variant="default" onClick={() => setOpen(group)}>
              Look and mend
            </Button>
          </li>
        ))}
      </ul>
      {open ? <LetterDrawer group={open} timezone={timezone} onClose={() => setOpen(null)} /> : null}
    </>
  )
}
