import { type BgNbd, expectedPurchases, fitBgNbd, type Purchases, probabilityAlive } from './bg-nbd.ts'
import { expectedValue, fitGammaGamma, type GammaGamma } from './gamma-gamma.ts'

/** What a customer bought: times in days, money in one currency. */
export interface Customer extends Purchases {
  /** The mean value of repeat purchases; 0 without any. */
  readonly meanValue: number
}

/** Both models, and how they were fitted. */
export interface LifetimeModel extends BgNbd, GammaGamma {
  /** How many customers they were fitted to. */
  readonly customers: number
  /** Of BG/NBD. */
  readonly logLikelihood: number
  readonly converged: boolean
}

/** What is expected of a customer within the horizon; the value is not discounted. */
export interface Expected {
  readonly alive: number
  readonly purchases: number
  readonly value: number
}

export type LifetimeValue =
  | { readonly model: LifetimeModel; readonly expected: readonly Expected[] }
  | { readonly reason: string }

/** Below this many customers who came back, four parameters say more of chance than of them. */
export const leastRepeat = 30

/** More tell the parameters hardly better (the published fit has 2 357), and take longer in proportion. */
const mostFitted = 10_000

/**
 * Fits BG/NBD and Gamma-Gamma to customers, and says what is expected of each in the days to come; or why nothing can be said.
 * Both assume that how often a customer buys and for how much are independent.
 * @param customers in no particular order: where there are more than 10 000, each nth is fitted to
 */
export function lifetimeValue(customers: readonly Customer[], horizonDays: number): LifetimeValue {
  const fitted = everyNth(customers, Math.ceil(customers.length / mostFitted))
  const spending = fitted.filter(({ repeats, meanValue }) => repeats > 0 && meanValue > 0)
  if (spending.length < leastRepeat) {
    return { reason: `${spending.length} customers came back and paid; a model needs ${leastRepeat}` }
  }
  const [purchases, values] = [fitBgNbd(fitted), fitGammaGamma(spending)]
  const parameters = { ...purchases.model, ...values.model }
  if (!Object.values(parameters).every(Number.isFinite)) return { reason: 'no parameters fit these customers' }
  if (parameters.q <= 1) return { reason: 'spending varies so widely that its mean over customers is not finite' }
  return {
    model: {
      ...parameters,
      customers: fitted.length,
      logLikelihood: purchases.logLikelihood,
      converged: purchases.converged && values.converged,
    },
    expected: customers.map((customer) => {
      const bought = expectedPurchases(parameters, customer, horizonDays)
      return {
        alive: probabilityAlive(parameters, customer),
        purchases: bought,
        value: bought * expectedValue(parameters, spent(customer)),
      }
    }),
  }
}

const everyNth = <T>(all: readonly T[], nth: number): readonly T[] =>
  nth <= 1 ? all : all.filter((_, index) => index % nth === 0)

/** Repeat purchases that cost nothing say nothing of what others will cost. */
const spent = (customer: Customer) => (customer.meanValue > 0 ? customer : { repeats: 0, meanValue: 0 })
