import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe objects to on the page as it stands, in a form that a failing test can show. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  // Transitions would be judged half-way through. Awaited in the page: polling there would need eval, which the policy
  // forbids.
  const finite = 'document.getAnimations().filter((it) => it.effect.getTiming().iterations !== Infinity)'
  await page.evaluate(`Promise.allSettled(${finite}.map((it) => it.finished)).then(() => undefined)`)
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
  }
  return violations.flatMap(({ id, nodes }) => nodes.map((it) => `${id}: ${it.html}\n${it.failureSummary}`))
}

/** Whether the page is wider than the window. */
export const isOverflowing = (page: Page) => page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
