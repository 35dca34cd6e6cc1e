/** Something that can be done from anywhere: by its name in the palette, some by a key too. */
export interface Command {
  readonly id: string
  readonly group: string
  readonly title: string
  /** What else it may be called, to be found by. */
  readonly also?: string
  /** The single key that does it. */
  readonly key?: string
  readonly run: () => void
}

/**
 * The commands that hold every word of what was typed, those whose title begins with it first; all of them when nothing
 * was typed.
 */
export function matching(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...commands]
  const rankOf = ({ title, group, also = '' }: Command) => {
    const name = title.toLowerCase()
    const all = `${name} ${group.toLowerCase()} ${also.toLowerCase()}`
    if (!words.every((word) => all.includes(word))) return -1
    if (name.startsWith(words.join(' '))) return 2
    return words.every((word) => name.includes(word)) ? 1 : 0
  }
  return commands
    .map((command) => ({ command, rank: rankOf(command) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ command }) => command)
}
