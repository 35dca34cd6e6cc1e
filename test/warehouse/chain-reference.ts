/** What a person did: the step letter, and when in seconds. */
export interface Deed {
  readonly what: string
  readonly at: number
}

/** The chain of a person's deeds by which the steps were taken furthest, found by trying all of them. */
export function furthestChain(deeds: readonly Deed[], steps: string, windowSeconds: number): Deed[] {
  let best: Deed[] = []
  const extend = (chain: readonly Deed[]) => {
    if (isBetter(chain, best)) best = [...chain]
    for (const deed of deeds) {
      const [begun = deed, before = deed] = [chain[0], chain.at(-1)]
      // Of one moment any order is allowed, and each deed serves one step.
      if (chain.includes(deed) || deed.what !== steps[chain.length]) continue
      if (deed.at >= before.at && deed.at - begun.at <= windowSeconds) extend([...chain, deed])
    }
  }
  extend([])
  return best
}

/** The longer one; then the one that begins earlier, and continues earlier at each step. */
function isBetter(chain: readonly Deed[], than: readonly Deed[]): boolean {
  if (chain.length !== than.length) return chain.length > than.length
  const different = chain.findIndex((deed, index) => deed.at !== than[index]?.at)
  return different >= 0 && (chain[different]?.at ?? 0) < (than[different]?.at ?? 0)
}
