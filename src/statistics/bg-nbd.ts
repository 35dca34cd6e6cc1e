import jstat from 'jstat'
import { hyp2f1 } from './hyp2f1.ts'
import { minimise } from './nelder-mead.ts'
import { priorOf } from './weak-prior.ts'

/**
 * How often customers buy, and when they stop: BG/NBD (Fader, Hardie and Lee, "Counting Your Customers" the Easy Way:
 * An Alternative to the Pareto/NBD Model, Marketing Science 24(2), 2005). While active a customer buys at a rate of
 * their own, gamma distributed over customers (r, alpha); after each purchase they stop with a probability of their own
 * (beta: a, b).
 */
export interface BgNbd {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
}

/** What is known of a customer; times in one unit, whichever. */
export interface Purchases {
  /** x: how many after the first. */
  readonly repeats: number
  /** t_x: from the first to the last; 0 without repeats. */
  readonly recency: number
  /** T: from the first until now. */
  readonly age: number
}

export interface Fit<Model> {
  readonly model: Model
  readonly logLikelihood: number
  readonly converged: boolean
}

/** The parameters under which these customers are most likely, with a weak prior. */
export function fitBgNbd(customers: readonly Purchases[]): Fit<BgNbd> {
  // In units of a tenth of the longest age all parameters are of about the same size, and the search begins among them.
  const unit = longest(customers) / 10 || 1
  const groups = grouped(customers, unit)
  const { at, converged } = minimise(
    (logs) => priorOf(logs) - logLikelihoodOf(parametersOf(logs), groups),
    [0, 0, 0, 0],
  )
  const scaled = parametersOf(at)
  const model = { ...scaled, alpha: scaled.alpha * unit }
  return { model, logLikelihood: logLikelihoodOf(model, grouped(customers, 1)), converged }
}

const longest = (customers: readonly Purchases[]) => customers.reduce((most, { age }) => Math.max(most, age), 0)

/** All are above 0, so that their logarithms may be anything. */
function parametersOf(logs: readonly number[]): BgNbd {
  const [r = 1, alpha = 1, a = 1, b = 1] = logs.map(Math.exp)
  return { r, alpha, a, b }
}

interface Group extends Purchases {
  readonly customers: number
}

/** Most customers never came back, and those of one age are then all alike. */
function grouped(customers: readonly Purchases[], unit: number): Group[] {
  const groups = new Map<string, Group>()
  for (const { repeats, recency, age } of customers) {
    const id = `${repeats} ${recency} ${age}`
    const before = groups.get(id)?.customers ?? 0
    groups.set(id, { repeats, recency: recency / unit, age: age / unit, customers: before + 1 })
  }
  return [...groups.values()]
}

/** Equation (6), in logarithms and summed over customers. */
function logLikelihoodOf({ r, alpha, a, b }: BgNbd, groups: readonly Group[]): number {
  const { gammaln } = jstat
  const ofRepeats = new Map<number, number>()
  let sum = 0
  for (const { repeats: x, recency, age, customers } of groups) {
    let shared = ofRepeats.get(x)
    if (shared === undefined) {
      shared = gammaln(r + x) - gammaln(r) + r * Math.log(alpha)
      shared += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
      ofRepeats.set(x, shared)
    }
    const active = -(r + x) * Math.log(alpha + age)
    const stopped = x === 0 ? Number.NEGATIVE_INFINITY : Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + recency)
    const more = Math.max(active, stopped)
    sum += customers * (shared + more + Math.log1p(Math.exp(Math.min(active, stopped) - more)))
  }
  return sum
}

/** The probability that a customer is still active: the denominator of equation (10), inverted. */
export function probabilityAlive({ r, alpha, a, b }: BgNbd, { repeats: x, recency, age }: Purchases): number {
  if (x === 0) return 1
  const odds = Math.log(a / (b + x - 1)) + (r + x) * Math.log((alpha + age) / (alpha + recency))
  return 1 / (1 + Math.exp(odds))
}

/**
 * How many purchases a customer will make in the time to come: equation (10). Euler's transformation (DLMF 15.8.1) of its ₂F₁
 * takes the power before it into itself, and leaves a series that converges whatever x is.
 */
export function expectedPurchases(model: BgNbd, customer: Purchases, time: number): number {
  const { r, alpha, b } = model
  // At a = 1 both sides of the fraction vanish; beside it the quotient is smooth.
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a
  const { repeats: x, age } = customer
  const z = time / (alpha + age + time)
  const alive = probabilityAlive({ r, alpha, a, b }, customer)
  if (a + b + x > mostHeterogeneity) return alive * withOneChance({ r, alpha, p: a / (a + b + x) }, customer, time)
  const series = (1 - z) ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + x - 1, z)
  return ((a + b + x - 1) / (a - 1)) * (1 - series) * alive
}

/**
 * Beyond it the chance of stopping is one for all, as far as doubles resolve, and the powers of the series leave their
 * range.
 */
const mostHeterogeneity = 10_000

/** The limit of equation (10) where a and b grow in proportion, so that each purchase is the last with the chance p. */
function withOneChance(
  { r, alpha, p }: { r: number; alpha: number; p: number },
  { repeats: x, age }: Purchases,
  time: number,
): number {
  return (1 - ((alpha + age) / (alpha + age + p * time)) ** (r + x)) / p
}
