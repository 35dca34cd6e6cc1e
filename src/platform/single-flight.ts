/** Lets callers who ask the same while an answer is under way have that answer. */
export function singleFlight<T>(): (name: string, ask: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  return (name, ask) => {
    const joined = underWay.get(name)
    if (joined !== undefined) return joined
    const asked = ask().finally(() => underWay.delete(name))
    underWay.set(name, asked)
    return asked
  }
}
