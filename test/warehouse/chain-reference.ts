/** What a person did: the step letter, and when in seconds. */
export interface Deed {
  readonly what: string
  readonly at: number
}

/** The chain of a person's deeds by which the steps were taken furthest, found by trying all of them. */
export function furthestChain(deeds: readonly Deed[], steps: string, windowSeconds: number): Deed[] {
  const first = ({ what }: Deed) => steps.indexOf(what)
  const inOrder = deeds.filter((deed) => first(deed) >= 0).sort((a, b) => a.at - b.at || first(a) - first(b))
  let best: Deed[] = []
  const extend = (chain: Deed[], next: number) => {
    if (isBetter(chain, best)) best = chain
    inOrder.forEach((deed, index) => {
      const begun = chain[0] ?? deed
      if (index < next || deed.what !== steps[chain.length] || deed.at - begun.at > windowSeconds) return
      extend([...chain, deed], index + 1)
    })
  }
  extend([], 0)
  return best
}

/** The longer one; then the one that begins earlier, and goes on earlier at each step. */
function isBetter(chain: readonly Deed[], than: readonly Deed[]): boolean {
  if (chain.length !== than.length) return chain.length > than.length
  const different = chain.findIndex((deed, index) => deed.at !== than[index]?.at)
  return different >= 0 && (chain[different]?.at ?? 0) < (than[different]?.at ?? 0)
}
