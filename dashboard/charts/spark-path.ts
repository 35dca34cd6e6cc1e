/**
 * The line of a sparkline as SVG path data in a box of `width` × `height`: straight from value to value, interrupted
 * where a value is missing. `span` is the number of points of the whole axis, so that a range that is half over
 * fills half of the width. The scale is the series' own, for a sparkline shows shape, not size; but a series that hardly
 * moves stays calm: its swing takes the whole height only from a fifth of its highest value on.
 */
export function sparkPath(
  values: readonly (number | null)[],
  span: number,
  width: number,
  height: number,
): { line: string; area: string; last: { x: number; y: number } | null } {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return { line: '', area: '', last: null }
  const high = Math.max(...known)
  const low = Math.min(...known, high - Math.abs(high) / 5)
  const round = (it: number) => Math.round(it * 10) / 10
  const x = (index: number) => round(span <= 1 ? width : (index / (span - 1)) * width)
  const y = (value: number) => round(high === low ? height : height - ((value - low) / (high - low)) * height)

  const runs: { x: number; y: number }[][] = [[]]
  for (const [index, value] of values.entries()) {
    if (value === null) runs.push([])
    else runs.at(-1)?.push({ x: x(index), y: y(value) })
  }
  const drawn = runs.filter((run) => run.length > 0)
  const points = (run: { x: number; y: number }[]) => run.map((at) => `${at.x} ${at.y}`).join('L')
  return {
    // A lone value is a dot: a line of no length with a round end.
    line: drawn.map((run) => `M${points(run)}${run.length === 1 ? 'h0' : ''}`).join(''),
    area: drawn
      .filter((run) => run.length > 1)
      .map((run) => `M${run[0]?.x} ${height}L${points(run)}L${run.at(-1)?.x} ${height}Z`)
      .join(''),
    last: drawn.at(-1)?.at(-1) ?? null,
  }
}
