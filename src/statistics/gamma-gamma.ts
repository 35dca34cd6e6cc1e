import jstat from 'jstat'
import type { Fit } from './bg-nbd.ts'
import { minimise } from './nelder-mead.ts'
import { priorOf } from './weak-prior.ts'

/**
 * What a purchase is worth: Gamma-Gamma (Fader and Hardie, The Gamma-Gamma Model of Monetary Value, 2013). A customer's
 * purchases vary around a mean of their own, and these means over customers; both are gamma distributed. `v` is the
 * paper's γ.
 */
export interface GammaGamma {
  readonly p: number
  readonly q: number
  readonly v: number
}

/** A customer's repeat purchases (x), and their mean value (z̄), above 0. */
export interface Spending {
  readonly repeats: number
  readonly meanValue: number
}

/** The parameters under which this spending is most likely, with a weak prior; customers without repeat purchases say nothing of it. */
export function fitGammaGamma(customers: readonly Spending[]): Fit<GammaGamma> {
  const known = customers.filter(({ repeats, meanValue }) => repeats > 0 && meanValue > 0)
  // In units of the mean value all parameters are of about the same size.
  const unit = known.reduce((sum, { meanValue }) => sum + meanValue / known.length, 0) || 1
  const inUnits = known.map(({ repeats, meanValue }) => ({ repeats, meanValue: meanValue / unit }))
  const { at, converged } = minimise((logs) => priorOf(logs) - logLikelihoodOf(parametersOf(logs), inUnits), [0, 0, 0])
  const scaled = parametersOf(at)
  const model = { ...scaled, v: scaled.v * unit }
  return { model, logLikelihood: logLikelihoodOf(model, known), converged }
}

function parametersOf(logs: readonly number[]): GammaGamma {
  const [p = 1, q = 1, v = 1] = logs.map(Math.exp)
  return { p, q, v }
}

/** Equation (1a) of the paper, in logarithms and summed over customers. */
function logLikelihoodOf({ p, q, v }: GammaGamma, customers: readonly Spending[]): number {
  const { gammaln } = jstat
  const ofRepeats = new Map<number, number>()
  let sum = 0
  for (const { repeats: x, meanValue } of customers) {
    let shared = ofRepeats.get(x)
    if (shared === undefined) {
      shared = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * Math.log(v) + p * x * Math.log(x)
      ofRepeats.set(x, shared)
    }
    sum += shared + (p * x - 1) * Math.log(meanValue) - (p * x + q) * Math.log(v + x * meanValue)
  }
  return sum
}

/**
 * The mean value of a customer's purchases to come: equation (5), between their own mean and that of all. Of a customer
 * without repeat purchases only the mean of all is known, which is finite where q > 1.
 */
export const expectedValue = ({ p, q, v }: GammaGamma, { repeats: x, meanValue }: Spending): number =>
  (p * (v + x * meanValue)) / (p * x + q - 1)
