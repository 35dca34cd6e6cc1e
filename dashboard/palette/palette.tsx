import { Modal, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { type Command, matching } from './command.ts'
import styles from './palette.module.css'
import { useSubjectCommands } from './subject-commands.ts'
import { usePaletteCommands } from './use-commands.ts'

/** More could not be looked through. */
const mostShown = 60

interface PaletteProps {
  /** Those that have a key, too. */
  commands: readonly Command[]
  onClose: () => void
}

/** Everything that can be done, found by typing. */
export default function Palette({ commands, onClose }: PaletteProps) {
  const list = useId()
  const more = usePaletteCommands()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const subjects = useSubjectCommands(typed)
  const found = [...matching([...commands, ...more], typed), ...subjects].slice(0, mostShown)
  const chosen = found[Math.min(at, found.length - 1)]
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
    const last = found.length - 1
    const to = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      setAt(to)
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault()
      run(chosen)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      aria-label="Command palette"
    >
      <TextInput
        size="md"
        variant="unstyled"
        className={styles.input}
        leftSection={<IconSearch size={18} stroke={1.7} />}
        placeholder="Go to, measure, range, saved view…"
        aria-label="Find a command"
        role="combobox"
        aria-expanded
        aria-controls={list}
        {...(chosen ? { 'aria-activedescendant': `${list}-${chosen.id.replaceAll(' ', '-')}` } : {})}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={move}
        data-autofocus
      />
      {found.length === 0 ? <p className={styles.none}>No results for “{typed}”.</p> : null}
      <div id={list} className={styles.list} role="listbox" aria-label="Commands">
        {found.map((command) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above has the keys
          <div
            key={command.id}
            ref={command === chosen ? option : null}
            id={`${list}-${command.id.replaceAll(' ', '-')}`}
            className={styles.command}
            role="option"
            aria-selected={command === chosen}
            tabIndex={-1}
            onClick={() => run(command)}
            onPointerMove={() => setAt(found.indexOf(command))}
          >
            <span className={styles.group}>{command.group}</span>
            <span className={styles.title}>{command.title}</span>
            {command.key ? <kbd className={styles.key}>{command.key}</kbd> : null}
          </div>
        ))}
      </div>
    </Modal>
  )
}
