import type { Ask } from '../../api/ask.ts'
import { noneTitle, valueTitle } from '../../api/dimension-names.ts'
import type { QueryAnswer, QueryRow } from '../../api/query.ts'
import { BarList } from '../../charts/bar-list.tsx'
import { whyNotCompared } from '../../figures/reading.ts'
import { asked, comparedWith } from '../../filters/asked.ts'
import type { Bounds } from '../../filters/comparison.ts'
import { type Better, changeOf, incomparable } from '../../numbers/change.ts'
import { isWithinChance, observedIn } from '../../numbers/observed.ts'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel, type Panel } from '../panel.ts'
import { numberIn, textIn } from './row-values.ts'

interface Ranking {
  readonly id: string
  readonly title: string
  readonly question?: string
  /** The measure that the bars show. */
  readonly metric: string
  readonly by: string
  /** For a ratio: the measure by whose size the rows are ordered, shown beside each. */
  readonly weight?: string
  readonly better?: Better
  /** How many rows; a panel that fills the screen shows ten times as many. */
  readonly most?: number
  readonly width?: Panel['width']
}

/** Shares fill the width when they are whole; where all are small they would be dust, and stand beside the largest. */
const isSizeable = (rows: readonly QueryRow[], metric: string) =>
  rows.some((row) => (numberIn(row, metric) ?? 0) > 0.25)

/** The values of a dimension by a measure, each with its change; a click narrows the page to it. */
export const ranking = ({ metric, by, weight = metric, better = 'neither', most = 8, ...declared }: Ranking): Panel => {
  const metrics = [...new Set([metric, weight])]
  return definePanel<QueryAnswer>({
    ...declared,
    metrics,
    ask: (view) => {
      const body = {
        ...asked(view),
        metrics,
        dimensions: [by],
        granularity: 'total' as const,
        order_by: `-${weight}`,
        limit: 200,
        observations: true,
      }
      const query = (more: Partial<Bounds>): Ask => ({
        method: 'POST',
        path: '/analytics/query',
        body: { ...body, ...more },
      })
      const before = comparedWith(view)
      return before === null ? [query({})] : [query({}), query(before)]
    },
    show: ([answer, before], { view, measures, pick, large }) => {
      const measure = measures.get(metric)
      const beside = weight === metric ? undefined : measures.get(weight)
      const rows = answer.rows.filter((row) => numberIn(row, metric) !== null)
      if (measure === undefined || rows.length === 0) return { table: null }
      const currencyOf = (row: QueryRow) => row.currency ?? answer.meta.currency
      const keyOf = (row: QueryRow) => `${textIn(row, by)} ${row.currency ?? ''}`
      const reason = whyNotCompared(view, answer.meta.data_from)
      const previous = new Map((reason === null ? before : undefined)?.rows.map((row) => [keyOf(row), row]))
      const shown = rows.slice(0, large ? most * 10 : most)
      const changeIn = (row: QueryRow) => {
        if (reason !== null) return incomparable(reason)
        const earlier = previous.get(keyOf(row))
        const [value, before] = [numberIn(row, metric), numberIn(earlier, metric)]
        const isNoise = isWithinChance(
          value,
          before,
          observedIn(row, metric)?.interval,
          observedIn(earlier, metric)?.interval,
        )
        return changeOf(value, before, measure.unit, better, isNoise)
      }
      const onPick = pick(by)
      const notes = [
        ...(rows.length > shown.length ? [`${shown.length} of ${rows.length}, the largest first.`] : []),
        ...(reason === null ? [] : [`No comparison: ${reason}.`]),
      ]
      return {
        table: {
          columns: [
            { id: by, title: declared.title, unit: 'text' },
            ...(answer.meta.currency === null ? [{ id: 'currency', title: 'Currency', unit: 'text' as const }] : []),
            { id: metric, title: measure.title, unit: measure.unit },
            { id: `previous_${metric}`, title: 'Before', unit: measure.unit },
            ...(beside ? [{ id: weight, title: beside.title, unit: beside.unit }] : []),
          ],
          rows: rows.map((row) => [
            textIn(row, by) || noneTitle,
            ...(answer.meta.currency === null ? [row.currency ?? null] : []),
            numberIn(row, metric),
            numberIn(previous.get(keyOf(row)), metric),
            ...(beside ? [numberIn(row, weight)] : []),
          ]),
          currency: answer.meta.currency,
        },
        ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
        chart: (
          <BarList
            title={declared.title}
            bars={shown.map((row) => ({
              key: keyOf(row),
              title: valueTitle(textIn(row, by), by),
              value: numberIn(row, metric) ?? 0,
              text: formatShort(numberIn(row, metric), measure.unit, currencyOf(row)),
              full: formatValue(numberIn(row, metric), measure.unit, currencyOf(row)),
              change: changeIn(row),
              ...(beside ? { beside: formatShort(numberIn(row, weight), beside.unit, currencyOf(row)) } : {}),
              ...(onPick ? { onPick: () => onPick(textIn(row, by)) } : {}),
            }))}
            {...(measure.unit === 'ratio' && isSizeable(rows, metric) ? { full: 1 } : {})}
            {...(beside ? { besideTitle: beside.title } : {})}
          />
        ),
      }
    },
  })
}
