import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { parsePageSearch } from '../panels/page-search.ts'

/** Switches the page to the form for a wall display, and back. */
export function WallButton() {
  const { display } = parsePageSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const isWall = display === 'wall'
  const turn = () =>
    void navigate({
      to: '.',
      search: (search) => ({ ...search, display: isWall ? undefined : 'wall' }) as never,
      resetScroll: false,
    })
  return (
    <Button size="xs" variant="default" onClick={turn} aria-pressed={isWall}>
      Wall display
    </Button>
  )
}
