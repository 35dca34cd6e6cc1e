import type { Measures } from './catalogue.ts'
import { isRecorded, partsOf } from './catalogue.ts'
import type { Condition } from './condition.ts'
import { context, type Dimension, isZoned, type Measure, type Sum } from './define.ts'
import type { OfSeries, State } from './state.ts'

/** All measures as a Markdown document: what each means, what it is made of and what it can be cut by. */
export function documentOf(measures: Measures): string {
  const all = [...measures.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return [
    preface,
    ['| measure | | unit | from |', '|---|---|---|---|', ...all.map((it) => lineOf(it, measures))].join('\n'),
    ...all.map((it) => sectionOf(it, measures)),
    '',
  ].join('\n\n')
}

const preface = `# Measures

Written by \`pocm measures\` from the files in \`src/measures/\`; a test compares the two. Change a measure there.

A measure is made of sums over events, each an SQL expression over the columns of the warehouse; of states, which take what
was known before; or of what the service records of itself. It divides last, so that any bucket adds up, and is null where there is nothing to divide by.
What comes from *rollups* is read from sums by the hour where these have every dimension asked for and the buckets are
made of whole hours (UTC); else, and where it says *events*, it is read from the events themselves. Distinct things (orders,
sessions, people, devices) are counted exactly up to 32 768 in a figure, and beyond to within about 0.2 % (\`uniqCombined64(20)\` of ClickHouse). *Context* stands for
the dimensions that what a visitor does can be cut by: ${list(context)}.`

const lineOf = (measure: Measure, measures: Measures) =>
  `| [${measure.id}](#${measure.id}) | ${measure.title} | ${measure.unit} | ${sourceOf(measure, measures)} |`

function sectionOf(measure: Measure, measures: Measures): string {
  const made = [
    ...measure.uses.map((id) => `- [${id}](#${id})`),
    ...Object.entries(measure.sums).map(([name, sum]) => `- \`${name}\`: ${sumInWords(sum)}`),
    ...Object.entries(measure.states).map(([name, state]) => `- \`${name}\`: ${stateInWords(state)}`),
    ...Object.keys(measure.records ?? {}).map((name) => `- ${code(name)} of the records`),
  ]
  return [
    `## ${measure.id}`,
    `**${measure.title}.** ${measure.question} Unit: ${measure.unit}; from ${sourceOf(measure, measures)}.`,
    `> ${measure.formula}`,
    made.join('\n'),
    `By ${cutsInWords(measure.dimensions)}.`,
  ].join('\n\n')
}

/** Where all that a measure is made of is read from. */
function sourceOf({ id }: Measure, measures: Measures): string {
  const parts = partsOf(measures, id)
  const sums = parts.flatMap((part) => Object.values(part.sums))
  const kept = sums.filter(({ fromEvents }) => fromEvents !== true)
  const kinds = parts.flatMap((part) => Object.values(part.states)).map(({ kind }) => kind)
  const states = kinds.filter((kind) => kind !== 'calendar' && kind !== 'active')
  const sources = [
    ...(kept.length > 0 || kinds.includes('active')
      ? [kept.some(isZoned) ? 'rollups (for tenants in UTC)' : 'rollups']
      : []),
    ...(kept.length < sums.length || states.length > 0 ? ['events'] : []),
    ...(parts.some(isRecorded) ? ['records of the service'] : []),
  ]
  return sources.join(' and ')
}

function sumInWords(sum: Sum): string {
  const what = {
    count: 'how many',
    sum: `Σ ${code(sum.of)}${sum.money ? ', converted,' : ''} over`,
    distinct: `how many different ${code(sum.of)} over`,
    quantile: `quantile ${sum.level} of ${code(sum.of)} over`,
    distribution: `ten bins of ${code(sum.of)}, 0 to 1, over`,
  }[sum.kind]
  const across = sum.across === undefined ? '' : `; whole for each value of ${list(sum.across)}`
  return `${what} ${eventsInWords(sum.when)}${across}`
}

function eventsInWords({ type, action, where }: Condition): string {
  const types = [type ?? []].flat()
  const names = action === undefined ? types : types.flatMap((it) => [action].flat().map((one) => `${it}.${one}`))
  const events = names.length === 0 ? 'all events' : list(names)
  return where === undefined ? events : `${events} where ${code(where)}`
}

const calendarInWords = {
  days: 'the days of the bucket',
  last_day: 'the last day that has begun, since 1970',
  month: 'whether the bucket is a calendar month',
} as const

function stateInWords(state: State): string {
  switch (state.kind) {
    case 'calendar':
      return calendarInWords[state.says]
    case 'active':
      return `how many different ${code(state.of)} over events that a person causes, ${state.days === 1 ? 'the day' : `${state.days} days`} up to the bucket's end`
    case 'unfollowed':
      return `how many different ${code(state.of)} over ${eventsInWords(state.when)}, without ${eventsInWords(state.unless)}`
    case 'variation': {
      const what = state.says === 'sum' ? 'Σ of the coefficients of variation' : 'how many coefficients of variation'
      return `${what} of ${code(state.of)} by day, ${list(state.per)} over ${eventsInWords(state.when)}`
    }
    default:
      return stateOfSeriesInWords(state)
  }
}

function stateOfSeriesInWords(state: OfSeries): string {
  const what = `${code(state.of)}${state.money ? ', converted,' : ''}`
  const events = `${code(state.series.type)} events of each ${list(state.series.per)}`
  if (state.kind === 'flow') return `Σ ${what} over ${events}`
  if (state.kind === 'turn') return `how often ${what} ${state.falls ? 'ceased' : 'came'} to be true over ${events}`
  const when = { end: 'at the end', start: 'at the start', mean: 'on average over the days' }[state.at]
  return `Σ ${what} ${when}, from ${events}`
}

function cutsInWords(dimensions: readonly Dimension[]): string {
  const own = dimensions.filter((it) => !context.includes(it))
  const shared = context.every((it) => dimensions.includes(it))
  return [...(shared ? ['*context*'] : []), ...(shared ? own : dimensions).map(code)].join(', ') || 'no dimension'
}

function list(words: readonly string[]): string {
  return words.map(code).join(', ')
}

function code(text: string): string {
  return `\`${text.replaceAll(/\s+/g, ' ')}\``
}
