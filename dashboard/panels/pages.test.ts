import { describe, expect, it } from 'vitest'
import type { PageDeclaration } from '../page-frame/page.ts'
import { devices } from '../pages/devices/page.tsx'
import { growth } from '../pages/growth/page.tsx'
import { inventory } from '../pages/inventory/page.tsx'
import { logistics } from '../pages/logistics/page.tsx'
import { operations } from '../pages/operations/page.tsx'
import { overview } from '../pages/overview/page.tsx'
import { overviewPanels } from '../pages/overview/panels.ts'
import { payments } from '../pages/payments/page.tsx'

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
