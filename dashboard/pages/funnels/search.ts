import { type FilterDimension, isFilterDimension } from '../../api/dimension-names.ts'
import { parseStep } from '../../event-step/step.ts'
import type { By, FunnelChoice, JourneyChoice } from './choice.ts'
import { defaultFunnel, type FunnelPreset, funnels, isFunnelPreset, windows } from './presets.ts'

/** What the address says about the funnel and the journeys; what is absent has its default. */
export interface FunnelSearch {
  /** A ready-made funnel; the fields below say what differs from it. */
  funnel?: FunnelPreset
  /** Steps that a person picked, as `writeStep` writes them; they win over the funnel. */
  step?: string[]
  by?: By
  window?: string
  breakdown?: FilterDimension
  /** Of the journeys: the step from which they are followed. */
  start?: string
  depth?: string
  top?: string
}

export const mostSteps = 12
export const depths = [3, 4, 5, 6, 7, 8]
export const tops = [4, 6, 8, 12]

const isBy = (word: unknown): word is By => word === 'session_id' || word === 'user_id'
const listOf = (value: unknown) => (Array.isArray(value) ? value : [value]).filter((it) => typeof it === 'string')

/** Reads the funnel from an address, which is untrusted input: invalid parts are left out. */
export function parseFunnelSearch(search: Readonly<Record<string, unknown>>): FunnelSearch {
  const steps = listOf(search.step)
    .filter((it) => parseStep(it) !== undefined)
    .slice(0, mostSteps)
  const { funnel, by, window, breakdown, start, depth, top } = search
  return {
    ...(isFunnelPreset(funnel) && funnel !== defaultFunnel ? { funnel } : {}),
    ...(steps.length > 0 ? { step: steps } : {}),
    ...(isBy(by) ? { by } : {}),
    ...(windows.some(({ seconds }) => String(seconds) === window) ? { window: String(window) } : {}),
    ...(typeof breakdown === 'string' && isFilterDimension(breakdown) ? { breakdown } : {}),
    ...(typeof start === 'string' && parseStep(start) !== undefined ? { start } : {}),
    ...(depths.some((it) => String(it) === depth) ? { depth: String(depth) } : {}),
    ...(tops.some((it) => String(it) === top) ? { top: String(top) } : {}),
  }
}

export function funnelChoice({ funnel = defaultFunnel, step, by, window, breakdown }: FunnelSearch): FunnelChoice {
  const preset = funnels[funnel]
  return {
    steps: step === undefined ? preset.steps : step.flatMap((it) => parseStep(it) ?? []),
    by: by ?? preset.by,
    windowSeconds: window === undefined ? preset.windowSeconds : Number(window),
    breakdown,
  }
}

export const journeyChoice = ({ start, by, depth, top }: FunnelSearch): JourneyChoice => ({
  start: start === undefined ? undefined : parseStep(start),
  by: by ?? 'session_id',
  depth: Number(depth ?? 5),
  top: Number(top ?? 6),
})
