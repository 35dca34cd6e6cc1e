/** A sparkline as SVG path data. */
export interface SparkPath {
  /** The finished buckets. */
  readonly line: string
  readonly area: string
  /** From the last finished bucket to the one that still runs; empty where all are finished. */
  readonly open: string
  readonly last: { readonly x: number; readonly y: number } | null
}

/**
 * The line of a sparkline in a box of `width` × `height`: straight from value to value, interrupted
 * where a value is missing. `span` is the number of points of the whole axis, so that a range that is half over
 * fills half of the width. The scale is the series' own, for a sparkline shows shape, not size; but a series that hardly
 * moves stays calm: its swing takes the whole height only from a fifth of its highest value on. A last bucket that still
 * runs is a stroke of its own and not part of the scale: else every count would seem to plunge each morning.
 */
export function sparkPath(
  { values, unfinished }: { readonly values: readonly (number | null)[]; readonly unfinished: boolean },
  span: number,
  width: number,
  height: number,
): SparkPath {
  const finished = unfinished && values.length > 1 ? values.slice(0, -1) : values
  const counted = finished.some((value) => value !== null) ? finished : values
  const known = counted.filter((value) => value !== null)
  if (known.length === 0) return { line: '', area: '', open: '', last: null }
  const high = Math.max(...known)
  const low = Math.min(...known, high - Math.abs(high) / 5)
  const round = (it: number) => Math.round(it * 10) / 10
  const x = (index: number) => round(span <= 1 ? width : (index / (span - 1)) * width)
  const within = (value: number) => Math.min(Math.max(value, low), high)
  const y = (value: number) => round(high === low ? height : height - ((within(value) - low) / (high - low)) * height)

  const runs: { x: number; y: number }[][] = [[]]
  for (const [index, value] of finished.entries()) {
    if (value === null) runs.push([])
    else runs.at(-1)?.push({ x: x(index), y: y(value) })
  }
  const drawn = runs.filter((run) => run.length > 0)
  const points = (run: { x: number; y: number }[]) => run.map((at) => `${at.x} ${at.y}`).join('L')
  const running = finished.length < values.length ? (values.at(-1) ?? null) : null
  const end = running === null ? null : { x: x(values.length - 1), y: y(running) }
  const before = runs.at(-1)?.at(-1)
  return {
    // A lone value is a dot: a line of no length with a round end.
    line: drawn.map((run) => `M${points(run)}${run.length === 1 ? 'h0' : ''}`).join(''),
    area: drawn
      .filter((run) => run.length > 1)
      .map((run) => `M${run[0]?.x} ${height}L${points(run)}L${run.at(-1)?.x} ${height}Z`)
      .join(''),
    open: end !== null && before !== undefined ? `M${points([before, end])}` : '',
    last: end ?? drawn.at(-1)?.at(-1) ?? null,
  }
}
