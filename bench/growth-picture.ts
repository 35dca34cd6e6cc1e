/** How long a question takes over some numbers of events. */
export interface Growth {
  readonly name: string
  /** By events; in milliseconds. */
  readonly times: readonly (readonly [events: number, ms: number])[]
}

const [width, height] = [900, 520]
const [left, right, top, bottom] = [70, 300, 50, 50]
/** Of the questions that grow most so many are named. */
const named = 6
const colours = ['#b2182b', '#d6604d', '#e08214', '#35978f', '#2166ac', '#762a83']

const escaped = (text: string) => text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`)
const countText = (events: number) => (events >= 1e6 ? `${events / 1e6} million` : events.toLocaleString('en'))
const growthOf = ({ times }: Growth) => (times.at(-1)?.[1] ?? 0) / (times[0]?.[1] ?? 1)
const middleOf = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/**
 * Draws times by the number of events as SVG, both axes logarithmic: a question that reads all events again rises by one decade for each
 * decade of events, one that is answered from sums lies flat. Those that grow most are named, with how many times.
 * @param aims the most milliseconds wanted at a number of events
 * @throws Error where there are fewer than two sizes
 */
export function drawGrowth(
  title: string,
  questions: readonly Growth[],
  aims: readonly (readonly [events: number, ms: number])[],
): string {
  const sizes = [...new Set(questions.flatMap(({ times }) => times.map(([events]) => events)))].sort((a, b) => a - b)
  const [least, most] = [sizes[0], sizes.at(-1)]
  if (least === undefined || most === undefined || least === most) throw new Error('growth takes two sizes at least')
  const every = questions.flatMap(({ times }) => times.map(([, ms]) => ms))
  const lowest = Math.floor(Math.log10(Math.max(1, Math.min(...every))))
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...every, ...aims.map(([, ms]) => ms)))))
  const x = (events: number) => left + ((width - left - right) * Math.log(events / least)) / Math.log(most / least)
  const y = (ms: number) =>
    height - bottom - ((height - top - bottom) * (Math.log10(Math.max(ms, 10 ** lowest)) - lowest)) / (highest - lowest)
  const at = ([events, ms]: readonly [number, number]) => `${x(events).toFixed(1)},${y(ms).toFixed(1)}`
  const line = ({ times }: Growth, style: string) =>
    `<polyline fill="none" points="${times.map(at).join(' ')}" ${style}/>`
  const text = (atX: number, atY: number, words: string, style = '') =>
    `<text x="${atX.toFixed(1)}" y="${atY.toFixed(1)}" ${style}>${escaped(words)}</text>`

  const byGrowth = questions.toSorted((a, b) => growthOf(b) - growthOf(a))
  const decades = Array.from({ length: highest - lowest + 1 }, (_, n) => 10 ** (lowest + n))
  const middle: Growth = {
    name: 'the middle of all',
    times: sizes.map((events) => [
      events,
      middleOf(questions.flatMap(({ times }) => times.filter(([size]) => size === events).map(([, ms]) => ms))),
    ]),
  }
  const legend = [
    { growth: middle, colour: '#000' },
    ...byGrowth.slice(0, named).map((growth, n) => ({ growth, colour: colours[n] as string })),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>`,
    text(left, 24, title, 'font-size="15"'),
    ...decades.flatMap((ms) => [
      `<line x1="${left}" x2="${width - right}" y1="${y(ms).toFixed(1)}" y2="${y(ms).toFixed(1)}" stroke="#ddd"/>`,
      text(left - 8, y(ms) + 4, `${ms.toLocaleString('en')} ms`, 'text-anchor="end"'),
    ]),
    ...sizes.map((events) => text(x(events), height - bottom + 22, countText(events), 'text-anchor="middle"')),
    ...byGrowth.slice(named).map((it) => line(it, 'stroke="#bbb" stroke-width="1"')),
    ...aims
      .filter(([events]) => events >= least && events <= most)
      .map(([events, ms]) => `<path d="M${x(events) - 10} ${y(ms)}h20" stroke="#1a7f37" stroke-width="3"/>`),
    ...legend.map(({ growth, colour }, n) => line(growth, `stroke="${colour}" stroke-width="${n === 0 ? 3 : 2}"`)),
    ...legend.flatMap(({ growth, colour }, n) => [
      text(
        width - right + 16,
        top + 14 + n * 34,
        `${growthOf(growth).toFixed(1)} times`,
        `fill="${colour}" font-weight="bold"`,
      ),
      text(
        width - right + 16,
        top + 28 + n * 34,
        growth.name.length > 44 ? `${growth.name.slice(0, 43)}…` : growth.name,
        `fill="${colour}"`,
      ),
    ]),
    text(width - right + 16, top + 28 + legend.length * 34, 'green: the most that is wanted', 'fill="#1a7f37"'),
    '</svg>',
    '',
  ].join('\n')
}
