import type { Page } from 'playwright-core'
import { csvOf, figure, showPanel } from '../browser/visit.ts'

const numberAs = (options: Intl.NumberFormatOptions) => {
  const format = new Intl.NumberFormat('en', options)
  return (value: unknown) => format.format(Number(value))
}

/** Numbers as a page shows them in full. */
export const whole = numberAs({})
export const pounds = numberAs({ style: 'currency', currency: 'GBP' })
export const percent = numberAs({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 2 })

/** Figures in full, as they stand on the page. */
export async function figuresOf(page: Page, metrics: readonly string[]): Promise<Record<string, string | null>> {
  await figure(page, metrics[0] ?? '').waitFor()
  const shown = metrics.map(async (metric) => [metric, await figure(page, metric).getAttribute('title')])
  return Object.fromEntries(await Promise.all(shown))
}

/** What a panel gives as CSV, each row by the names of its columns. */
export async function rowsOf(page: Page, id: string): Promise<Record<string, string | undefined>[]> {
  const [head = [], ...rows] = await csvOf(page, await showPanel(page, id))
  return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column]])))
}
