/** Up to three names that differ from one by little: a slip of the keyboard, another case, another separator. */
export function nearest(name: string, names: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3))
  return [...new Set(names)]
    .filter((other) => Math.abs(other.length - name.length) <= limit)
    .slice(0, 1000)
    .map((other): [string, number] => [other, distance(plain(name), plain(other))])
    .filter(([, steps]) => steps <= limit)
    .sort((a, b) => a[1] - b[1])
    .slice(0, 3)
    .map(([other]) => other)
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/[\s_-]/g, '')
    .slice(0, 100)

/** Levenshtein's: insertions, deletions and replacements. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
