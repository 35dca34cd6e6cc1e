import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { NavigationPage } from '../shell/navigation-page.ts'
import { type Command, matching } from './command.ts'
import styles from './palette.module.css'
import { useSubjectCommands } from './subject-commands.ts'
import { useActionCommands } from './use-action-commands.ts'
import { usePaletteCommands } from './use-commands.ts'
import { useFound } from './use-found.ts'
import { usePanelCommands } from './use-panel-commands.ts'

/** An id in the document has no spaces. */
const slug = (id: string) => id.replaceAll(/\s/g, '-')

/** More could not be looked through. */
const mostShown = 60

interface PaletteProps {
  /** Those that have a key, too. */
  commands: readonly Command[]
  /** Those that the reader may open. */
  pages: readonly NavigationPage[]
  onClose: () => void
}

/** Everything that there is and that can be done, found by typing. */
export default function Palette({ commands, pages, onClose }: PaletteProps) {
  const list = useId()
  const more = usePaletteCommands()
  const [typed, setTyped] = useState('')
  // By its id: what is found later may come to stand above it.
  const [chosenId, setChosenId] = useState<string | null>(null)
  const panels = usePanelCommands(pages)
  const actions = useActionCommands()
  const { exact, others, isSearching, problem } = useFound(typed)
  const subjects = useSubjectCommands(typed)
  const named = matching([...commands, ...actions, ...more, ...panels], typed)
  const found = [...exact, ...named.slice(0, mostShown), ...others, ...subjects]
  const at = Math.max(
    0,
    found.findIndex(({ id }) => id === chosenId),
  )
  const chosen = found[at]
  const option = useRef<HTMLDivElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the option in view follows the choice
  useEffect(() => {
    option.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen?.id])

  const run = (command: Command) => {
    onClose()
    command.run()
  }
  const move = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method until a character is composed.
    if (event.nativeEvent.isComposing) return
    const last = found.length - 1
    const to = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      setChosenId(found[to]?.id ?? null)
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault()
      run(chosen)
    }
  }

  return (
    <Modal.Root opened onClose={onClose} padding={0} size={560} yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label="Search">
        <TextInput
          size="md"
          variant="unstyled"
          className={styles.input}
          leftSection={<IconSearch size={18} stroke={1.7} />}
          placeholder="Order, payment, parcel, device, lot, page, setting…"
          aria-label="Find a command"
          role="combobox"
          aria-expanded
          aria-controls={list}
          {...(chosen ? { 'aria-activedescendant': `${list}-${slug(chosen.id)}` } : {})}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            setChosenId(null)
          }}
          onKeyDown={move}
          data-autofocus
        />
        <p className={styles.said} role="status">
          {isSearching ? 'Searching…' : found.length === 0 ? `No results for “${typed}”.` : problem}
        </p>
        <div id={list} className={styles.list} role="listbox" aria-label="Commands">
          {found.map((command) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
            <div
              key={command.id}
              ref={command === chosen ? option : null}
              id={`${list}-${slug(command.id)}`}
              className={styles.command}
              role="option"
              aria-selected={command === chosen}
              tabIndex={-1}
              onClick={() => run(command)}
              onPointerMove={() => setChosenId(command.id)}
            >
              <span className={styles.group}>{command.group}</span>
              <span className={styles.title}>{command.title}</span>
              {command.key ? <kbd className={styles.key}>{command.key}</kbd> : null}
            </div>
          ))}
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
