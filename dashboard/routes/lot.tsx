import { Button } from '@mantine/core'
import { IconFileTypeCsv } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { parseFilters } from '../filters/search.ts'
import { lotGroups } from '../panels/lots/lot-groups.ts'
import { PanelsPage } from '../panels/panels-page.tsx'
import styles from './lot.module.css'

/** Everything about one lot, and the list of all whom a recall must reach. */
export function Lot() {
  const { lot } = useParams({ from: '/signed-in/lots/$lot' })
  const groups = useMemo(() => lotGroups(lot), [lot])
  const recall = `/analytics/lots/${encodeURIComponent(lot)}/recall?format=csv`
  return (
    <PanelsPage
      title={`Lot ${lot}`}
      groups={groups}
      aside={
        <div className={styles.actions}>
          <Link to="/lots" search={(search) => parseFilters(search) as never} className={styles.back}>
            All lots
          </Link>
          <Button
            component="a"
            href={recall}
            download={`recall-${lot}.csv`}
            size="xs"
            variant="default"
            leftSection={<IconFileTypeCsv size={16} stroke={1.7} />}
          >
            Download recall list (CSV)
          </Button>
        </div>
      }
    />
  )
}
