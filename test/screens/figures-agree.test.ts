import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../dashboard/api/ask.ts'
import type { Catalogue } from '../../dashboard/api/catalogue.ts'
import { maxRows, type QueryAnswer } from '../../dashboard/api/query.ts'
import { axisOf, readFigure, uncuttableBy } from '../../dashboard/figures/reading.ts'
import { asked, comparing } from '../../dashboard/filters/asked.ts'
import { resolveView, type View } from '../../dashboard/filters/view.ts'
import { type DeclaredPage, declaredPages } from '../../dashboard/pages/declared-pages.ts'
import type { Panel } from '../../dashboard/panels/panel.ts'
import { uncuttable } from '../../dashboard/panels/use-panel.ts'
import { simulate } from '../../simulator/simulate.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { startService, type TestService, until } from '../service.ts'
import type { Claim, OfMeasure } from './claim.ts'
import { apart, noMeasure, ownClaims } from './own-claims.ts'
import { claimsOfQueries } from './query-claims.ts'

/**
 * Every figure of a screen is true: a number that stands twice is the same number. What a panel says of a measure is held
 * against the card of that measure over the same range and filters: a row against the page narrowed to it, a bucket against
 * its own range, what adds up against the total.
 */
const span = { from: '2026-06-01', to: '2026-08-15' }
const nowMs = Date.parse('2026-08-14T15:30:00Z')
const views: Readonly<Record<string, View>> = {
  'by week': resolveView({ ...span, granularity: 'week' }, 'UTC', nowMs),
  'while the range runs, in a zone of half hours': resolveView({ range: 'last_30_days' }, 'Asia/Kolkata', nowMs),
  'of one country': resolveView({ from: '2026-07-01', to: '2026-08-01', country: ['ES'] }, 'UTC', nowMs),
}
/** The one that is recalled. */
const lot = 'G14-2627A'
/** All time, in whatever zone. */
const life = { from: '2026-05-31T00:00:00Z', to: '2026-08-16T00:00:00Z' }
const pages = declaredPages(lot)
const ofService = ['/operations']

let service: TestService & { stopAndClean(): Promise<void> }
let catalogue: Catalogue
const measures = await loadMeasures()
beforeAll(async () => {
  service = await startService()
  const midnights = { from: `${span.from}T00:00:00Z`, to: `${span.to}T00:00:00Z` }
  await service.send([...simulate({ seed: 'pages', scale: 0.1, ...midnights })])
  await service.call('POST', '/analytics/ingest', { type: 'order', action: 'placed' })
  await service.settled()
  catalogue = (await service.call('GET', '/analytics/catalogue')).body
})
afterAll(() => service.stopAndClean())

const answers = new Map<string, Promise<unknown>>()
/** One answer to each question, as the page shares them. */
function answerTo(method: string, path: string, body?: object): Promise<unknown> {
  const id = JSON.stringify([method, path, body])
  const found =
    answers.get(id) ??
    service.call(method, path, body).then(({ status, body: answer }) => {
      if (status !== 200) throw new Error(`${id}: ${JSON.stringify(answer)}`)
      return answer
    })
  answers.set(id, found)
  return found
}

const shownMeasures = () => new Map(catalogue.measures.map((it) => [it.id, it]))

/** What the cards of a page say. */
async function claimsOfCards({ figures }: DeclaredPage, view: View, at: number): Promise<Claim[]> {
  const known = figures
    .flatMap((group) => group.figures)
    .flatMap((figure) => {
      const measure = shownMeasures().get(figure.metric)
      return measure === undefined || uncuttableBy(measure, view.filters).length > 0 ? [] : [{ figure, measure }]
    })
  if (known.length === 0) return []
  const metrics = known.map(({ measure }) => measure.id)
  const body = { ...asked(view), metrics, granularity: view.granularity, ...comparing(view), limit: maxRows }
  const answer = (await answerTo('POST', '/analytics/query', body)) as QueryAnswer
  const axis = axisOf(view)
  return known.flatMap(({ figure, measure }) =>
    readFigure(figure, measure, answer, answer.previous, axis, at).map(({ value }) => ({
      ...{ place: 'card', value, metric: measure.id },
    })),
  )
}

