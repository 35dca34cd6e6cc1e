import { ActionIcon, Menu } from '@mantine/core'
import {
  IconChartBar,
  IconDots,
  IconFileTypeCsv,
  IconMaximize,
  IconMinimize,
  IconPhotoDown,
  IconTable,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { View } from '../filters/view.ts'
import { fileName, saveFile } from './save-file.ts'
import { csvOf, type Table } from './table.ts'

interface PanelMenuProps {
  title: string
  view: View
  table: Table | null
  /** Undefined where a table is all there is. */
  form: 'chart' | 'table' | undefined
  onForm: (form: 'chart' | 'table') => void
  large: boolean
  onLarge: (large: boolean) => void
  /** The panel as it appears on the page, for a picture. */
  element: () => HTMLElement | null
}

const icon = { size: 16, stroke: 1.7 } as const

/** What can be done with a panel: another form, a file, the whole screen. */
export function PanelMenu({ title, view, table, form, onForm, large, onLarge, element }: PanelMenuProps) {
  const [failure, setFailure] = useState<string | null>(null)
  const { from, to } = view.range

  const saveCsv = () => {
    if (table === null) return
    saveFile(fileName(title, from, to, 'csv'), new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }))
  }
  const savePng = async () => {
    const shown = element()
    if (shown === null) return
    try {
      const { toBlob } = await import('html-to-image')
      const backgroundColor = getComputedStyle(shown).backgroundColor
      const picture = await toBlob(shown, { pixelRatio: 2, backgroundColor, filter: isPictured })
      if (picture === null) throw new Error('the browser drew nothing')
      saveFile(fileName(title, from, to, 'png'), picture)
      setFailure(null)
    } catch (error) {
      setFailure(`No picture could be made: ${error instanceof Error ? error.message : 'the browser refused'}.`)
    }
  }

  return (
    <>
      {failure ? <span role="alert">{failure}</span> : null}
      <Menu position="bottom-end" shadow="md" width={200}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`More for ${title}`} data-not-pictured>
            <IconDots {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {form === 'chart' ? (
            <Menu.Item leftSection={<IconTable {...icon} />} disabled={table === null} onClick={() => onForm('table')}>
              Show as a table
            </Menu.Item>
          ) : null}
          {form === 'table' ? (
            <Menu.Item leftSection={<IconChartBar {...icon} />} onClick={() => onForm('chart')}>
              Show as a chart
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconFileTypeCsv {...icon} />} disabled={table === null} onClick={saveCsv}>
            Download CSV
          </Menu.Item>
          <Menu.Item leftSection={<IconPhotoDown {...icon} />} disabled={table === null} onClick={() => void savePng()}>
            Download PNG
          </Menu.Item>
          <Menu.Item
            leftSection={large ? <IconMinimize {...icon} /> : <IconMaximize {...icon} />}
            onClick={() => onLarge(!large)}
          >
            {large ? 'Back to the page' : 'Full screen'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

const isPictured = (node: Node) => !(node instanceof Element && node.hasAttribute('data-not-pictured'))
