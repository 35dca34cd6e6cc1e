/**
 * Runs at most so many acts at once; the others wait in the order in which they came.
 * @param mostWaiting how many may wait, beyond which calls are refused; without it the caller has a bound of its own
 * @throws what `refuse` makes, before anything is done
 */
export function limitConcurrency(
  most: number,
  mostWaiting = Number.POSITIVE_INFINITY,
  refuse: (waiting: number) => Error = (waiting) => new Error(`${waiting} wait already`),
): <T>(act: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (act) => {
    if (running >= most && waiting.length >= mostWaiting) throw refuse(waiting.length)
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await act()
    } finally {
      // The slot goes straight to the next in line, so that a call that comes meanwhile does not take it.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
