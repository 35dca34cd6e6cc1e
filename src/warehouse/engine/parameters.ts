import type { Params } from './engine.ts'

/** Takes values of a request and gives the slots that stand for them in SQL. */
export interface Binder {
  /** @param type the ClickHouse type of the value */
  bind(value: unknown, type: string): string
  /** All values bound so far, and those given at the start. */
  readonly params: Params
}

export function openBinder(given: Params = {}): Binder {
  const params: Record<string, unknown> = { ...given }
  return {
    bind(value, type) {
      const name = `value_${Object.keys(params).length}`
      params[name] = value
      return `{${name}:${type}}`
    },
    params,
  }
}
