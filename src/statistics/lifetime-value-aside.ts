import { inThread } from './in-thread.ts'
import type { Customer, LifetimeValue } from './lifetime-value.ts'

/** Fewer than this are fitted at once; starting a thread would take longer. */
const fewCustomers = 2_000

/** Like `lifetimeValue`, in a thread of its own where it would keep others waiting. Rejects where the thread fails. */
export async function lifetimeValueAside(customers: readonly Customer[], horizonDays: number): Promise<LifetimeValue> {
  if (customers.length < fewCustomers) {
    const { lifetimeValue } = await import('./lifetime-value.ts')
    return lifetimeValue(customers, horizonDays)
  }
  return inThread<LifetimeValue>(new URL('./lifetime-value-worker.ts', import.meta.url), { customers, horizonDays })
}