/** What a panel shows, and what it says; undefined where it has no number under the filters. */
async function look(panel: Panel, view: View, at: number) {
  if (uncuttable(panel, view, catalogue).length > 0) return undefined
  const asks = panel.ask(view)
  const found = await Promise.all(asks.map(({ method, path, body }) => answerTo(method, path, body)))
  const context = { view, measures: shownMeasures(), pick: () => undefined, large: false, nowMs: at }
  const shown = panel.show(found as Answer[], context)
  if (shown.table === null) return undefined
  const screen = { panel, view, answers: found as Answer[], shown, table: shown.table, life }
  return [...claimsOfQueries(screen, measures), ...(ownClaims[panel.id]?.(screen) ?? [])]
}

const rounded = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : (value ?? null))

/** What each claim is held against. */
async function truthOf(claims: readonly Claim[], view: View): Promise<unknown[]> {
  const questionOf = ({ bounds, filters }: OfMeasure) =>
    JSON.stringify({ ...asked(view), ...bounds, filters: { ...asked(view).filters, ...filters } })
  const ofMeasures = claims.filter((it) => 'metric' in it)
  const questions = [...Map.groupBy(ofMeasures, questionOf)]
  const totals = new Map<string, Record<string, unknown>>()
  for (const [question, some] of questions) {
    const metrics = [...new Set(some.map(({ metric }) => metric))]
    const body = { ...JSON.parse(question), metrics, granularity: 'total' }
    totals.set(question, ((await answerTo('POST', '/analytics/query', body)) as QueryAnswer).totals)
  }
  return claims.map((it) => ('metric' in it ? totals.get(questionOf(it))?.[it.metric] : it.equals))
}

/** Holds what is claimed against what is true, and returns how much was. */
async function hold(place: string, claims: readonly Claim[], view: View): Promise<number> {
  const truth = await truthOf(claims, view)
  const nameOf = (it: Claim) => `${place}: ${it.place}${'metric' in it ? ` (${it.metric})` : ''}`
  const told = claims.map((it) => `${nameOf(it)} = ${rounded(it.value)}`)
  expect(told).toEqual(claims.map((it, index) => `${nameOf(it)} = ${rounded(truth[index])}`))
  return claims.length
}

async function holdPage(page: DeclaredPage, view: View, at = nowMs): Promise<number> {
  let held = await hold('figures', await claimsOfCards(page, view, at), view)
  for (const panel of page.panels.flatMap((group) => group.panels)) {
    held += await hold(panel.id, (await look(panel, view, at)) ?? [], view)
  }
  return held
}

describe.each(Object.entries(views))('%s', (name, view) => {
  const some = Object.entries(pages).filter(([path]) => !ofService.includes(path))
  it.each(some)('every number of %s is that of its measure', async (_, page) => {
    const held = await holdPage(page, view)
    // Lots and stock know no country.
    if (name !== 'of one country') expect(held).toBeGreaterThan(0)
  })
})

it('every number of the service itself is that of its measure, today', async () => {
  const at = Date.now()
  const view = resolveView({ range: 'today' }, 'UTC', at)
  // Outcomes are recorded a little later.
  await until(async () => {
    const body = { ...asked(view), metrics: ['events_rejected'], granularity: 'total' }
    return (await service.call('POST', '/analytics/query', body)).body.totals.events_rejected === 1
  })
  const { figures, panels } = pages['/operations'] as DeclaredPage
  // What lies between the ledger and the warehouse changes from one look to the next.
  const lasting = figures.map((group) => ({
    ...group,
    figures: group.figures.filter(({ metric }) => metric !== 'consumer_lag'),
  }))
  expect(await holdPage({ figures: lasting, panels }, view, at)).toBeGreaterThan(0)
})

it('of every panel it is known which numbers stand elsewhere', () => {
  const view = resolveView(span, 'UTC', nowMs)
  const known = new Set([...Object.keys(ownClaims), ...Object.keys(noMeasure), ...apart.map(({ panel }) => panel)])
  const own = Object.values(pages)
    .flatMap(({ panels }) => panels.flatMap((group) => group.panels))
    .filter((panel) => panel.ask(view).some(({ path }) => path !== '/analytics/query'))
  expect(own.length).toBeGreaterThan(20)
  expect(own.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([])
})

it.each(apart)('$panel says in what it differs from $metric', ({ page, panel: id, said }) => {
  const panel = pages[page]?.panels.flatMap((group) => group.panels).find((it) => it.id === id)
  expect(`${panel?.question} ${panel?.formula}`).toMatch(said)
})
