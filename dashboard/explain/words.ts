import type { Measure } from '../api/catalogue.ts'
import { filterDimensions, isFilterDimension, valueTitle } from '../api/dimension-names.ts'
import type { ExplainAnswer, ExplainedSegment } from '../api/explain.ts'
import { formatValue } from '../numbers/value.ts'

type Named = Pick<Measure, 'title' | 'unit'>

/** What is shown as a dimension beyond those that a page is filtered by. */
const others: Readonly<Record<string, string>> = { producer: 'Sender', term: 'Kind of report', type: 'Event type' }

export const dimensionTitle = (dimension: string): string => {
  if (isFilterDimension(dimension)) return filterDimensions[dimension]
  const words = dimension.replaceAll('_', ' ')
  return others[dimension] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

/** "Gateway × Decline code" */
export const dimensionsTitle = (dimensions: readonly string[]): string => dimensions.map(dimensionTitle).join(' × ')

/** "Gateway Stripe, decline code gateway timeout" */
export const segmentTitle = ({ filters }: Pick<ExplainedSegment, 'filters'>): string =>
  Object.entries(filters)
    .map(([dimension, value], index) => {
      const title = dimensionTitle(dimension)
      return `${index === 0 ? title : title.toLowerCase()} ${valueTitle(value ?? '', dimension)}`
    })
    .join(', ')

/** A difference with its sign: "−6.2 pt" of a rate in percent, "+€1,200.00" of an amount. */
export function signed(difference: number, { unit }: Pick<Measure, 'unit'>, currency: string | null): string {
  const size = Math.abs(difference)
  const points = size * 100
  const text =
    unit === 'ratio' ? `${points.toFixed(points < 0.1 && points > 0 ? 2 : 1)} pt` : formatValue(size, unit, currency)
  return `${difference > 0 ? '+' : difference < 0 ? '−' : ''}${text}`
}

/** "−7.1 pt to −4.6 pt" */
export const intervalText = (
  interval: { readonly low: number; readonly high: number },
  measure: Pick<Measure, 'unit'>,
  currency: string | null,
): string => `${signed(interval.low, measure, currency)} to ${signed(interval.high, measure, currency)}`

const percent = (share: number) => `${Math.round(share * 100)}%`

/** How the figure moved, and what of that is known, in two or three sentences. */
export function explanation(answer: ExplainAnswer, measure: Named): string {
  const { previous, current, change, verdict, top, interval, meta } = answer
  const value = (it: number | null) => formatValue(it, measure.unit, meta.currency)
  if (change === null) {
    return previous === null
      ? `${measure.title} has no value to compare with.`
      : `${measure.title} has no value in this range.`
  }
  if (verdict === 'unchanged') return `${measure.title} did not change: ${value(current)}.`
  const moved = change > 0 ? 'rose' : change < 0 ? 'fell' : 'did not change'
  const size = signed(change, measure, meta.currency).replace(/^[+−]/, '')
  const head =
    change === 0
      ? `${measure.title} did not change: ${value(current)}.`
      : `${measure.title} ${moved} by ${size}, from ${value(previous)} to ${value(current)}.`
  if (verdict === 'noise')
    return `${head} Chance alone may give as much (95% CI ${interval ? intervalText(interval, measure, meta.currency) : ''}).`
  if (verdict === 'alike') return `${head} It ${moved} everywhere alike: no dimension explains it.`
  return `${head} ${leading(top[0], answer, measure)}`
}

function leading(first: ExplainedSegment | undefined, { change, meta }: ExplainAnswer, measure: Named): string {
  if (first === undefined) return ''
  const title = segmentTitle(first)
  const amount = signed(first.contribution, measure, meta.currency)
  if (change === 0 || first.share === null || first.share <= 0)
    return `${title} moved otherwise than the rest: ${amount}.`
  // One segment has more than all of the change where others went the other way.
  return first.share > 1.05
    ? `${title} alone makes ${amount}; others went the other way.`
    : `${title} accounts for ${percent(Math.min(1, first.share))} of it: ${amount}.`
}

/**
 * "95.0% → 70.2% (n 230 → 241) · by its own rate −5.8 pt, by its share −0.1 pt · 95% CI −7.1 pt to −4.6 pt"
 * @param counted the title of what was counted in place of the rate
 */
export function segmentFacts(
  segment: ExplainedSegment,
  measure: Named,
  currency: string | null,
  counted?: string,
): string {
  const { n_previous, n_current, rate_effect, mix_effect, interval } = segment
  const number = (it: number) => formatValue(it, 'count', null)
  const rests = isOfOthers(segment) && n_previous !== null && n_current !== null
  return [
    `${counted === undefined ? '' : `${counted} `}${sideText(segment.previous, segment, measure, currency, counted)} → ${sideText(segment.current, segment, measure, currency, counted)}${rests ? ` (n ${number(n_previous)} → ${number(n_current)})` : ''}`,
    ...(rate_effect === null || mix_effect === null
      ? []
      : [
          `by its own rate ${signed(rate_effect, measure, currency)}, by its share ${signed(mix_effect, measure, currency)}`,
        ]),
    ...(interval === null ? [] : [`95% CI ${intervalText(interval, measure, currency)}`]),
  ].join(' · ')
}

/** Whether a value rests on something else than it counts itself. */
export const isOfOthers = ({ previous, current, n_previous, n_current }: ExplainedSegment): boolean =>
  n_previous !== (previous ?? 0) || n_current !== (current ?? 0)

/** A segment's value on one side: without any event a sum is 0, and a rate is none. */
export function sideText(
  value: number | null,
  { rate_effect }: Pick<ExplainedSegment, 'rate_effect'>,
  { unit }: Pick<Measure, 'unit'>,
  currency: string | null,
  counted: string | undefined,
): string {
  const isSum = rate_effect === null
  return formatValue(value ?? (isSum ? 0 : null), counted === undefined ? unit : 'count', currency)
}

/** Why a dimension is left out. */
export const skipTitles: Readonly<Record<string, string>> = {
  one_value: 'only one value',
  too_many_values: 'too many values',
  time: 'not asked, to answer in time',
}
