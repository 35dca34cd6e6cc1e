import { describe, expect, it } from 'vitest'
import { devices } from './devices/page.ts'
import { growth } from './growth/page.ts'
import { inventory } from './inventory/page.ts'
import { logistics } from './logistics/page.ts'
import { operations } from './operations/page.ts'
import { overview } from './overview/page.ts'
import { overviewPanels } from './overview/panels.ts'
import type { PageDeclaration } from './page.ts'
import { payments } from './payments/page.ts'

const twice = (words: readonly string[]) => words.filter((word, index) => words.indexOf(word) !== index)

const pages: readonly PageDeclaration[] = [
  { ...overview, panels: overviewPanels },
  inventory,
  payments,
  logistics,
  growth,
  devices,
  operations,
]

describe.each(pages)('$title', ({ figures, panels }) => {
  const own = panels.flatMap((group) => group.panels)

  it('names each section once, so that those who hear the page can tell them apart', () => {
    const groups = [...figures, ...panels].flatMap(({ title }) => title ?? [])
    expect(twice([...groups, ...own.map(({ title }) => title)])).toEqual([])
  })

  it('has no panel and no figure twice', () => {
    expect(twice(own.map(({ id }) => id))).toEqual([])
    expect(twice(figures.flatMap((group) => group.figures.map(({ metric }) => metric)))).toEqual([])
  })
})
