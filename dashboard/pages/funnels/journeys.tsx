import { lazy } from 'react'
import type { Ask } from '../../api/ask.ts'
import { askedStep } from '../../event-step/asked-step.ts'
import { stepTitle } from '../../event-step/step.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import { definePanel } from '../../panels/panel.ts'
import type { JourneysAnswer } from './answer.ts'
import type { JourneyChoice } from './choice.ts'
import { whose } from './funnel.tsx'
import { nodeTitle } from './sankey-option.ts'

const SankeyChart = lazy(() => import('./sankey-chart.tsx'))

const askJourneys = ({ start, by, depth, top }: JourneyChoice, view: View): Ask => ({
  method: 'POST',
  path: '/analytics/journeys',
  body: { ...asked(view), ...(start === undefined ? {} : { start: askedStep(start) }), by, depth, top },
})

const from = ({ start }: JourneyChoice) => (start === undefined ? 'the first event' : stepTitle(start))

const noStartReason = ({ by, start }: JourneyChoice) =>
  start === undefined ? `No ${whose[by]} in this range.` : `No ${whose[by]} did “${stepTitle(start)}” in this range.`

/** What was done next, and next after that. */
export const journeys = (choice: JourneyChoice) =>
  definePanel<JourneysAnswer>({
    id: 'journeys',
    title: 'User paths',
    question: `From ${from(choice)} on, ${choice.depth} levels`,
    formula:
      `Each of the ${whose[choice.by]} counts once, from its first such event on. The ${choice.top} most frequent events of a ` +
      'level are named, the rest is “other”; “end” is where nothing followed.',
    width: 12,
    cutBy: { events: [] },
    ask: (view) => [askJourneys(choice, view)],
    show: ([{ nodes, links, starts }]) => {
      if (starts === 0) return { table: null, reason: noStartReason(choice) }
      return {
        table: {
          columns: [
            { id: 'level', title: 'Level', unit: 'count' },
            { id: 'source', title: 'From', unit: 'text' },
            { id: 'target', title: 'To', unit: 'text' },
            { id: 'count', title: 'Count', unit: 'count' },
            { id: 'median_seconds', title: 'Median, s', unit: 'count' },
          ],
          rows: links.map(({ source, target, count, median_seconds }) => [
            Number(source.split(':')[0]),
            nodeTitle(source.slice(source.indexOf(':') + 1)),
            nodeTitle(target.slice(target.indexOf(':') + 1)),
            ...[count, median_seconds],
          ]),
          currency: null,
        },
        chart: <SankeyChart flow={{ nodes, links, starts }} />,
      }
    },
  })

/** The paths that were taken most. */
export const topPaths = (choice: JourneyChoice) =>
  definePanel<JourneysAnswer>({
    id: 'top_paths',
    title: 'Top paths',
    width: 12,
    cutBy: { events: [] },
    ask: (view) => [askJourneys(choice, view)],
    show: ([{ paths, starts }]) => {
      if (starts === 0) return { table: null, reason: noStartReason(choice) }
      return {
        table: {
          columns: [
            { id: 'path', title: 'Path', unit: 'text' },
            { id: 'count', title: 'Count', unit: 'count' },
            { id: 'share', title: 'Share of all', unit: 'ratio' },
          ],
          rows: paths.map(({ steps, count, share }) => [steps.map(nodeTitle).join(' → '), count, share]),
          currency: null,
        },
      }
    },
  })
