import { readFileSync } from 'node:fs'
import { AutoETS, initSync as initEts } from '@bsull/augurs/ets'
import { initSync as initMstl, MSTL } from '@bsull/augurs/mstl'

let isLoaded = false

/** Loads both WebAssembly modules from the package, once for a thread. */
function load(): void {
  if (isLoaded) return
  for (const [name, init] of [
    ['ets', initEts],
    ['mstl', initMstl],
  ] as const) {
    const script = import.meta.resolve(`@bsull/augurs/${name}`)
    init({ module: readFileSync(new URL(script.replace(/\.js$/, '_bg.wasm'))) })
  }
  isLoaded = true
}

/** The next values, by the exponential smoothing without seasons that fits best by AICc; undefined where none can be fitted. */
export function autoEts(values: readonly number[], horizon: number): number[] | undefined {
  load()
  return predict(new AutoETS(1, 'ZZN'), values, horizon)
}

/**
 * The next values, by taking seasons away (MSTL: Bandara, Hyndman and Bergmeir 2021, https://arxiv.org/abs/2107.13462) and smoothing
 * what is left; undefined where it cannot be fitted.
 * @param periods of seasons, in values; each must lie twice in the values
 */
export function mstlEts(values: readonly number[], periods: readonly number[], horizon: number): number[] | undefined {
  load()
  return predict(MSTL.ets([...periods]), values, horizon)
}

/** The library throws where there is no model for such values, as of a constant. What it holds lies outside of our heap. */
function predict(model: AutoETS | MSTL, values: readonly number[], horizon: number): number[] | undefined {
  try {
    model.fit([...values])
    const { point } = model.predict(horizon)
    return point.every(Number.isFinite) ? point : undefined
  } catch {
    return undefined
  } finally {
    model.free()
  }
}

/** The values of the last season again and again: the floor that every other method has to be better than. */
export const seasonalNaive = (values: readonly number[], period: number, horizon: number): number[] =>
  Array.from({ length: horizon }, (_, step) => values[values.length - period + (step % period)] ?? 0)
