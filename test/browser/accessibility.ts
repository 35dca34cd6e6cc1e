import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules of axe that judge colours, which alone can come out otherwise in another colour scheme. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** What axe objects to on the page as it stands, by all its rules or by those alone that judge colours; a failing test can show it. */
export async function violationsOf(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  // Transitions would be judged half-way through. Awaited in the page: polling there would need eval, which the policy
  // forbids.
  const finite = 'document.getAnimations().filter((it) => it.effect.getTiming().iterations !== Infinity)'
  await page.evaluate(`Promise.allSettled(${finite}.map((it) => it.finished)).then(() => undefined)`)
  const run = rules === 'all' ? 'axe.run()' : `axe.run({ runOnly: ${JSON.stringify(colourRules)} })`
  const { violations } = (await page.evaluate(run)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
  }
  return violations.flatMap(({ id, nodes }) => nodes.map((it) => `${id}: ${it.html}\n${it.failureSummary}`))
}

/** Whether the page is wider than the window. */
export const isOverflowing = (page: Page) => page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
