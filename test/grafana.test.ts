import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { dashboardFiles } from '../scripts/grafana/dashboards.ts'
import { loadCatalogue } from '../src/events/catalogue.ts'
import { loadMeasures } from '../src/measures/catalogue.ts'
import { askedMetrics, knownMetrics } from './known-metrics.ts'

interface Panel {
  readonly title: string
  readonly type: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr?: string; readonly rawSql?: string; readonly datasource: object }[]
}

const deploy = join(import.meta.dirname, '../deploy/grafana')
const names = globSync('dashboards/*.json', { cwd: deploy }).sort()
const dashboards: { uid: string; title: string; panels: Panel[] }[] = names.map((name) =>
  JSON.parse(readFileSync(join(deploy, name), 'utf8')),
)
const panels = dashboards.flatMap((dashboard) => dashboard.panels.filter(({ type }) => type !== 'row'))
const targets = panels.flatMap((panel) => panel.targets ?? [])

test('the files are what `npm run grafana` writes', async () => {
  const written = dashboardFiles(await loadCatalogue(), await loadMeasures())
  expect(names.map((name) => name.replace('dashboards/', ''))).toEqual([...written.keys()].sort())
  for (const [name, text] of written) {
    expect(readFileSync(join(deploy, 'dashboards', name), 'utf8') === text, `${name}: npm run grafana`).toBe(true)
  }
})

test('every expression names metrics that there are', async () => {
  const known = await knownMetrics()
  const expressions = targets.flatMap(({ expr }) => expr ?? [])
  expect(expressions.length).toBeGreaterThan(30)
  for (const expr of expressions) {
    const asked = askedMetrics(expr)
    expect(asked.length + Number(expr.includes('up{')), expr).toBeGreaterThan(0)
    expect(
      asked.filter((name) => !known.has(name)),
      expr,
    ).toEqual([])
  }
})

test('every panel asks something of a data source that is provisioned', () => {
  const { datasources }: { datasources: { uid: string; type: string }[] } = parse(
    readFileSync(join(deploy, 'provisioning/datasources/stores.yaml'), 'utf8'),
  )
  const provisioned = datasources.map(({ type, uid }) => ({ type, uid }))
  for (const { title, targets: own = [] } of panels) expect(own.length, title).toBeGreaterThan(0)
  for (const { datasource } of targets) expect(provisioned).toContainEqual(datasource)
})

test('dashboards have names of their own, and no panel lies over another', () => {
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length)
  for (const { title, panels: own } of dashboards) {
    const cells = new Set<string>()
    for (const { title: name, gridPos } of own) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells.has(`${x} ${y}`), `${title}: ${name}`).toBe(false)
          cells.add(`${x} ${y}`)
        }
      }
    }
  }
})
