import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { Ask } from '../../dashboard/api/ask.ts'
import type { Catalogue } from '../../dashboard/api/catalogue.ts'
import { dimensionIds, type FilterDimension } from '../../dashboard/api/dimension-names.ts'
import { uncuttableBy } from '../../dashboard/figures/reading.ts'
import { asked } from '../../dashboard/filters/asked.ts'
import { resolveView, type View } from '../../dashboard/filters/view.ts'
import { navigationPages } from '../../dashboard/page-list.ts'
import { declaredPages } from '../../dashboard/pages/declared-pages.ts'
import { uncuttable } from '../../dashboard/panels/use-panel.ts'
import { startService, type TestService } from '../service.ts'

/**
 * Every panel and figure of every page by every filter: it applies the filter, or says that it cannot, and the service
 * refuses exactly what it says so of. So no filter makes an error box of a panel, and none a false 0.
 */
let service: TestService & { stopAndClean(): Promise<void> }
let catalogue: Catalogue
beforeAll(async () => {
  service = await startService()
  catalogue = (await service.call('GET', '/analytics/catalogue')).body
})
afterAll(() => service.stopAndClean())

const pages = declaredPages('L1')

test('every page of panels is checked', () => {
  // Live and Events show single events, Explore is put together by its reader of the same kinds of panels; the others show no figures.
  const others = ['/live', '/events', '/explore', '/people', '/compliance', '/settings']
  expect(navigationPages.map(({ to }) => to).filter((to) => !others.includes(to) && !(to in pages))).toEqual([])
})

const filteredBy = (...dimensions: FilterDimension[]): View => {
  const filters = Object.fromEntries(dimensions.map((it) => [it, ['any']]))
  return resolveView({ from: '2026-10-01', to: '2026-10-08', ...filters }, 'UTC', Date.parse('2026-11-01'))
}

const answers = new Map<string, ReturnType<TestService['call']>>()
function answerTo({ method, path, body }: Ask) {
  const id = JSON.stringify([method, path, body])
  const answer = answers.get(id) ?? service.call(method, path, body)
  answers.set(id, answer)
  return answer
}
const takesFilters = ({ body }: Ask) =>
  Object.keys((body as { filters?: object } | undefined)?.filters ?? {}).length > 0

/** Asks with all filters that are said to apply at once, and with each of the others alone. */
async function compare(isTold: (dimension: FilterDimension) => boolean, asksOf: (view: View) => readonly Ask[]) {
  const applied = dimensionIds.filter((it) => !isTold(it))
  for (const { status, body } of await Promise.all(asksOf(filteredBy(...applied)).map(answerTo))) {
    // A lot that is on no event is not found, whatever the filters.
    expect([200, 404], JSON.stringify(body)).toContain(status)
  }
  for (const dimension of dimensionIds.filter(isTold)) {
    // What takes no filters at all applies none, or chooses among its rows.
    const found = await Promise.all(asksOf(filteredBy(dimension)).filter(takesFilters).map(answerTo))
    const refused = found.filter(({ status }) => status === 422)
    expect(refused.length > 0, `${dimension} is not refused`).toBe(found.length > 0)
    for (const { body } of refused) expect(body).toMatchObject({ code: 'dimension_not_allowed', dimension })
  }
}

describe.each(Object.entries(pages))('%s', (_, { figures, panels }) => {
  it.each(panels.flatMap((group) => group.panels))('panel $id', (panel) =>
    compare((it) => uncuttable(panel, filteredBy(it), catalogue).includes(it), panel.ask),
  )

  const metrics = figures.flatMap((group) => group.figures.map(({ metric }) => metric))
  if (metrics.length === 0) return
  it('figures', async () => {
    for (const metric of metrics) {
      const measure = catalogue.measures.find(({ id }) => id === metric)
      if (measure === undefined) throw new Error(`${metric} is no measure`)
      await compare(
        (it) => uncuttableBy(measure, { [it]: ['any'] }).length > 0,
        (view) => [{ method: 'POST', path: '/analytics/query', body: { ...asked(view), metrics: [metric] } }],
      )
    }
  })
})
